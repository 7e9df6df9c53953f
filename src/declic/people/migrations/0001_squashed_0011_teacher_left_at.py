import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('people', '0001_initial'),
        ('people', '0002_preferences'),
        ('people', '0003_calls'),
        ('people', '0004_push_devices'),
        ('people', '0005_sign_ins'),
        ('people', '0006_school_identity'),
        ('people', '0007_held_address'),
        ('people', '0008_rings_to_end'),
        ('people', '0009_sent_forms'),
        ('people', '0010_refused_address'),
        ('people', '0011_teacher_left_at'),
    ]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(blank=True, max_length=254, null=True, unique=True, verbose_name='adresse e-mail')),
                ('name', models.CharField(max_length=80, verbose_name='nom affiché')),
                ('is_active', models.BooleanField(default=True, verbose_name='actif')),
                ('is_staff', models.BooleanField(default=False, verbose_name='équipe Déclic')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'compte',
                'verbose_name_plural': 'comptes',
            },
        ),
        migrations.CreateModel(
            name='Guardian',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='guardian', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'parent',
                'verbose_name_plural': 'parents',
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('version', models.CharField(max_length=20)),
                ('given_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('guardian', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='people.guardian')),
            ],
            options={
                'verbose_name': 'accord',
                'verbose_name_plural': 'accords',
            },
        ),
        migrations.CreateModel(
            name='HeldAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='adresse')),
                ('password', models.CharField(max_length=128)),
                ('at', models.DateTimeField(verbose_name='depuis')),
                ('by_team', models.BooleanField(default=False, verbose_name='l’équipe seule')),
                ('guardian', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='held_address', to='people.guardian')),
            ],
            options={
                'verbose_name': 'adresse suspendue',
                'verbose_name_plural': 'adresses suspendues',
            },
        ),
        migrations.CreateModel(
            name='Pupil',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_name', models.CharField(max_length=40, verbose_name='prénom')),
                ('level', models.CharField(max_length=8, verbose_name='niveau')),
                ('school', models.CharField(blank=True, max_length=120, verbose_name='établissement')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='pupil', to=settings.AUTH_USER_MODEL)),
                ('guardian', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pupils', to='people.guardian')),
            ],
            options={
                'verbose_name': 'élève',
                'verbose_name_plural': 'élèves',
            },
        ),
        migrations.CreateModel(
            name='RefusedAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='adresse')),
                ('at', models.DateTimeField(verbose_name='depuis')),
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='refused_address', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'adresse qui refuse',
                'verbose_name_plural': 'adresses qui refusent',
            },
        ),
        migrations.CreateModel(
            name='SchoolIdentity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('at', models.DateTimeField()),
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='school_identity', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'identité scolaire',
                'verbose_name_plural': 'identités scolaires',
            },
        ),
        migrations.CreateModel(
            name='SignIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('session_key', models.CharField(max_length=40, unique=True)),
                ('browser', models.CharField(max_length=60)),
                ('began_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sign_ins', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'connexion',
                'verbose_name_plural': 'connexions',
            },
        ),
        migrations.CreateModel(
            name='Teacher',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('candidate', 'à vérifier'), ('approved', 'agréé'), ('suspended', 'suspendu')], default='candidate', max_length=12)),
                ('position', models.CharField(blank=True, max_length=120, verbose_name='corps et discipline')),
                ('record_asked_on', models.DateField(blank=True, null=True, verbose_name='bulletin n° 2 demandé le')),
                ('record_answered_on', models.DateField(blank=True, null=True, verbose_name='bulletin n° 2 reçu le')),
                ('authorised_until', models.DateField(blank=True, null=True, verbose_name='cumul autorisé jusqu’au')),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('is_armed', models.BooleanField(default=False, verbose_name='la leçon s’ouvre d’elle-même')),
                ('takes_neighbours', models.BooleanField(default=False, verbose_name='accepte les classes voisines')),
                ('rings_to_end', models.BooleanField(default=False, verbose_name='sonne jusqu’à la fin du créneau')),
                ('phone', models.CharField(blank=True, max_length=16, verbose_name='mobile')),
                ('calls_agreed_at', models.DateTimeField(blank=True, null=True)),
                ('left_at', models.DateTimeField(blank=True, null=True, verbose_name='parti(e) le')),
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='teacher', to=settings.AUTH_USER_MODEL)),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'professeur',
                'verbose_name_plural': 'professeurs',
            },
        ),
        migrations.CreateModel(
            name='PushDevice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('endpoint', models.CharField(max_length=1000, unique=True)),
                ('p256dh', models.CharField(max_length=120)),
                ('auth', models.CharField(max_length=40)),
                ('added_at', models.DateTimeField()),
                ('teacher', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='devices', to='people.teacher')),
            ],
            options={
                'verbose_name': 'appareil prévenu',
                'verbose_name_plural': 'appareils prévenus',
            },
        ),
        migrations.CreateModel(
            name='SentForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('page', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sent_forms', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'formulaire envoyé',
                'verbose_name_plural': 'formulaires envoyés',
                'constraints': [models.UniqueConstraint(fields=('account', 'digest'), name='a_form_is_sent_once')],
            },
        ),
        migrations.CreateModel(
            name='SignInCard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('generation', models.PositiveIntegerField(default=1)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cards', to='people.pupil')),
            ],
            options={
                'verbose_name': 'carte de connexion',
                'verbose_name_plural': 'cartes de connexion',
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at', None)), fields=('pupil',), name='one_card_per_pupil')],
            },
        ),
        migrations.CreateModel(
            name='Skill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=12)),
                ('level', models.CharField(max_length=8)),
                ('teacher', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='skills', to='people.teacher')),
            ],
            options={
                'verbose_name': 'compétence',
                'verbose_name_plural': 'compétences',
                'indexes': [models.Index(fields=['subject', 'level'], name='people_skil_subject_880397_idx')],
                'constraints': [models.UniqueConstraint(fields=('teacher', 'subject', 'level'), name='one_row_per_skill')],
            },
        ),
    ]

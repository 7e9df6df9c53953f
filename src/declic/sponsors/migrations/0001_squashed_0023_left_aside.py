import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('sponsors', '0001_initial'),
        ('sponsors', '0002_written'),
        ('sponsors', '0003_agreements_roles'),
        ('sponsors', '0004_desk_family'),
        ('sponsors', '0005_personal_codes'),
        ('sponsors', '0006_join_requests'),
        ('sponsors', '0007_directories'),
        ('sponsors', '0008_erased_children'),
        ('sponsors', '0009_member_family'),
        ('sponsors', '0010_desk_address'),
        ('sponsors', '0011_amendments'),
        ('sponsors', '0012_one_siren'),
        ('sponsors', '0013_commitment'),
        ('sponsors', '0014_contract'),
        ('sponsors', '0015_taken_places'),
        ('sponsors', '0016_places_by_five'),
        ('sponsors', '0017_address_proved'),
        ('sponsors', '0018_commitment_of_a_year'),
        ('sponsors', '0019_places_of_a_pupil'),
        ('sponsors', '0020_collectivities'),
        ('sponsors', '0021_officer_invitations'),
        ('sponsors', '0022_names_of_directories'),
        ('sponsors', '0023_left_aside'),
    ]

    initial = True

    dependencies = [
        ('people', '0001_squashed_0011_teacher_left_at'),
    ]

    operations = [
        migrations.CreateModel(
            name='Authority',
            fields=[
                ('code', models.CharField(max_length=9, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('commune', 'commune'), ('epci', 'intercommunalité'), ('department', 'département'), ('collectivity', 'collectivité territoriale')], max_length=16)),
                ('name', models.CharField(db_index=True, max_length=80)),
                ('department', models.CharField(max_length=3)),
                ('academie', models.CharField(max_length=40)),
                ('population', models.PositiveIntegerField(null=True)),
                ('siren', models.CharField(blank=True, max_length=9)),
            ],
            options={
                'verbose_name': 'collectivité',
                'verbose_name_plural': 'collectivités',
            },
        ),
        migrations.CreateModel(
            name='Commune',
            fields=[
                ('insee', models.CharField(max_length=5, primary_key=True, serialize=False)),
                ('name', models.CharField(db_index=True, max_length=80)),
                ('department', models.CharField(max_length=3)),
                ('region', models.CharField(max_length=3)),
                ('academie', models.CharField(max_length=40)),
                ('postcodes', models.CharField(blank=True, max_length=400)),
                ('population', models.PositiveIntegerField(null=True)),
                ('siren', models.CharField(blank=True, max_length=9)),
            ],
            options={
                'verbose_name': 'commune',
                'verbose_name_plural': 'communes',
            },
        ),
        migrations.CreateModel(
            name='ActivationCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, unique=True)),
                ('label', models.CharField(blank=True, max_length=80, verbose_name='pour')),
                ('scope', models.CharField(choices=[('all', 'toutes les familles'), ('school', 'une école ou un établissement'), ('quarter', 'un quartier'), ('personal', 'un élève de la liste'), ('employee', 'un salarié de l’annuaire')], default='all', max_length=8)),
                ('ceiling', models.PositiveIntegerField(verbose_name='plafond de familles')),
                ('uses', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='replaced_by', to='sponsors.activationcode')),
            ],
            options={
                'verbose_name': 'code d’activation',
                'verbose_name_plural': 'codes d’activation',
                'constraints': [models.CheckConstraint(condition=models.Q(('uses__lte', models.F('ceiling'))), name='code_within_its_ceiling')],
            },
        ),
        migrations.CreateModel(
            name='GuardianCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('moves', models.PositiveSmallIntegerField(default=0)),
                ('moves_since', models.DateTimeField(blank=True, null=True)),
                ('code', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='families', to='sponsors.activationcode')),
                ('guardian', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='activation', to='people.guardian')),
            ],
            options={
                'verbose_name': 'code de la famille',
                'verbose_name_plural': 'codes des familles',
            },
        ),
        migrations.CreateModel(
            name='Sponsor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('commune', 'commune'), ('epci', 'intercommunalité'), ('department', 'département'), ('collectivity', 'collectivité territoriale'), ('works_council', 'comité social et économique (CSE)'), ('library', 'médiathèque'), ('association', 'association')], max_length=16)),
                ('name', models.CharField(max_length=120, verbose_name='nom')),
                ('siren', models.CharField(blank=True, max_length=9)),
                ('siret', models.CharField(blank=True, max_length=14)),
                ('academie', models.CharField(blank=True, max_length=40)),
                ('zone', models.CharField(blank=True, max_length=1, verbose_name='zone de vacances')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('logo', models.BinaryField(blank=True, default=bytes)),
                ('contact', models.CharField(blank=True, max_length=120, verbose_name='où demander de l’aide')),
                ('authority', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sponsor', to='sponsors.authority')),
                ('commune', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sponsor', to='sponsors.commune')),
            ],
            options={
                'verbose_name': 'partenaire',
                'verbose_name_plural': 'partenaires',
                'constraints': [models.UniqueConstraint(condition=models.Q(('siret', ''), _negated=True), fields=('siret',), name='one_sponsor_per_siret'), models.UniqueConstraint(condition=models.Q(('siret', ''), models.Q(('siren', ''), _negated=True)), fields=('siren',), name='one_listed_sponsor_per_siren')],
            },
        ),
        migrations.CreateModel(
            name='PastEnrolment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('child', models.BigIntegerField()),
                ('level', models.CharField(max_length=8)),
                ('place', models.CharField(blank=True, max_length=80)),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('sponsor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='past_enrolments', to='sponsors.sponsor')),
            ],
            options={
                'verbose_name': 'inscription passée',
                'verbose_name_plural': 'inscriptions passées',
            },
        ),
        migrations.CreateModel(
            name='OfficerInvitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='adresse')),
                ('name', models.CharField(max_length=80, verbose_name='nom')),
                ('role', models.CharField(choices=[('manager', 'responsable'), ('enroller', 'agent d’inscription'), ('reader', 'lecture des chiffres')], max_length=12, verbose_name='rôle')),
                ('invited_at', models.DateTimeField(verbose_name='invité(e) le')),
                ('until', models.DateTimeField(verbose_name='jusqu’au')),
                ('salt', models.CharField(max_length=32)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sponsor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='sponsors.sponsor')),
            ],
            options={
                'verbose_name': 'invitation dans une équipe',
                'verbose_name_plural': 'invitations dans une équipe',
                'constraints': [models.UniqueConstraint(fields=('sponsor', 'email'), name='one_invitation_per_address')],
            },
        ),
        migrations.CreateModel(
            name='Officer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('manager', 'responsable'), ('enroller', 'agent d’inscription'), ('reader', 'lecture des chiffres')], default='manager', max_length=12, verbose_name='rôle')),
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='officer', to=settings.AUTH_USER_MODEL)),
                ('sponsor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='officers', to='sponsors.sponsor')),
            ],
            options={
                'verbose_name': 'responsable éducation',
                'verbose_name_plural': 'responsables éducation',
            },
        ),
        migrations.CreateModel(
            name='LedgerEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('lesson', 'lesson'), ('written', 'written')], max_length=12)),
                ('at', models.DateTimeField()),
                ('about', models.UUIDField()),
                ('seconds', models.PositiveIntegerField(default=0)),
                ('sponsor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ledger', to='sponsors.sponsor')),
            ],
            options={
                'verbose_name': 'écriture du registre',
                'verbose_name_plural': 'écritures du registre',
                'constraints': [models.UniqueConstraint(fields=('kind', 'about'), name='a_lesson_is_counted_once')],
            },
        ),
        migrations.CreateModel(
            name='JoinRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254)),
                ('name', models.CharField(max_length=80)),
                ('asked_at', models.DateTimeField()),
                ('sponsor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='join_requests', to='sponsors.sponsor')),
            ],
            options={
                'verbose_name': 'demande d’accès',
                'verbose_name_plural': 'demandes d’accès',
                'constraints': [models.UniqueConstraint(fields=('sponsor', 'email'), name='one_join_request_per_address')],
            },
        ),
        migrations.CreateModel(
            name='Enrolment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField(blank=True, null=True)),
                ('code', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='sponsors.activationcode')),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='enrolments', to='people.pupil')),
                ('sponsor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='sponsors.sponsor')),
            ],
            options={
                'verbose_name': 'inscription',
                'verbose_name_plural': 'inscriptions',
                'constraints': [models.UniqueConstraint(condition=models.Q(('until', None)), fields=('pupil',), name='one_sponsor_per_pupil')],
            },
        ),
        migrations.CreateModel(
            name='Directory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.CharField(max_length=12, unique=True)),
                ('kind', models.CharField(choices=[('oidc', 'OpenID Connect'), ('saml', 'SAML 2.0')], max_length=4)),
                ('issuer', models.CharField(max_length=300)),
                ('client_id', models.CharField(blank=True, max_length=200)),
                ('sealed_secret', models.TextField(blank=True)),
                ('sign_in_url', models.CharField(blank=True, max_length=300)),
                ('certificate', models.TextField(blank=True)),
                ('accepts_other_names', models.BooleanField(default=False)),
                ('passing_names_at', models.DateTimeField(blank=True, null=True)),
                ('code', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sponsors.activationcode')),
                ('sponsor', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='directory', to='sponsors.sponsor')),
            ],
            options={
                'verbose_name': 'annuaire',
                'verbose_name_plural': 'annuaires',
            },
        ),
        migrations.CreateModel(
            name='DeskFamily',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=12, unique=True)),
                ('at', models.DateTimeField()),
                ('addressed_at', models.DateTimeField(blank=True, null=True)),
                ('proved_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('guardian', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='desk', to='people.guardian')),
                ('sponsor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='desk_families', to='sponsors.sponsor')),
            ],
            options={
                'verbose_name': 'famille inscrite à l’accueil',
                'verbose_name_plural': 'familles inscrites à l’accueil',
            },
        ),
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('draft', 'brouillon'), ('quoted', 'devis envoyé'), ('signed', 'signée, à venir'), ('running', 'en cours'), ('ended', 'finie'), ('dropped', 'abandonnée')], default='draft', max_length=12)),
                ('starts_on', models.DateField(verbose_name='du')),
                ('ends_on', models.DateField(verbose_name='au')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('quoted_on', models.DateField(blank=True, null=True, verbose_name='devis envoyé le')),
                ('signed_on', models.DateField(blank=True, null=True, verbose_name='signée le')),
                ('data_signed_on', models.DateField(blank=True, null=True, verbose_name='contrat de données signé le')),
                ('commitments', models.JSONField(blank=True, default=dict, verbose_name='numéros d’engagement')),
                ('contract', models.CharField(blank=True, max_length=50, verbose_name='numéro de marché')),
                ('price_model', models.CharField(choices=[('flat', 'forfait par an'), ('per_pupil', 'par élève inscrit'), ('per_hour', 'par heure de leçon')], default='flat', max_length=12, verbose_name='prix')),
                ('price_cents', models.PositiveIntegerField(default=0, verbose_name='prix (centimes)')),
                ('ceiling_cents', models.PositiveIntegerField(blank=True, null=True, verbose_name='plafond (centimes)')),
                ('levels', models.CharField(blank=True, max_length=200, verbose_name='niveaux')),
                ('weekdays', models.CharField(blank=True, max_length=7, verbose_name='jours')),
                ('opens_at', models.TimeField(blank=True, null=True, verbose_name='de')),
                ('closes_at', models.TimeField(blank=True, null=True, verbose_name='à')),
                ('left_aside', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('renews', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='renewal', to='sponsors.agreement')),
                ('sponsor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='sponsors.sponsor')),
            ],
            options={
                'verbose_name': 'convention',
                'verbose_name_plural': 'conventions',
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='agreement_ends_after_it_starts')],
            },
        ),
        migrations.AddField(
            model_name='activationcode',
            name='sponsor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='codes', to='sponsors.sponsor'),
        ),
        migrations.CreateModel(
            name='TakenPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('code', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='taken', to='sponsors.activationcode')),
                ('guardian', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.guardian')),
            ],
            options={
                'verbose_name': 'place prise',
                'verbose_name_plural': 'places prises',
                'constraints': [models.UniqueConstraint(fields=('code', 'guardian'), name='one_place_of_a_code_a_family')],
            },
        ),
        migrations.CreateModel(
            name='Amendment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('created_at', models.DateTimeField()),
                ('signed_on', models.DateField(blank=True, null=True, verbose_name='signé le')),
                ('before', models.JSONField()),
                ('after', models.JSONField()),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='amendments', to='sponsors.agreement')),
            ],
            options={
                'verbose_name': 'avenant',
                'verbose_name_plural': 'avenants',
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('agreement', 'number'), name='one_amendment_per_number'), models.UniqueConstraint(condition=models.Q(('signed_on', None)), fields=('agreement',), name='one_amendment_waits_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='DirectoryMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('directory', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='sponsors.directory')),
                ('guardian', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.guardian')),
            ],
            options={
                'verbose_name': 'salarié inscrit',
                'verbose_name_plural': 'salariés inscrits',
                'constraints': [models.UniqueConstraint(fields=('directory', 'digest'), name='one_family_per_employee')],
            },
        ),
    ]

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('lessons', '0001_initial'),
        ('lessons', '0002_private_note'),
        ('lessons', '0003_word_to_colleague'),
        ('lessons', '0004_muted'),
    ]

    initial = True

    dependencies = [
        ('dispatch', '0001_squashed_0022_begun_earlier'),
        ('people', '0001_squashed_0011_teacher_left_at'),
        ('sponsors', '0001_squashed_0023_left_aside'),
    ]

    operations = [
        migrations.CreateModel(
            name='Lesson',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('board_id', models.UUIDField(db_index=True, default=uuid.uuid4)),
                ('subject', models.CharField(max_length=12)),
                ('level', models.CharField(max_length=8)),
                ('state', models.CharField(choices=[('opened', 'opened'), ('running', 'running'), ('ended', 'ended'), ('abandoned', 'abandoned'), ('lost', 'lost')], default='opened', max_length=12)),
                ('opened_at', models.DateTimeField()),
                ('started_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('end_reason', models.CharField(blank=True, max_length=40)),
                ('word_to_colleague', models.CharField(blank=True, max_length=300, verbose_name='mot pour le collègue')),
                ('ticket_generation', models.PositiveIntegerField(default=1)),
                ('pupil_muted', models.BooleanField(db_default=False, default=False)),
                ('teacher_muted', models.BooleanField(db_default=False, default=False)),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('help_request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lessons', to='dispatch.helprequest')),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lessons', to='people.pupil')),
                ('sponsor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lessons', to='sponsors.sponsor')),
                ('teacher', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lessons', to='people.teacher')),
            ],
            options={
                'verbose_name': 'leçon',
                'verbose_name_plural': 'leçons',
                'indexes': [models.Index(fields=['sponsor', 'opened_at'], name='lessons_les_sponsor_a52f2c_idx'), models.Index(fields=['pupil', 'opened_at'], name='lessons_les_pupil_i_9824fd_idx'), models.Index(fields=['teacher', 'opened_at'], name='lessons_les_teacher_3561ea_idx'), models.Index(fields=['state'], name='lessons_les_state_8a033d_idx')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['opened', 'running'])), fields=('teacher',), name='one_live_lesson_per_teacher'), models.UniqueConstraint(condition=models.Q(('state__in', ['opened', 'running'])), fields=('pupil',), name='one_live_lesson_per_pupil'), models.UniqueConstraint(condition=models.Q(('state__in', ['opened', 'running'])), fields=('help_request',), name='one_live_lesson_per_request')],
            },
        ),
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('joined_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
                ('left_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lesson', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='presences', to='lessons.lesson')),
            ],
            options={
                'verbose_name': 'présence',
                'verbose_name_plural': 'présences',
                'constraints': [models.UniqueConstraint(fields=('lesson', 'account'), name='one_presence_per_person')],
            },
        ),
        migrations.CreateModel(
            name='PrivateNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=1000)),
                ('written_at', models.DateTimeField()),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.pupil')),
                ('teacher', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='people.teacher')),
            ],
            options={
                'verbose_name': 'note privée',
                'verbose_name_plural': 'notes privées',
                'constraints': [models.UniqueConstraint(fields=('teacher', 'pupil'), name='one_note_per_teacher_and_pupil')],
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('worked_on', models.CharField(max_length=300, verbose_name='ce qu’on a travaillé')),
                ('understood', models.TextField(blank=True, max_length=1000, verbose_name='ce qui est compris')),
                ('next_step', models.TextField(blank=True, max_length=1000, verbose_name='la suite')),
                ('written_at', models.DateTimeField()),
                ('lesson', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='report', to='lessons.lesson')),
            ],
            options={
                'verbose_name': 'compte rendu',
                'verbose_name_plural': 'comptes rendus',
            },
        ),
        migrations.CreateModel(
            name='SelfAssessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answer', models.CharField(choices=[('yes', 'Oui'), ('almost', 'Presque'), ('not_yet', 'Pas encore')], max_length=12)),
                ('at', models.DateTimeField()),
                ('lesson', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='self_assessment', to='lessons.lesson')),
            ],
            options={
                'verbose_name': 'réponse de l’élève',
                'verbose_name_plural': 'réponses des élèves',
            },
        ),
    ]

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('planning', '0001_initial'),
        ('planning', '0002_erased_children'),
        ('planning', '0003_equality_check'),
        ('planning', '0004_learned_weights'),
        ('planning', '0005_second_absence'),
        ('planning', '0006_taken_at'),
    ]

    initial = True

    dependencies = [
        ('people', '0001_squashed_0011_teacher_left_at'),
    ]

    operations = [
        migrations.CreateModel(
            name='EqualityCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('week', models.DateField(unique=True)),
                ('asked', models.PositiveIntegerField()),
                ('kept', models.PositiveIntegerField()),
                ('breaks', models.JSONField(default=list)),
                ('unjudged', models.PositiveSmallIntegerField(default=0)),
                ('at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'égalité d’une semaine',
                'verbose_name_plural': 'égalité des semaines',
            },
        ),
        migrations.CreateModel(
            name='LearnedWeights',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(unique=True)),
                ('weights', models.JSONField(default=list)),
                ('whole_s', models.FloatField(null=True)),
                ('evenings', models.JSONField(default=list)),
                ('at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'poids appris',
                'verbose_name_plural': 'poids appris',
            },
        ),
        migrations.CreateModel(
            name='PastDemand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('quarter', models.PositiveSmallIntegerField()),
                ('zone', models.CharField(blank=True, max_length=1)),
                ('subject', models.CharField(max_length=12)),
                ('level', models.CharField(max_length=8)),
                ('number', models.PositiveIntegerField()),
            ],
            options={
                'verbose_name': 'demande passée',
                'verbose_name_plural': 'demandes passées',
                'indexes': [models.Index(fields=['on'], name='planning_pa_on_f9b936_idx')],
            },
        ),
        migrations.CreateModel(
            name='Rota',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('week', models.DateField(unique=True, verbose_name='semaine')),
                ('state', models.CharField(choices=[('asked', 'la recherche va commencer'), ('running', 'recherche en cours'), ('draft', 'à relire et à publier'), ('failed', 'la recherche a échoué'), ('published', 'publié')], default='asked', max_length=12)),
                ('asked_at', models.DateTimeField()),
                ('step', models.CharField(blank=True, max_length=40)),
                ('share', models.FloatField(default=0.0)),
                ('heard_at', models.DateTimeField(null=True)),
                ('need', models.JSONField(default=list)),
                ('learned_from', models.PositiveIntegerField(default=0)),
                ('published_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'planning de la semaine',
                'verbose_name_plural': 'plannings de la semaine',
                'indexes': [models.Index(fields=['state'], name='planning_ro_state_269767_idx')],
            },
        ),
        migrations.CreateModel(
            name='Shift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='jour')),
                ('first', models.PositiveSmallIntegerField()),
                ('after', models.PositiveSmallIntegerField()),
                ('pause', models.SmallIntegerField(default=-1)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('proposed', 'proposé'), ('to_confirm', 'à confirmer'), ('confirmed', 'confirmé'), ('offered', 'rendu, à reprendre')], default='proposed', max_length=12)),
                ('taken_at', models.DateTimeField(null=True)),
                ('reminded', models.PositiveSmallIntegerField(default=0)),
                ('absent_at', models.DateTimeField(null=True)),
                ('absences', models.PositiveSmallIntegerField(default=0)),
                ('rota', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shifts', to='planning.rota')),
                ('teacher', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shifts', to='people.teacher')),
            ],
            options={
                'verbose_name': 'créneau de service',
                'verbose_name_plural': 'créneaux de service',
                'ordering': ['starts_at', 'id'],
                'indexes': [models.Index(fields=['state', 'starts_at'], name='planning_sh_state_fd419b_idx'), models.Index(fields=['rota', 'on'], name='planning_sh_rota_id_1cf14f_idx'), models.Index(fields=['teacher', 'starts_at'], name='planning_sh_teacher_127cef_idx')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'offered'), _negated=True), fields=('teacher', 'on'), name='one_shift_a_day'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='shift_ends_after_it_starts')],
            },
        ),
        migrations.CreateModel(
            name='Swap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('asked', 'asked'), ('accepted', 'accepted'), ('declined', 'declined'), ('withdrawn', 'withdrawn')], default='asked', max_length=12)),
                ('asked_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.teacher')),
                ('asked_of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.teacher')),
                ('mine', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='swaps_asked', to='planning.shift')),
                ('theirs', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='swaps_wanted', to='planning.shift')),
            ],
            options={
                'verbose_name': 'échange de créneaux',
                'verbose_name_plural': 'échanges de créneaux',
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('mine', 'theirs'), name='one_open_swap_of_two_shifts')],
            },
        ),
        migrations.CreateModel(
            name='Availability',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('week', models.DateField(null=True, verbose_name='semaine')),
                ('stretches', models.JSONField(default=list)),
                ('least', models.PositiveSmallIntegerField()),
                ('most', models.PositiveSmallIntegerField()),
                ('in_one_go', models.PositiveSmallIntegerField(default=12)),
                ('runs_over', models.BooleanField(default=False)),
                ('given_at', models.DateTimeField()),
                ('teacher', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='availabilities', to='people.teacher')),
            ],
            options={
                'verbose_name': 'disponibilités',
                'verbose_name_plural': 'disponibilités',
                'indexes': [models.Index(fields=['week'], name='planning_av_week_6c3f0d_idx')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('week', None)), fields=('teacher',), name='one_usual_week_per_teacher'), models.UniqueConstraint(fields=('teacher', 'week'), name='one_availability_per_week')],
            },
        ),
    ]

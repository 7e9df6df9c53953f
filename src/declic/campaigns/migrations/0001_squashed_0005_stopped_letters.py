import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('campaigns', '0001_initial'),
        ('campaigns', '0002_word_for_pupils'),
        ('campaigns', '0003_readings_kept'),
        ('campaigns', '0004_texts_and_outcomes'),
        ('campaigns', '0005_stopped_letters'),
    ]

    initial = True

    dependencies = [
        ('people', '0001_squashed_0011_teacher_left_at'),
        ('sponsors', '0001_squashed_0023_left_aside'),
    ]

    operations = [
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('audience', models.CharField(choices=[('not_enrolled', 'Compte ouvert, aucun enfant inscrit'), ('never_came', 'Inscrites, jamais venues'), ('came_once', 'Venues une fois, pas depuis')], max_length=16)),
                ('channel', models.CharField(choices=[('email', 'E-mail'), ('sms', 'SMS')], max_length=8)),
                ('title', models.CharField(blank=True, max_length=80, verbose_name='objet')),
                ('text', models.TextField(max_length=1500, verbose_name='message')),
                ('word', models.CharField(blank=True, max_length=200, verbose_name='mot pour les élèves')),
                ('state', models.CharField(choices=[('draft', 'brouillon'), ('planned', 'prévu'), ('sending', 'en cours d’envoi'), ('sent', 'envoyé'), ('cancelled', 'arrêté')], default='draft', max_length=12)),
                ('written_at', models.DateTimeField()),
                ('planned_for', models.DateTimeField(null=True, verbose_name='part le')),
                ('drawn_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('readings', models.JSONField(default=list)),
                ('read_days', models.PositiveSmallIntegerField(default=0)),
                ('sponsor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='sponsors.sponsor')),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'campagne de messages',
                'verbose_name_plural': 'campagnes de messages',
                'indexes': [models.Index(fields=['state', 'planned_for'], name='campaigns_c_state_900020_idx')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['planned', 'sending'])), fields=('sponsor',), name='one_campaign_under_way_a_sponsor')],
            },
        ),
        migrations.CreateModel(
            name='CampaignLetter',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('held_out', 'held_out'), ('waiting', 'waiting'), ('handed', 'handed'), ('delivered', 'delivered'), ('failed', 'failed'), ('unsent', 'unsent'), ('unsure', 'unsure'), ('dropped', 'dropped'), ('stopped', 'stopped')], default='waiting', max_length=12)),
                ('handed_at', models.DateTimeField(null=True)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='campaigns.campaign')),
                ('guardian', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='people.guardian')),
            ],
            options={
                'verbose_name': 'message de campagne',
                'verbose_name_plural': 'messages de campagne',
                'indexes': [models.Index(fields=['campaign', 'state'], name='campaigns_c_campaig_3f0103_idx'), models.Index(fields=['guardian', 'handed_at'], name='campaigns_c_guardia_662186_idx')],
                'constraints': [models.UniqueConstraint(fields=('campaign', 'guardian'), name='a_family_is_written_to_once')],
            },
        ),
        migrations.CreateModel(
            name='PutAway',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='put_away', to='campaigns.campaign')),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.pupil')),
            ],
            options={
                'verbose_name': 'mot rangé',
                'verbose_name_plural': 'mots rangés',
                'constraints': [models.UniqueConstraint(fields=('campaign', 'pupil'), name='a_word_is_put_away_once')],
            },
        ),
        migrations.CreateModel(
            name='ReachChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('refused_at', models.DateTimeField(null=True)),
                ('refused_where', models.CharField(blank=True, max_length=40)),
                ('phone', models.CharField(blank=True, max_length=16, verbose_name='mobile')),
                ('sms_agreed_at', models.DateTimeField(null=True)),
                ('sms_agreed_where', models.CharField(blank=True, max_length=40)),
                ('guardian', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='reach', to='people.guardian')),
            ],
            options={
                'verbose_name': 'choix des messages',
                'verbose_name_plural': 'choix des messages',
            },
        ),
    ]

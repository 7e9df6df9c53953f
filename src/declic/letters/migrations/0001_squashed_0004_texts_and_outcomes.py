import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('letters', '0001_initial'),
        ('letters', '0002_kinds'),
        ('letters', '0003_told_of_questions'),
        ('letters', '0004_texts_and_outcomes'),
    ]

    initial = True

    dependencies = [
        ('journal', '0001_squashed_0003_one_index_a_column'),
        ('people', '0001_squashed_0011_teacher_left_at'),
    ]

    operations = [
        migrations.CreateModel(
            name='Owed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_at', models.DateTimeField()),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('fact', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='journal.fact')),
            ],
            options={
                'verbose_name': 'lettre à écrire',
                'verbose_name_plural': 'lettres à écrire',
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('invitation', 'invitation'), ('access', 'nouvel accès d’un agent'), ('join', 'demande d’accès, au partenaire'), ('concern', 'alerte, à l’équipe'), ('concern_heard', 'alerte, accusé de réception'), ('call_back', 'rappel, à la famille'), ('answer', 'réponse écrite, à la famille'), ('question', 'question écrite sans réponse'), ('wait', 'longue attente, à l’équipe'), ('shift', 'créneau, au professeur'), ('absence', 'absence, à l’équipe'), ('rush', 'code très utilisé, au partenaire'), ('factor', 'second contrôle retiré'), ('suspension', 'suspension, au professeur'), ('invoice', 'facture, au partenaire'), ('ceiling', 'plafond, au partenaire'), ('campaign', 'campagne, à la famille'), ('text', 'SMS de campagne, à la famille'), ('end_notice', 'fin de compte, à la famille'), ('end_reminder', 'fin de compte, second message'), ('code', 'code de connexion'), ('link', 'lien de connexion ou de mot de passe'), ('confirmation', 'adresse à confirmer'), ('account', 'changement d’un compte'), ('equality', 'égalité de la semaine, à l’équipe'), ('unwritten', 'lettre qui n’a pas pu être écrite')], max_length=16)),
                ('about', models.CharField(blank=True, max_length=80)),
                ('sealed', models.TextField(blank=True)),
                ('kept_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('trying_since', models.DateTimeField(null=True)),
                ('is_held_up', models.BooleanField(default=False)),
                ('is_unsure', models.BooleanField(default=False)),
                ('given_up_at', models.DateTimeField(null=True)),
                ('why', models.CharField(blank=True, choices=[('refused', 'l’adresse la refuse'), ('late', 'la messagerie ne l’a pas prise à temps'), ('unknown', 'peut-être partie\xa0: l’envoi a été coupé'), ('broken', 'une erreur du service')], max_length=12)),
                ('is_seen', models.BooleanField(default=False)),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'lettre en attente ou perdue',
                'verbose_name_plural': 'lettres en attente ou perdues',
                'indexes': [models.Index(fields=['given_up_at', 'due_at'], name='letters_let_given_u_497b78_idx'), models.Index(fields=['kind', 'about'], name='letters_let_kind_d6162c_idx')],
            },
        ),
    ]

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('classroom', '0001_initial'),
        ('classroom', '0002_roomfile'),
        ('classroom', '0003_device_code'),
        ('classroom', '0004_files_and_reactions'),
        ('classroom', '0005_guests'),
        ('classroom', '0006_snapshot_last_row'),
        ('classroom', '0007_board_passages'),
    ]

    initial = True

    dependencies = [
        ('lessons', '0001_squashed_0004_muted'),
        ('people', '0001_squashed_0011_teacher_left_at'),
        ('uploads', '0001_squashed_0002_upload_number'),
    ]

    operations = [
        migrations.CreateModel(
            name='BoardSnapshot',
            fields=[
                ('board_id', models.UUIDField(primary_key=True, serialize=False)),
                ('update', models.BinaryField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('last_row', models.BigIntegerField(default=0)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='BoardEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('board_id', models.UUIDField()),
                ('frames', models.BinaryField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['board_id', 'id'], name='classroom_b_board_i_42283e_idx')],
            },
        ),
        migrations.CreateModel(
            name='BoardPassage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('board_id', models.UUIDField()),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('body', models.BinaryField()),
                ('size', models.PositiveIntegerField()),
            ],
            options={
                'indexes': [models.Index(fields=['board_id', 'id'], name='classroom_b_board_i_dd3c86_idx')],
            },
        ),
        migrations.CreateModel(
            name='ChatMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('board_id', models.UUIDField()),
                ('author_id', models.BigIntegerField()),
                ('name', models.CharField(max_length=80)),
                ('cid', models.CharField(max_length=64)),
                ('text', models.TextField(max_length=2000)),
                ('pages', models.JSONField(default=list)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('board_id', 'author_id', 'cid'), name='a_line_is_said_once')],
            },
        ),
        migrations.CreateModel(
            name='DeviceCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('expires_at', models.DateTimeField()),
                ('invites', models.BooleanField(default=False)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lesson', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='lessons.lesson')),
            ],
            options={
                'verbose_name': 'code d’appareil',
                'verbose_name_plural': 'codes d’appareil',
            },
        ),
        migrations.CreateModel(
            name='RoomFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lesson', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='lessons.lesson')),
                ('upload', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='room_file', to='uploads.upload')),
            ],
            options={
                'verbose_name': 'fichier posé au tableau',
                'verbose_name_plural': 'fichiers posés au tableau',
            },
        ),
        migrations.CreateModel(
            name='RoomGuest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('colleague', 'collègue'), ('team', 'de l’équipe Déclic'), ('guardian', 'parent')], max_length=12)),
                ('since', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lesson', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='guest', to='lessons.lesson')),
            ],
            options={
                'verbose_name': 'personne invitée',
                'verbose_name_plural': 'personnes invitées',
            },
        ),
        migrations.CreateModel(
            name='ChatReaction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account_id', models.BigIntegerField()),
                ('what', models.CharField(max_length=12)),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reactions', to='classroom.chatmessage')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('message', 'account_id'), name='one_reaction_each')],
            },
        ),
    ]

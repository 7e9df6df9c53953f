import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('journal', '0001_initial'),
        ('journal', '0002_initial'),
        ('journal', '0003_one_index_a_column'),
    ]

    initial = True

    dependencies = [
        ('people', '0001_squashed_0011_teacher_left_at'),
    ]

    operations = [
        migrations.CreateModel(
            name='Fact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('at', models.DateTimeField(db_index=True)),
                ('subject', models.CharField(blank=True, max_length=80)),
                ('data', models.JSONField(default=dict)),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'fait',
                'verbose_name_plural': 'faits',
                'ordering': ['id'],
                'indexes': [models.Index(fields=['name'], name='journal_fac_name_45f138_idx'), models.Index(fields=['subject'], name='journal_fac_subject_fd13db_idx')],
            },
        ),
    ]

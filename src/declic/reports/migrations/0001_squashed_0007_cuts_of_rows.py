import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('reports', '0001_initial'),
        ('reports', '0002_counted_year'),
        ('reports', '0003_levels_of_a_year'),
        ('reports', '0004_compared_with_more'),
        ('reports', '0005_looked_on'),
        ('reports', '0006_told_on'),
        ('reports', '0007_cuts_of_rows'),
    ]

    initial = True

    dependencies = [
        ('sponsors', '0001_squashed_0023_left_aside'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReadUpTo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fact', models.BigIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'lecture du journal',
                'verbose_name_plural': 'lectures du journal',
            },
        ),
        migrations.CreateModel(
            name='CountedWeek',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('monday', models.DateField()),
                ('visits', models.BinaryField()),
                ('told', models.BinaryField(null=True)),
                ('counted_at', models.DateTimeField()),
                ('sponsor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='counted_weeks', to='sponsors.sponsor')),
            ],
            options={
                'verbose_name': 'semaine comptée',
                'verbose_name_plural': 'semaines comptées',
                'constraints': [models.UniqueConstraint(fields=('sponsor', 'monday'), name='a_week_is_counted_once')],
            },
        ),
        migrations.CreateModel(
            name='CountedYear',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.DateField()),
                ('until', models.DateField()),
                ('looked_on', models.DateField(null=True)),
                ('weeks', models.PositiveSmallIntegerField()),
                ('tallies', models.BinaryField()),
                ('cuts', models.BinaryField(default=b'')),
                ('levels', models.BinaryField(default=b'')),
                ('sponsor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='counted_years', to='sponsors.sponsor')),
            ],
            options={
                'verbose_name': 'année comptée',
                'verbose_name_plural': 'années comptées',
                'constraints': [models.UniqueConstraint(fields=('sponsor', 'year'), name='a_year_is_counted_once')],
            },
        ),
        migrations.CreateModel(
            name='Standing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.DateField()),
                ('helped', models.PositiveSmallIntegerField(null=True)),
                ('kept', models.PositiveSmallIntegerField(null=True)),
                ('redo', models.PositiveSmallIntegerField(null=True)),
                ('lessons', models.PositiveIntegerField(null=True)),
                ('enrolled', models.PositiveIntegerField(null=True)),
                ('phone', models.PositiveSmallIntegerField(null=True)),
                ('median', models.PositiveSmallIntegerField(null=True)),
                ('p95', models.PositiveSmallIntegerField(null=True)),
                ('at', models.DateTimeField()),
                ('sponsor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='standings', to='sponsors.sponsor')),
            ],
            options={
                'verbose_name': 'place parmi les partenaires',
                'verbose_name_plural': 'places parmi les partenaires',
                'constraints': [models.UniqueConstraint(fields=('sponsor', 'year'), name='one_standing_a_year')],
            },
        ),
    ]

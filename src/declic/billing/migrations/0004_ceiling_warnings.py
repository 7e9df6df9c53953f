"""Alerts of ceilings, each told once."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('billing', '0003_teachers_hours'),
        ('sponsors', '0006_join_requests'),
    ]

    operations = [
        migrations.CreateModel(
            name='CeilingWarning',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('alarm', models.CharField(choices=[('far', 'far'), ('near', 'near'), ('ahead', 'ahead'), ('reached', 'reached')], max_length=8)),
                ('sent_at', models.DateTimeField()),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ceiling_warnings', to='sponsors.agreement')),
            ],
            options={
                'verbose_name': 'alerte de plafond',
                'verbose_name_plural': 'alertes de plafond',
                'constraints': [models.UniqueConstraint(fields=('agreement', 'alarm'), name='a_ceiling_is_warned_of_once')],
            },
        ),
    ]

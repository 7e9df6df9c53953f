"""Teachers' hours by month; what is closed never moves, whoever writes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


KEPT = {
    "billing_hoursline": ("month_id", "teacher_id", "of", "days", "lesson", "wrap_up", "written", "ready"),
    "billing_hourscorrection": ("month_id", "teacher_id", "on", "minutes", "reason", "noted_at"),
    "billing_hoursmonth": ("month", "closed_at"),
}
"""Written once, as invoices are (0002); a month, once it is closed."""
ONLY_CLOSED = "billing_hoursmonth"


def hold(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    for table, columns in KEPT.items():
        named = ", ".join(f'"{column}"' for column in columns)
        head = f"CREATE TRIGGER {table}_written_once BEFORE UPDATE OF {named} ON {table} FOR EACH ROW"
        if table == ONLY_CLOSED:
            head += " WHEN (OLD.closed_at IS NOT NULL)"
        if sqlite:
            schema_editor.execute(f"{head} BEGIN SELECT RAISE(ABORT, '{table} is written once'); END")
            continue
        schema_editor.execute(f"{head} EXECUTE FUNCTION declic_written_once()")
        kept = f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table}"
        schema_editor.execute(f"{kept} FOR EACH ROW EXECUTE FUNCTION declic_written_once()")


def release(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    for table in KEPT:
        tail = "" if sqlite else f" ON {table}"
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_written_once{tail}")
        if not sqlite:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_kept{tail}")


class Migration(migrations.Migration):

    dependencies = [
        ('billing', '0002_written_once'),
        ('people', '0004_push_devices'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HoursMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(unique=True, verbose_name='mois')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='clos le')),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'mois d’heures',
                'verbose_name_plural': 'mois d’heures',
                'ordering': ['-month'],
            },
        ),
        migrations.CreateModel(
            name='HoursCorrection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='jour')),
                ('minutes', models.IntegerField()),
                ('reason', models.CharField(max_length=160, verbose_name='pourquoi')),
                ('noted_at', models.DateTimeField()),
                ('noted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('teacher', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hours_corrections', to='people.teacher')),
                ('month', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='billing.hoursmonth')),
            ],
            options={
                'verbose_name': 'rectification d’heures',
                'verbose_name_plural': 'rectifications d’heures',
                'ordering': ['on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='HoursLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('of', models.DateField(verbose_name='mois travaillé')),
                ('days', models.JSONField(default=list)),
                ('lesson', models.IntegerField(default=0)),
                ('wrap_up', models.IntegerField(default=0)),
                ('written', models.IntegerField(default=0)),
                ('ready', models.IntegerField(default=0)),
                ('teacher', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hours', to='people.teacher')),
                ('month', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='billing.hoursmonth')),
            ],
            options={
                'verbose_name': 'ligne d’heures',
                'verbose_name_plural': 'lignes d’heures',
                'constraints': [models.UniqueConstraint(fields=('month', 'teacher', 'of'), name='a_month_is_counted_once_for_a_teacher')],
            },
        ),
        migrations.RunPython(hold, release),
    ]

"""A teacher off duty is called once for a request in an evening, no longer once in its life."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.functions import TruncDate

from declic.ground.paris import PARIS


def note_evenings(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    calls = apps.get_model("dispatch", "OffDutyCall").objects.using(schema_editor.connection.alias)
    calls.update(evening=TruncDate("at", tzinfo=PARIS))


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0015_in_line_since")]

    operations = [
        migrations.RemoveConstraint("offdutycall", "called_once_for_a_request"),
        migrations.AddField("offdutycall", "evening", models.DateField(null=True)),
        migrations.RunPython(note_evenings, migrations.RunPython.noop),
        migrations.AlterField("offdutycall", "evening", models.DateField()),
        migrations.AddConstraint(
            "offdutycall",
            models.UniqueConstraint(fields=("help_request", "teacher", "evening"), name="called_once_in_an_evening"),
        ),
    ]

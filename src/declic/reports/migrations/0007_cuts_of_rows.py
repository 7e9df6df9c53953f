from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def add_up_again(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    """Tallies are written otherwise: with another number of weeks, and never looked on, they are made again."""
    apps.get_model("reports", "CountedYear").objects.update(looked_on=None, weeks=0)


class Migration(migrations.Migration):
    dependencies = [("reports", "0006_told_on")]

    operations = [
        migrations.AddField("countedyear", "cuts", models.BinaryField(default=b"")),
        migrations.RunPython(add_up_again, migrations.RunPython.noop),
    ]

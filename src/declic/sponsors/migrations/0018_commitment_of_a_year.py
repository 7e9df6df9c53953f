from typing import Any

from django.db import migrations, models


def of_the_first_year(apps: Any, _editor: Any) -> None:
    """What was noted for an agreement is its first year's: those after are asked for."""
    for agreement in apps.get_model("sponsors", "Agreement").objects.exclude(commitment="").iterator():
        agreement.commitments = {agreement.starts_on.isoformat(): agreement.commitment}
        agreement.save(update_fields=["commitments"])


class Migration(migrations.Migration):
    dependencies = [("sponsors", "0017_address_proved")]

    operations = [
        migrations.AddField(
            model_name="agreement",
            name="commitments",
            field=models.JSONField(blank=True, default=dict, verbose_name="numéros d’engagement"),
        ),
        migrations.RunPython(of_the_first_year, migrations.RunPython.noop),
        migrations.RemoveField(model_name="agreement", name="commitment"),
    ]

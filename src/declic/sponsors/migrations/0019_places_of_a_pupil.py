from typing import Any

from django.db import migrations


def as_many_as_shared(apps: Any, _editor: Any) -> None:
    """Places of one pupil's code come by five too (decision 23)."""
    codes = apps.get_model("sponsors", "ActivationCode").objects.filter(scope="personal")
    codes.filter(ceiling__lt=5).update(ceiling=5)


class Migration(migrations.Migration):
    dependencies = [("sponsors", "0018_commitment_of_a_year")]

    operations = [migrations.RunPython(as_many_as_shared, migrations.RunPython.noop)]

from typing import Any

from django.db import migrations
from django.db.models import F


def by_five(apps: Any, _editor: Any) -> None:
    """Places of shared codes come by five (decision 13): a few more for those given out before."""
    codes = apps.get_model("sponsors", "ActivationCode").objects.filter(scope__in=["all", "school", "quarter"])
    for over in range(1, 5):
        codes.annotate(over=F("ceiling") % 5).filter(over=over).update(ceiling=F("ceiling") + 5 - over)


class Migration(migrations.Migration):
    dependencies = [("sponsors", "0015_taken_places")]

    operations = [migrations.RunPython(by_five, migrations.RunPython.noop)]

"""Who was said to pay in a sponsor's place is kept by its SIREN: it may become a partner, and pays all the same."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.functions import Substr


def who_pays(apps: Apps, _schema: BaseDatabaseSchemaEditor | None) -> None:
    """Those that are noted were no partners as they were noted: that of a partner was refused."""
    details = apps.get_model("billing", "BillingDetails")
    details.objects.filter(other_payer=True).update(payer_siren=Substr("siret", 1, 9))


class Migration(migrations.Migration):
    dependencies = [("billing", "0015_check_failed")]
    operations = [
        migrations.AddField(
            model_name="billingdetails",
            name="payer_siren",
            field=models.CharField(blank=True, default="", max_length=9),
        ),
        migrations.RunPython(who_pays, migrations.RunPython.noop),
    ]

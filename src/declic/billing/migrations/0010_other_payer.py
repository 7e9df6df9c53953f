"""An invoice goes to the SIRET of another body than the sponsor only where somebody said that this body pays."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0009_vat_due")]
    operations = [
        migrations.AddField(
            model_name="billingdetails",
            name="other_payer",
            field=models.BooleanField(default=False, verbose_name="un autre organisme paie"),
        )
    ]

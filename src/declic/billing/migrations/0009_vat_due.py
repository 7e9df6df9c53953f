"""VAT on a service is due as it is paid for, unless the seller chose otherwise."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0008_printed_quote")]
    operations = [
        migrations.AddField(
            model_name="seller",
            name="vat_due",
            field=models.CharField(
                choices=[
                    ("payments", "sur les encaissements : due quand la facture est payée"),
                    ("debits", "sur les débits, par option : due dès la facture"),
                ],
                default="payments",
                max_length=8,
                verbose_name="TVA due",
            ),
        )
    ]

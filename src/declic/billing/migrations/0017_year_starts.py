"""From which day each month holds that a seller's accounting years begin in."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0016_payer_siren")]
    operations = [
        migrations.AddField(
            model_name="seller",
            name="year_starts",
            field=models.JSONField(
                blank=True, default=dict, verbose_name="premiers mois d’exercice, et depuis quand"
            ),
        ),
    ]

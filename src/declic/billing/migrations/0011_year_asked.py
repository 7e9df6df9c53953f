"""A line of a renewal keeps which year of its agreement was asked for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0010_other_payer")]
    operations = [
        migrations.AddField(model_name="renewalline", name="first_day", field=models.DateField(null=True)),
    ]

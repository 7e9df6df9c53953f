"""When the official checks of a run could not be made."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0014_deposit_together")]
    operations = [
        migrations.AddField(model_name="renewal", name="check_failed_at", field=models.DateTimeField(null=True)),
    ]

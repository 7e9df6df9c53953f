"""Which deposits were noted in one go, with all that left together."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0013_words_of_before")]
    operations = [
        migrations.AddField(
            model_name="deposit",
            name="renewal",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="billing.renewal"
            ),
        ),
    ]

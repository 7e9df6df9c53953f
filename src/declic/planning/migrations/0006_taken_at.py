from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("planning", "0005_second_absence")]

    operations = [
        migrations.AddField(model_name="shift", name="taken_at", field=models.DateTimeField(null=True)),
    ]

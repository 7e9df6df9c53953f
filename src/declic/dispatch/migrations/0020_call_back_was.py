from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0019_back_since")]

    operations = [
        migrations.AddField(model_name="helprequest", name="call_back_was", field=models.DateTimeField(null=True)),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0021_begun_answers")]

    operations = [
        migrations.AddField(model_name="writtenquestion", name="begun_earlier", field=models.JSONField(default=list)),
    ]

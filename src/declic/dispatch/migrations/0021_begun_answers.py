import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0020_call_back_was")]

    operations = [
        migrations.AddField(
            model_name="writtenquestion",
            name="begun_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="people.teacher",
            ),
        ),
        migrations.AddField(
            model_name="writtenquestion", name="begun_text", field=models.TextField(blank=True, default="")
        ),
        migrations.AddField(
            model_name="writtenquestion", name="goes_on", field=models.BooleanField(default=False)
        ),
    ]

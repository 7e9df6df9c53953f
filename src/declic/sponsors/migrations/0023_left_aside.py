"""What an amendment changed and the agreement that follows is not to say, as somebody who read it said."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sponsors", "0022_names_of_directories")]
    operations = [
        migrations.AddField(
            model_name="agreement",
            name="left_aside",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
    ]

from typing import Any

from django.db import migrations, models

LISTED = [
    ("commune", "commune"),
    ("epci", "intercommunalité"),
    ("department", "département"),
    ("collectivity", "collectivité territoriale"),
]
OTHERS = [
    ("works_council", "comité social et économique (CSE)"),
    ("library", "médiathèque"),
    ("association", "association"),
]
CODES = ("200046977", "20R", "6AE", "972", "973")
"""Lyon, Corse, Alsace, Martinique, Guyane."""


def what_they_are(apps: Any, _editor: Any) -> None:
    apps.get_model("sponsors", "Authority").objects.filter(code__in=CODES).update(kind="collectivity")
    apps.get_model("sponsors", "Sponsor").objects.filter(authority__in=CODES).update(kind="collectivity")


class Migration(migrations.Migration):
    dependencies = [("sponsors", "0019_places_of_a_pupil")]

    operations = [
        migrations.AlterField("authority", "kind", models.CharField(choices=LISTED, max_length=16)),
        migrations.AlterField("sponsor", "kind", models.CharField(choices=[*LISTED, *OTHERS], max_length=16)),
        migrations.RunPython(what_they_are, migrations.RunPython.noop),
    ]

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sponsors", "0005_personal_codes")]

    operations = [
        migrations.CreateModel(
            name="JoinRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254)),
                ("name", models.CharField(max_length=80)),
                ("asked_at", models.DateTimeField()),
                (
                    "sponsor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="join_requests",
                        to="sponsors.sponsor",
                    ),
                ),
            ],
            options={"verbose_name": "demande d’accès", "verbose_name_plural": "demandes d’accès"},
        ),
        migrations.AddConstraint(
            model_name="joinrequest",
            constraint=models.UniqueConstraint(fields=("sponsor", "email"), name="one_join_request_per_address"),
        ),
    ]

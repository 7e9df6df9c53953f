import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sponsors", "0006_join_requests")]

    operations = [
        migrations.AlterField(
            model_name="activationcode",
            name="scope",
            field=models.CharField(
                choices=[
                    ("all", "toutes les familles"),
                    ("school", "une école ou un établissement"),
                    ("quarter", "un quartier"),
                    ("personal", "un élève de la liste"),
                    ("employee", "un salarié de l’annuaire"),
                ],
                default="all",
                max_length=8,
            ),
        ),
        migrations.CreateModel(
            name="Directory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.CharField(max_length=12, unique=True)),
                ("kind", models.CharField(choices=[("oidc", "OpenID Connect"), ("saml", "SAML 2.0")], max_length=4)),
                ("issuer", models.CharField(max_length=300)),
                ("client_id", models.CharField(blank=True, max_length=200)),
                ("sealed_secret", models.TextField(blank=True)),
                ("sign_in_url", models.CharField(blank=True, max_length=300)),
                ("certificate", models.TextField(blank=True)),
                (
                    "code",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sponsors.activationcode"
                    ),
                ),
                (
                    "sponsor",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="directory", to="sponsors.sponsor"
                    ),
                ),
            ],
            options={"verbose_name": "annuaire", "verbose_name_plural": "annuaires"},
        ),
        migrations.CreateModel(
            name="DirectoryMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "directory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="members", to="sponsors.directory"
                    ),
                ),
            ],
            options={"verbose_name": "salarié inscrit", "verbose_name_plural": "salariés inscrits"},
        ),
        migrations.AddConstraint(
            model_name="directorymember",
            constraint=models.UniqueConstraint(fields=("directory", "digest"), name="one_family_per_employee"),
        ),
    ]

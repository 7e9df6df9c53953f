"""What is given back to a sponsor: written once, as payments are."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

COLUMNS = ("sponsor_id", "cents", "paid_on", "reference", "noted_at")


def hold(apps, schema_editor):
    head = f"CREATE TRIGGER billing_refund_written_once BEFORE UPDATE OF {', '.join(COLUMNS)} ON billing_refund"
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f"{head} BEGIN SELECT RAISE(ABORT, 'billing_refund is written once'); END")
        return
    schema_editor.execute(f"{head} FOR EACH ROW EXECUTE FUNCTION declic_written_once()")
    kept = "CREATE TRIGGER billing_refund_kept BEFORE DELETE ON billing_refund"
    schema_editor.execute(f"{kept} FOR EACH ROW EXECUTE FUNCTION declic_written_once()")


def release(apps, schema_editor):
    tail = "" if schema_editor.connection.vendor == "sqlite" else " ON billing_refund"
    for name in ("written_once", "kept"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS billing_refund_{name}{tail}")


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0005_what_it_is_for"),
        ("sponsors", "0009_member_family"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="Refund",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cents", models.BigIntegerField()),
                ("paid_on", models.DateField(verbose_name="rendu le")),
                ("reference", models.CharField(blank=True, max_length=80, verbose_name="référence")),
                ("noted_at", models.DateTimeField()),
                (
                    "noted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sponsor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="refunds", to="sponsors.sponsor"
                    ),
                ),
            ],
            options={"verbose_name": "remboursement", "verbose_name_plural": "remboursements"},
        ),
        migrations.RunPython(hold, release),
    ]

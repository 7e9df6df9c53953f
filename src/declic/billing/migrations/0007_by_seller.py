"""What is given back is given by one seller, whose accounting year begins in a month of its own."""

from django.db import migrations, models

from declic.ground.moments import MONTHS

BEFORE = ("sponsor_id", "cents", "paid_on", "reference", "noted_at")


def name_sellers(apps, schema_editor):
    """Of refunds noted before: the seller of the sponsor's last invoice of then."""
    refunds, invoices = apps.get_model("billing", "Refund"), apps.get_model("billing", "Invoice")
    for refund in refunds.objects.all():
        issued = invoices.objects.filter(sponsor=refund.sponsor_id).order_by("-issued_at", "-pk")
        then = issued.filter(issued_at__lte=refund.noted_at).first() or issued.last()
        refunds.objects.filter(pk=refund.pk).update(siren=then.siren if then else "")


def _hold(schema_editor, columns):
    name, sqlite = "billing_refund_written_once", schema_editor.connection.vendor == "sqlite"
    schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}" + ("" if sqlite else " ON billing_refund"))
    does = (
        "BEGIN SELECT RAISE(ABORT, 'billing_refund is written once'); END"
        if sqlite
        else "FOR EACH ROW EXECUTE FUNCTION declic_written_once()"
    )
    schema_editor.execute(f"CREATE TRIGGER {name} BEFORE UPDATE OF {', '.join(columns)} ON billing_refund {does}")


def hold(apps, schema_editor):
    _hold(schema_editor, (*BEFORE, "siren"))


def release(apps, schema_editor):
    _hold(schema_editor, BEFORE)


class Migration(migrations.Migration):
    dependencies = [("billing", "0006_refunds")]
    operations = [
        migrations.AddField(
            model_name="seller",
            name="year_starts_in",
            field=models.PositiveSmallIntegerField(
                choices=list(enumerate(MONTHS, 1)), default=1, verbose_name="premier mois de l’exercice comptable"
            ),
        ),
        migrations.AddField(
            model_name="refund", name="siren", field=models.CharField(default="", max_length=9), preserve_default=False
        ),
        migrations.RunPython(name_sellers, migrations.RunPython.noop),
        migrations.RunPython(hold, release),
    ]

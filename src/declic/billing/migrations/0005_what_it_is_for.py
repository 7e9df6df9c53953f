"""The days an invoice is for, beside what it says: a year of an agreement is invoiced once."""

from datetime import date

from django.db import migrations, models

COLUMNS = ("first_day", "last_day")


def read(apps, schema_editor):
    """Those issued before were for the whole agreement, as their lines say."""
    invoices = apps.get_model("billing", "Invoice")
    for one in invoices.objects.only("pk", "draft").iterator():
        lines = one.draft["lines"]
        invoices.objects.filter(pk=one.pk).update(
            first_day=min(date.fromisoformat(line["first_day"]) for line in lines),
            last_day=max(date.fromisoformat(line["last_day"]) for line in lines),
        )


def hold(apps, schema_editor):
    """Written once, as the rest of it is."""
    head = f"CREATE TRIGGER billing_invoice_days_once BEFORE UPDATE OF {', '.join(COLUMNS)} ON billing_invoice"
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f"{head} BEGIN SELECT RAISE(ABORT, 'billing_invoice is written once'); END")
    else:
        schema_editor.execute(f"{head} FOR EACH ROW EXECUTE FUNCTION declic_written_once()")


def release(apps, schema_editor):
    tail = "" if schema_editor.connection.vendor == "sqlite" else " ON billing_invoice"
    schema_editor.execute(f"DROP TRIGGER IF EXISTS billing_invoice_days_once{tail}")


class Migration(migrations.Migration):
    dependencies = [("billing", "0004_ceiling_warnings")]
    operations = [
        migrations.AddField("invoice", "first_day", models.DateField(null=True)),
        migrations.AddField("invoice", "last_day", models.DateField(null=True)),
        migrations.RunPython(read, migrations.RunPython.noop),
        migrations.RunPython(hold, release),
    ]

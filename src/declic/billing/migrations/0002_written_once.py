"""What is issued is never edited: the database itself refuses, whoever writes. PostgreSQL also refuses to delete."""

from django.db import migrations

KEPT = {
    "billing_invoice": (
        "number", "siren", "kind", "sponsor_id", "agreement_id", "corrects_id", "issued_on", "due_on",
        "net_cents", "vat_cents", "draft", "issued_at",
    ),
    "billing_invoicefile": ("invoice_id", "form", "content"),
    "billing_payment": ("invoice_id", "cents", "paid_on", "reference", "noted_at"),
    "sponsors_ledgerentry": ("sponsor_id", "kind", "at", "about", "seconds"),
}
"""Who issued is left out: an account may be erased."""
DELETABLE = "sponsors_ledgerentry"
"""It ends with the retention of its sponsor."""


def hold(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    if not sqlite:
        schema_editor.execute(
            "CREATE FUNCTION declic_written_once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION "
            "'%% is written once', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
    for table, columns in KEPT.items():
        head = f"CREATE TRIGGER {table}_written_once BEFORE UPDATE OF {', '.join(columns)} ON {table}"
        if sqlite:
            schema_editor.execute(f"{head} BEGIN SELECT RAISE(ABORT, '{table} is written once'); END")
            continue
        schema_editor.execute(f"{head} FOR EACH ROW EXECUTE FUNCTION declic_written_once()")
        if table != DELETABLE:
            kept = f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table}"
            schema_editor.execute(f"{kept} FOR EACH ROW EXECUTE FUNCTION declic_written_once()")


def release(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    for table in KEPT:
        tail = "" if sqlite else f" ON {table}"
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_written_once{tail}")
        if not sqlite:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_kept{tail}")
    if not sqlite:
        schema_editor.execute("DROP FUNCTION IF EXISTS declic_written_once()")


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial"), ("sponsors", "0002_written")]
    operations = [migrations.RunPython(hold, release)]

"""Renewals on the database of the environment, empty and migrated: JSON, figures by name.

python -m bench.renewals.database --sponsors 1000
"""

import argparse
import json
import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "declic.config.settings")
django.setup()

from django.conf import settings  # noqa: E402  (Django must be ready before its models)
from django.core.management import call_command  # noqa: E402
from facturx import generate_xml  # noqa: E402

from declic.billing.actions import ask_renewals, issue_invoice, issue_renewals  # noqa: E402
from declic.billing.documents.syntax import Syntax  # noqa: E402
from declic.billing.models import Invoice, InvoiceFile  # noqa: E402
from declic.billing.queries import draft_of, progress_of, to_invoice  # noqa: E402
from declic.billing.rules.business_terms import business_terms  # noqa: E402
from declic.billing.rules.invoices import InvoiceKind, number_of  # noqa: E402
from tests.billing.world import make_seller, make_town  # noqa: E402
from tests.world import NOW  # noqa: E402


def main() -> None:
    if not settings.TESTING:
        raise SystemExit("DECLIC_MODE=test")
    asked = argparse.ArgumentParser()
    asked.add_argument("--sponsors", type=int, required=True)
    sponsors = asked.parse_args().sponsors
    call_command("migrate", verbosity=0)
    make_seller()
    for _ in range(sponsors + 1):
        make_town()
    bare = _bare()
    first, *_ = to_invoice(NOW.date())
    began = time.monotonic()
    issue_invoice(agreement=first, by=None, now=NOW)
    alone = time.monotonic() - began
    began = time.monotonic()
    renewal = ask_renewals(by=None, now=NOW)
    while issue_renewals(now=NOW):
        done = progress_of(renewal).done
        if done % 250 == 0:
            print(f"  {done} in {time.monotonic() - began:.0f} s", file=sys.stderr)
    took = time.monotonic() - began
    found = progress_of(renewal)
    wanted = {number_of(InvoiceKind.INVOICE, NOW.year, rank) for rank in range(1, sponsors + 2)}
    assert found.issued == sponsors, found.refused
    assert InvoiceFile.objects.count() == 3 * (sponsors + 1)
    figures = {
        "s in all": took,
        "ms an invoice": 1000 * took / sponsors,
        "ms of one issued alone": 1000 * alone,
        "ms an invoice, bare XML": bare,
        "times the bare XML": 1000 * took / sponsors / bare,
        "gaps": len(wanted ^ set(Invoice.objects.values_list("number", flat=True))),
    }
    print(json.dumps(figures))


def _bare() -> float:
    """Milliseconds an invoice, by the library alone, which reads the XSD for each."""
    drafts = [draft_of(one, NOW) for one in to_invoice(NOW.date())[:100]]
    began = time.monotonic()
    for rank, draft in enumerate(drafts, start=1):
        for syntax in Syntax:
            told = business_terms(draft, number_of(draft.kind, NOW.year, rank))
            generate_xml(told, flavor=syntax.value, level="en16931", check_xsd=True, check_schematron=None)
    return 1000 * (time.monotonic() - began) / len(drafts)


if __name__ == "__main__":
    main()

"""Reads of billing. `access_…` is the only way to get an invoice for a person."""

from declic.billing.queries.account import KnownSeller, account_of, bears_vat, carried_for, favours_of, sellers_known
from declic.billing.queries.accounting import accounting_entries
from declic.billing.queries.buyers import check_payer_of
from declic.billing.queries.corrections import Correction, corrections_of, to_correct
from declic.billing.queries.drafts import carried_to, credit_of, draft_of, instalments_of, settled_of, why_not
from declic.billing.queries.invoices import (
    Listed,
    access_invoice,
    days_of,
    details_of,
    file_of,
    invoice_listed,
    invoices,
    late_invoices,
    live_invoices_of,
    regime_now,
    seller,
    to_deposit,
)
from declic.billing.queries.quotes import TaxedAnew, printed_of, taxed_anew
from declic.billing.queries.readers import readers_of, untold
from declic.billing.queries.renewals import (
    Batch,
    Progress,
    Waiting,
    batches,
    invoices_of,
    last_renewal,
    parts_of,
    progress_of,
    running_renewal,
    to_invoice,
    waiting,
)

__all__ = [
    "Batch",
    "Correction",
    "KnownSeller",
    "Listed",
    "Progress",
    "TaxedAnew",
    "Waiting",
    "access_invoice",
    "account_of",
    "accounting_entries",
    "batches",
    "bears_vat",
    "carried_for",
    "carried_to",
    "check_payer_of",
    "corrections_of",
    "credit_of",
    "days_of",
    "details_of",
    "draft_of",
    "favours_of",
    "file_of",
    "instalments_of",
    "invoice_listed",
    "invoices",
    "invoices_of",
    "last_renewal",
    "late_invoices",
    "live_invoices_of",
    "parts_of",
    "printed_of",
    "progress_of",
    "readers_of",
    "regime_now",
    "running_renewal",
    "seller",
    "sellers_known",
    "settled_of",
    "taxed_anew",
    "to_correct",
    "to_deposit",
    "to_invoice",
    "untold",
    "waiting",
    "why_not",
]

"""What is done to invoices."""

from declic.billing.actions.agreements import stop_agreement
from declic.billing.actions.ceilings import warn_of_ceilings
from declic.billing.actions.deposits import note_deposits, take_deposits_back
from declic.billing.actions.details import move_sponsor, set_billing_details, set_seller
from declic.billing.actions.hours import close_hours, correct_hours
from declic.billing.actions.issue import credit_invoice, issue_invoice
from declic.billing.actions.payments import record_payment, record_refund, remind
from declic.billing.actions.quotes import quote_agreement, quote_together, sign_agreement
from declic.billing.actions.renewals import ask_renewals, issue_renewals, stop_renewals

__all__ = [
    "ask_renewals",
    "close_hours",
    "correct_hours",
    "credit_invoice",
    "issue_invoice",
    "issue_renewals",
    "move_sponsor",
    "note_deposits",
    "quote_agreement",
    "quote_together",
    "record_payment",
    "record_refund",
    "remind",
    "set_billing_details",
    "set_seller",
    "sign_agreement",
    "stop_agreement",
    "stop_renewals",
    "take_deposits_back",
    "warn_of_ceilings",
]

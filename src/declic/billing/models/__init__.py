"""Tables of what is billed and paid, by subject."""

from declic.billing.models.hours import HoursCorrection, HoursLine, HoursMonth
from declic.billing.models.invoices import Deposit, Invoice, InvoiceFile, PrintedQuote, Renewal, RenewalLine, Series
from declic.billing.models.money import CeilingWarning, Payment, Refund, Reminder
from declic.billing.models.parties import BillingDetails, Seller

__all__ = [
    "BillingDetails",
    "CeilingWarning",
    "Deposit",
    "HoursCorrection",
    "HoursLine",
    "HoursMonth",
    "Invoice",
    "InvoiceFile",
    "Payment",
    "PrintedQuote",
    "Refund",
    "Reminder",
    "Renewal",
    "RenewalLine",
    "Seller",
    "Series",
]

"""What can have happened to an invoice, and to who writes it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class SellerSet:
    """The identity itself is not in the journal: only that it changed."""

    siret: str

    def subject(self) -> str:
        return "seller:1"


@dataclass(frozen=True)
class _OfInvoice:
    invoice_id: int
    number: str

    def subject(self) -> str:
        return f"invoice:{self.invoice_id}"


@dataclass(frozen=True)
class InvoiceIssued(_OfInvoice):
    sponsor_id: int
    gross_cents: int


@dataclass(frozen=True)
class InvoiceCredited(_OfInvoice):
    credit_number: str


@dataclass(frozen=True)
class InvoiceDeposited(_OfInvoice):
    """At Chorus Pro."""

    on: date


@dataclass(frozen=True)
class DepositTakenBack(_OfInvoice):
    """It was noted by mistake."""

    on: date
    """The day that had been noted."""


@dataclass(frozen=True)
class RenewalStopped:
    """Somebody stopped invoices that were leaving."""

    renewal_id: int
    left: int
    """That had not left."""

    def subject(self) -> str:
        return f"renewal:{self.renewal_id}"


@dataclass(frozen=True)
class PaymentRecorded(_OfInvoice):
    cents: int


@dataclass(frozen=True)
class RefundRecorded:
    sponsor_id: int
    cents: int

    def subject(self) -> str:
        return f"sponsor:{self.sponsor_id}"


@dataclass(frozen=True)
class PaymentReminded(_OfInvoice):
    rank: int
    """1 for the first reminder."""


@dataclass(frozen=True)
class _OfHours:
    month: date

    def subject(self) -> str:
        return f"hours:{self.month:%Y-%m}"


@dataclass(frozen=True)
class HoursClosed(_OfHours):
    """The month of teachers' hours does not change any more."""

    teachers: int
    minutes: int


@dataclass(frozen=True)
class HoursCorrected(_OfHours):
    teacher_account_id: int
    on: date
    minutes: int


@dataclass(frozen=True)
class CeilingNeared:
    """What is used of an agreement comes near its ceiling, or reaches it."""

    agreement_id: int
    sponsor_id: int
    alarm: str

    def subject(self) -> str:
        return f"agreement:{self.agreement_id}"

"""What a sponsor agrees to: the life of an agreement, its terms, and whom it covers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from fractions import Fraction

from declic.curriculum.rules import LEVELS
from declic.ground.digests import digest_said
from declic.ground.errors import Refusal
from declic.ground.lifecycle import Lifecycle
from declic.ground.moments import full_day
from declic.ground.units import Cents


# -- its life ---------------------------------------------------------------------------------------------------------
class AgreementState(Enum):
    DRAFT = "draft"
    QUOTED = "quoted"
    SIGNED = "signed"
    RUNNING = "running"
    ENDED = "ended"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        return _STATES[self]


COMMITMENT_MAX = 50
"""Signs of an engagement number, a service code or a contract number in Chorus Pro."""
_STATES = {
    AgreementState.DRAFT: "brouillon",
    AgreementState.QUOTED: "devis envoyé",
    AgreementState.SIGNED: "signée, à venir",
    AgreementState.RUNNING: "en cours",
    AgreementState.ENDED: "finie",
    AgreementState.DROPPED: "abandonnée",
}
AGREEMENT_LIFE = Lifecycle(
    "Agreement",
    AgreementState.DRAFT,
    {
        AgreementState.DRAFT: frozenset({AgreementState.QUOTED, AgreementState.SIGNED, AgreementState.DROPPED}),
        AgreementState.QUOTED: frozenset({AgreementState.DRAFT, AgreementState.SIGNED, AgreementState.DROPPED}),
        AgreementState.SIGNED: frozenset({AgreementState.RUNNING, AgreementState.DROPPED}),
        AgreementState.RUNNING: frozenset({AgreementState.ENDED}),
        AgreementState.ENDED: frozenset(),
        AgreementState.DROPPED: frozenset(),
    },
)
"""People move it up to signed. The calendar alone makes it run and end, so that no process has to wake up for it."""

NOTICE = timedelta(days=90)
"""Before the last day, renewing is proposed."""


def state_on(kept: AgreementState, starts_on: date, ends_on: date, day: date) -> AgreementState:
    """Where an agreement stands that day; `kept` is what people decided last."""
    if kept is not AgreementState.SIGNED or day < starts_on:
        return kept
    return AgreementState.RUNNING if day <= ends_on else AgreementState.ENDED


def to_renew(state: AgreementState, ends_on: date, day: date) -> bool:
    """It runs, and its end is near."""
    return state is AgreementState.RUNNING and ends_on - day <= NOTICE


def whole_months(starts_on: date, ends_on: date) -> int | None:
    """How many months the agreement lasts; None when it is not a whole number of them."""
    months, days = months_and_days(starts_on, ends_on)
    return None if days else months


def months_and_days(starts_on: date, ends_on: date) -> tuple[int, Fraction]:
    """The whole months it lasts, and what part of the next one."""
    after = ends_on + timedelta(days=1)
    near = (after.year - starts_on.year) * 12 + after.month - starts_on.month
    months = near if lasting(starts_on, near) <= ends_on else near - 1
    before, next_one = lasting(starts_on, months), lasting(starts_on, months + 1)
    return months, Fraction((ends_on - before).days, (next_one - before).days)


def lasting(starts_on: date, months: int = 12) -> date:
    """The last day of so many months: the day before the same one. Begun on a day that the month where they end does
    not have (the 29th to 31st), they end with that month.
    """
    year, month = divmod(starts_on.year * 12 + starts_on.month - 1 + months, 12)
    first = date(year, month + 1, 1)
    same = first + timedelta(days=starts_on.day - 1)
    return (same if same.month == first.month else same.replace(day=1)) - timedelta(days=1)


def following(starts_on: date, ends_on: date) -> tuple[date, date]:
    """The dates of its renewal: from the day after, for as long."""
    first, months = ends_on + timedelta(days=1), whole_months(starts_on, ends_on)
    return first, first + (ends_on - starts_on) if months is None else lasting(first, months)


def years_of(starts_on: date, ends_on: date) -> list[tuple[date, date]]:
    """First and last day of each year of the agreement; the last one may be short."""
    years: list[tuple[date, date]] = []
    first = starts_on
    while first <= ends_on:
        last_day = min(lasting(starts_on, 12 * (len(years) + 1)), ends_on)
        years.append((first, last_day))
        first = last_day + timedelta(days=1)
    return years


LONGEST = 10
"""Years."""


def check_dates(starts_on: date, ends_on: date) -> None:
    """Refusal `dates_reversed`, `too_long`."""
    if ends_on < starts_on:
        raise Refusal("dates_reversed", "La convention finit avant de commencer : vérifiez les dates.")
    if ends_on > lasting(starts_on, 12 * LONGEST):
        raise Refusal("too_long", f"La convention durerait plus de {LONGEST} ans : vérifiez les dates.")


def check_last_day(day: date, today: date) -> None:
    """Of one that runs: whoever was helped meanwhile was, under it. Refusal `day_gone`."""
    if day < today:
        raise Refusal(
            "day_gone",
            f"Une convention en cours s’arrête aujourd’hui, le {today:%d/%m/%Y}, au plus tôt : ce jour est passé.",
        )


SIGNED_EARLY = timedelta(days=365)
"""At most, before the first day."""


def check_signed_on(day: date, *, first: date, today: date, code: str = "bad_signing_day") -> None:
    """Refusal `code`: nothing is signed tomorrow, nor before `first`."""
    if day > today:
        raise Refusal(code, "Cette date n’est pas encore venue : une signature se note une fois donnée.")
    if day < first:
        raise Refusal(code, f"Cette date est trop ancienne pour cette convention : au plus tôt le {first:%d/%m/%Y}.")


def check_after_quote(day: date, quoted_on: date | None) -> None:
    """Refusal `bad_signing_day`: the quote would say that it was signed before it was made."""
    if quoted_on is not None and day < quoted_on:
        raise Refusal(
            "bad_signing_day",
            f"Le devis est noté comme envoyé le {quoted_on:%d/%m/%Y}, qui est la date qu’il porte : il n’a pas pu être "
            "signé avant.",
        )


def wrong_move(before: AgreementState) -> Refusal:
    return Refusal(
        "wrong_move", f"Cette convention est « {before.label} » : ce n’est plus possible. Rechargez la page."
    )


def check_state(state: AgreementState, read: str | None) -> None:
    """`read`: the state a page said, which says what it comes to (dropped, or stopped tonight); None where none did.
    Refusal `state_changed`.
    """
    if read is not None and read != state.value:
        raise Refusal(
            "state_changed",
            f"Cette convention est « {state.label} » depuis que cette page est ouverte : rien n’est fait. Relisez-la.",
        )


def overlapping() -> Refusal:
    return Refusal("agreements_overlap", "Une autre convention signée couvre déjà une partie de ces dates.")


# -- its price --------------------------------------------------------------------------------------------------------
class PriceModel(Enum):
    FLAT = "flat"
    PER_PUPIL = "per_pupil"
    PER_HOUR = "per_hour"

    @property
    def label(self) -> str:
        return {"flat": "forfait par an", "per_pupil": "par élève inscrit", "per_hour": "par heure de leçon"}[
            self.value
        ]


BANDS: Sequence[tuple[int, Cents]] = tuple(
    (most, Cents(euros * 100))
    for most, euros in (
        (1_000, 1_000),
        (2_000, 1_800),
        (5_000, 3_500),
        (10_000, 6_000),
        (20_000, 8_000),
        (50_000, 16_000),
        (100_000, 30_000),
        (200_000, 55_000),
    )
)
"""Inhabitants at most → flat price of a year. Past the last band, the price is agreed by hand."""
SUGGESTED = {PriceModel.PER_PUPIL: Cents(40_00), PriceModel.PER_HOUR: Cents(32_00)}


def flat_price(population: int | None) -> Cents | None:
    """What a year costs by default; None when it is to be agreed by hand."""
    if population is None:
        return None
    return next((price for most, price in BANDS if population <= most), None)


FREE = Cents(0)


@dataclass(frozen=True)
class Terms:
    """What is agreed, besides the dates."""

    model: PriceModel = PriceModel.FLAT
    price: Cents = FREE
    """Of a year when flat, else of one pupil or one hour."""
    ceiling: Cents | None = None
    """The bill never goes above."""
    levels: frozenset[str] = frozenset()
    """Codes of `curriculum`; empty is every level."""
    weekdays: frozenset[int] = frozenset()
    """0 is Monday; empty is every day of the service."""
    opens_at: time | None = None
    closes_at: time | None = None


def digest_of(starts_on: date, ends_on: date, terms: Terms) -> str:
    """The same as long as nothing of the dates and the terms changes: what a page showed is what is acted on."""
    said = (
        starts_on,
        ends_on,
        terms.model.value,
        terms.price,
        terms.ceiling,
        sorted(terms.levels),
        sorted(terms.weekdays),
        terms.opens_at,
        terms.closes_at,
    )
    return digest_said(*said)


def check_seen(digest: str, seen: str | None) -> None:
    """`seen`: the digest of what was read before; None where no page showed it. Refusal `changed_since`."""
    if seen is not None and seen != digest:
        raise Refusal("changed_since", "Cette convention a changé depuis que cette page est ouverte : relisez-la.")


def check_numbers(digest: str, seen: str | None, *, commitment: str, contract: str) -> None:
    """Of the numbers an invoice bears, as noted now; `seen` as above. Refusal `numbers_changed`."""
    if seen is not None and seen != digest:
        raise Refusal(
            "numbers_changed",
            "Ces numéros ont changé depuis que cette page est ouverte : engagement "
            f"« {commitment or 'aucun'} », marché « {contract or 'aucun'} ». Relisez.",
        )


def check_data_day(noted: date | None, seen: str | None) -> None:
    """Of the day the data contract was signed: as noted now, and as ISO as it was read. Refusal `data_day_changed`."""
    if noted is not None and seen is not None and seen != noted.isoformat():
        raise Refusal(
            "data_day_changed",
            f"Noté depuis que cette page est ouverte : signé le {full_day(noted)}. Notez encore si c’est une erreur.",
        )


PRICE_MAX = Cents(100_000_000)


def check_terms(terms: Terms) -> None:
    """Refusal `bad_price`, `bad_ceiling`, `unknown_level`, `bad_hours`."""
    if not 0 <= terms.price <= PRICE_MAX:
        raise Refusal("bad_price", "Le prix va de 0 à 1 000 000 €.")
    if terms.ceiling is not None:
        if terms.model is PriceModel.FLAT:
            raise Refusal("bad_ceiling", "Un forfait ne bouge pas : il n’a pas besoin de plafond.")
        if not terms.price <= terms.ceiling <= PRICE_MAX or not terms.ceiling:
            raise Refusal("bad_ceiling", "Le plafond est plus petit que le prix d’un seul élève ou d’une seule heure.")
    if terms.levels - LEVELS.keys():
        raise Refusal("unknown_level", "Un de ces niveaux n’existe pas.")
    if (terms.opens_at is None) != (terms.closes_at is None):
        raise Refusal("bad_hours", "Donnez l’heure de début et l’heure de fin, ou aucune des deux.")
    if terms.opens_at is not None and terms.closes_at is not None and terms.closes_at <= terms.opens_at:
        raise Refusal("bad_hours", "L’heure de fin est avant l’heure de début.")
    if terms.weekdays - set(range(7)):
        raise Refusal("bad_hours", "Un de ces jours n’existe pas.")


# -- whom it covers ---------------------------------------------------------------------------------------------------
def covers_level(levels: Iterable[str], level: str) -> bool:
    held = set(levels)
    return not held or level in held


def covers_moment(terms: Terms, at_paris: datetime) -> bool:
    """The end is not included, as for the opening hours."""
    if terms.weekdays and at_paris.weekday() not in terms.weekdays:
        return False
    if terms.opens_at is None or terms.closes_at is None:
        return True
    return terms.opens_at <= at_paris.time().replace(tzinfo=None) < terms.closes_at

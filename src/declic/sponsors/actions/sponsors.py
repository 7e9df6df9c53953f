"""Sponsors made from the official lists, or from a SIRET."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from declic.ground.errors import Refusal
from declic.ground.one_line import one_line
from declic.journal.actions import record
from declic.people.models import Account
from declic.sponsors import facts, rules
from declic.sponsors.models import Authority, Commune, Sponsor
from declic.sponsors.rules import SponsorKind
from declic.sponsors.rules.names import sponsor_name
from declic.sponsors.rules.payers import BY_SIRET, check_listed, check_moved, siren_is_partner, siren_of, siren_taken


@transaction.atomic
def create_sponsor_commune(*, insee: str, now: datetime, by: Account | None = None) -> Sponsor:
    """Name, SIREN, académie and zone come from the list. Refusal `unknown_commune`, `already_sponsor`,
    `siren_taken`.
    """
    commune = Commune.objects.filter(pk=insee.strip().upper()).first()
    if commune is None:
        raise Refusal("unknown_commune", f"Aucune commune n’a le code Insee {insee}.")
    mine, taken = Q(commune=commune), Refusal("already_sponsor", f"{commune.name} est déjà partenaire.")
    if Sponsor.objects.filter(mine).exists():
        raise taken
    with _one_of(mine, taken), _siren_free(commune.siren):
        sponsor = Sponsor.objects.create(
            kind=SponsorKind.COMMUNE.value,
            name=commune.name,
            commune=commune,
            siren=commune.siren,
            academie=commune.academie,
            zone=rules.zone_of(commune.academie),
            created_at=now,
        )
    _say_created(sponsor, now, by)
    return sponsor


@transaction.atomic
def create_sponsor_authority(*, code: str, now: datetime, by: Account | None = None) -> Sponsor:
    """An intercommunalité, a département or another body of the list. Refusal `unknown_authority`, `already_sponsor`,
    `siren_taken`.
    """
    listed = Authority.objects.filter(pk=code.strip().upper()).first()
    if listed is None:
        raise Refusal("unknown_authority", "Cette collectivité n’est pas dans la liste officielle.")
    mine, taken = Q(authority=listed), Refusal("already_sponsor", f"{listed.name} est déjà partenaire.")
    if Sponsor.objects.filter(mine).exists():
        raise taken
    kind = SponsorKind(listed.kind)
    with _one_of(mine, taken), _siren_free(listed.siren):
        sponsor = Sponsor.objects.create(
            kind=kind.value,
            name=sponsor_name(listed.name, is_department=kind is SponsorKind.DEPARTMENT),
            authority=listed,
            siren=listed.siren,
            academie=listed.academie,
            zone=rules.zone_of(listed.academie),
            created_at=now,
        )
    _say_created(sponsor, now, by)
    return sponsor


@transaction.atomic
def create_sponsor_by_siret(  # noqa: PLR0913  (what no list knows is given)
    *,
    name: str,
    siret: str,
    academie: str,
    now: datetime,
    kind: SponsorKind | str = SponsorKind.WORKS_COUNCIL,
    another: bool = False,
    by: Account | None = None,
) -> Sponsor:
    """`academie` says which holidays its opening hours follow; `another`: of a body of which one is a partner already.

    Refusal `bad_kind`, `bad_siret`, `already_sponsor`, `no_name`, `unknown_academie`, `siren_is_partner`.
    """
    number, title = rules.clean_siret(siret), one_line(name)
    if kind not in {known if isinstance(kind, SponsorKind) else known.value for known in BY_SIRET}:
        raise Refusal("bad_kind", "Choisissez le genre de partenaire.")
    if not title:
        raise Refusal("no_name", "Écrivez le nom du partenaire.")
    mine, taken = Q(siret=number), Refusal("already_sponsor", "Un partenaire a déjà ce numéro SIRET.")
    zone = rules.zone_of(academie)
    if Sponsor.objects.filter(mine).exists():
        raise taken
    known = Sponsor.objects.filter(siren=number[:9]).exclude(mine).order_by("pk").first()
    if known is not None and not another:
        raise siren_is_partner(known.name, known.siret)
    with _one_of(mine, taken):
        sponsor = Sponsor.objects.create(
            kind=SponsorKind(kind).value,
            name=title[:120],
            siren=number[:9],
            siret=number,
            academie=academie,
            zone=zone,
            created_at=now,
        )
    _say_created(sponsor, now, by)
    return sponsor


@transaction.atomic
def identify_sponsor(*, sponsor: Sponsor, number: str, now: datetime, by: Account | None = None) -> None:
    """The SIREN of one the list has none for: whoever ProConnect says is of it is known from then on.

    Of a SIRET the SIREN is kept, since its services have an establishment each.
    Refusal `known_by_siret`, `bad_siren`, `bad_siret`, `siren_taken`.
    """
    check_listed(SponsorKind(sponsor.kind))
    siren = siren_of(number)
    with _siren_free(siren):
        Sponsor.objects.filter(pk=sponsor.pk).update(siren=siren, siret="")
    fact = facts.SponsorIdentified(sponsor_id=sponsor.pk, siren=siren)
    record(fact, now=now, actor_id=by.pk if by else None)


@transaction.atomic
def move_sponsor(*, sponsor: Sponsor, siret: str, now: datetime, by: Account | None = None) -> str:
    """Its establishment moved, and has another SIRET of the same SIREN: whoever ProConnect says is of it comes in as
    before, and what was issued keeps the former. The former.

    Refusal `bad_siret`, `known_by_siren`, `same_siret`, `other_siren`, `already_sponsor`.
    """
    held, number = Sponsor.objects.select_for_update().get(pk=sponsor.pk), rules.clean_siret(siret)
    check_moved(number, former=held.siret)
    mine = Q(siret=number)
    taken = Refusal("already_sponsor", "Un partenaire a déjà ce numéro SIRET.")
    if Sponsor.objects.filter(mine).exists():
        raise taken
    with _one_of(mine, taken):
        Sponsor.objects.filter(pk=held.pk).update(siret=number)
    fact = facts.SponsorMoved(sponsor_id=held.pk, former=held.siret, siret=number)
    record(fact, now=now, actor_id=by.pk if by else None)
    return held.siret


@contextmanager
def _one_of(mine: Q, taken: Refusal) -> Iterator[None]:
    """Whoever makes the same one at this moment is first, or refused by `taken`: the table has the last word.

    Around `_siren_free`: of one body made twice, that it is a partner already says more than whose its SIREN is.
    """
    try:
        with transaction.atomic():
            yield
    except (IntegrityError, Refusal):
        if Sponsor.objects.filter(mine).exists():
            raise taken from None
        raise


@contextmanager
def _siren_free(siren: str) -> Iterator[None]:
    """What is written bears `siren`; the table has the last word, whoever else writes. Refusal `siren_taken`."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        other = Sponsor.objects.filter(siren=siren, siret="").exclude(siren="").first()
        if other is None:
            raise
        raise siren_taken(siren, other.name) from None


def _say_created(sponsor: Sponsor, now: datetime, by: Account | None) -> None:
    fact = facts.SponsorCreated(sponsor_id=sponsor.pk, kind=sponsor.kind)
    record(fact, now=now, actor_id=by.pk if by else None)


@transaction.atomic
def present_sponsor(
    *, sponsor: Sponsor, contact: str, now: datetime, logo: bytes | None = None, by: Account | None = None
) -> None:
    """What is printed for families. `logo` is cleaned already (`clean.logo`); None leaves the one there is."""
    sponsor.contact = one_line(contact)[:120]
    if logo is not None:
        sponsor.logo = logo
    sponsor.save(update_fields=["contact", "logo"])
    record(facts.SponsorPresented(sponsor_id=sponsor.pk), now=now, actor_id=by.pk if by else None)

"""What is done to sponsors."""

import csv
import gzip
import io
import secrets
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.db.models import F

from declic.ground.errors import Refusal
from declic.ground.ids import clean_code, readable_code
from declic.ground.paris import paris_day
from declic.ground.units import Cents
from declic.journal.actions import record
from declic.people import actions as people
from declic.people.models import Account, Guardian, Pupil
from declic.sponsors import facts, queries, rules
from declic.sponsors.models import (
    ActivationCode,
    Agreement,
    Commune,
    Enrolment,
    GuardianCode,
    LedgerEntry,
    Officer,
    Sponsor,
)
from declic.sponsors.rules import LedgerKind, SponsorKind


# -- the list of communes ---------------------------------------------------------------------------------------------
def load_communes(*, path: Path = rules.DATA / "communes.csv.gz") -> int:
    """The official list into the table: new rows added, changed ones changed. How many rows the list has."""
    rows = list(_communes(path))
    with transaction.atomic():
        Commune.objects.bulk_create(
            rows,
            batch_size=2000,
            update_conflicts=True,
            unique_fields=["insee"],
            update_fields=["name", "department", "region", "academie", "postcodes", "population", "siren"],
        )
    return len(rows)


def _communes(path: Path) -> Iterator[Commune]:
    text = io.StringIO(gzip.decompress(path.read_bytes()).decode("utf-8"))
    for row in csv.DictReader(text, delimiter=";"):
        yield Commune(
            insee=row["code_insee"],
            name=row["nom"],
            department=row["departement"],
            region=row["region"],
            academie=row["academie"],
            postcodes=row["codes_postaux"],
            population=int(row["population"]) if row["population"] else None,
            siren=row["siren"],
        )


FREE = Cents(0)


# -- sponsors and agreements ------------------------------------------------------------------------------------------
@transaction.atomic
def create_sponsor_commune(*, insee: str, now: datetime, by: Account | None = None) -> Sponsor:
    """Name, SIREN, académie and zone come from the list. Refusal `unknown_commune`, `already_sponsor`."""
    commune = Commune.objects.filter(pk=insee.strip().upper()).first()
    if commune is None:
        raise Refusal("unknown_commune", f"Aucune commune n’a le code Insee {insee}.")
    if Sponsor.objects.filter(commune=commune).exists():
        raise Refusal("already_sponsor", f"{commune.name} est déjà partenaire.")
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
def create_sponsor_works_council(
    *, name: str, siret: str, academie: str, now: datetime, by: Account | None = None
) -> Sponsor:
    """`academie` says which holidays its opening hours follow. Refusal `bad_siret`, `already_sponsor`, `no_name`…"""
    number, title = rules.clean_siret(siret), " ".join(name.split())
    if not title:
        raise Refusal("no_name", "Écrivez le nom du comité.")
    if Sponsor.objects.filter(siret=number).exists():
        raise Refusal("already_sponsor", "Un partenaire a déjà ce numéro SIRET.")
    sponsor = Sponsor.objects.create(
        kind=SponsorKind.WORKS_COUNCIL.value,
        name=title[:120],
        siren=number[:9],
        siret=number,
        academie=academie,
        zone=rules.zone_of(academie),
        created_at=now,
    )
    _say_created(sponsor, now, by)
    return sponsor


def _say_created(sponsor: Sponsor, now: datetime, by: Account | None) -> None:
    fact = facts.SponsorCreated(sponsor_id=sponsor.pk, kind=sponsor.kind)
    record(fact, now=now, actor_id=by.pk if by else None)


@transaction.atomic
def sign_agreement(  # noqa: PLR0913  (an agreement is its dates, its price and its signature)
    *,
    sponsor: Sponsor,
    starts_on: date,
    ends_on: date,
    now: datetime,
    yearly: Cents = FREE,
    signed_on: date | None = None,
    by: Account | None = None,
) -> Agreement:
    """Both days included. Refusal `dates_reversed`."""
    rules.check_dates(starts_on, ends_on)
    agreement = Agreement.objects.create(
        sponsor=sponsor,
        starts_on=starts_on,
        ends_on=ends_on,
        signed_on=signed_on or paris_day(now),
        yearly_cents=yearly,
    )
    fact = facts.AgreementSigned(sponsor_id=sponsor.pk, starts_on=starts_on, ends_on=ends_on)
    record(fact, now=now, actor_id=by.pk if by else None)
    return agreement


@transaction.atomic
def name_officer(*, sponsor: Sponsor, account: Account, now: datetime, by: Account | None = None) -> Officer:
    """This account sees the figures of `sponsor`, and of no other."""
    officer, _ = Officer.objects.update_or_create(account=account, defaults={"sponsor": sponsor})
    fact = facts.OfficerNamed(sponsor_id=sponsor.pk, officer_account_id=account.pk)
    record(fact, now=now, actor_id=by.pk if by else None)
    return officer


@transaction.atomic
def invite_officer(*, sponsor: Sponsor, email: str, name: str, now: datetime, by: Account | None = None) -> Officer:
    """Their account, made and invited by letter when there is none, sees the figures of `sponsor`.

    Refusals of `people.invite_adult`, and `other_sponsor`: one never changes sponsor by an invitation.
    """
    account = people.invite_adult(email=email, name=name, role="officer", now=now, by=by)
    held = Officer.objects.filter(account=account).first()
    if held is not None and held.sponsor_id != sponsor.pk:
        raise Refusal("other_sponsor", "Cette personne suit déjà un autre partenaire.")
    return held or name_officer(sponsor=sponsor, account=account, now=now, by=by)


@transaction.atomic
def dismiss_officer(*, officer: Officer, now: datetime, by: Account | None = None) -> None:
    """They see no figures any more; their account stays."""
    fact = facts.OfficerDismissed(sponsor_id=officer.sponsor_id, officer_account_id=officer.account_id)
    officer.delete()
    record(fact, now=now, actor_id=by.pk if by else None)


# -- codes ------------------------------------------------------------------------------------------------------------
@transaction.atomic
def issue_code(
    *, sponsor: Sponsor, ceiling: int, now: datetime, label: str = "", by: Account | None = None
) -> ActivationCode:
    """A new code for `ceiling` families. Refusal `bad_ceiling`."""
    rules.check_ceiling(ceiling)
    text = readable_code(rules.CODE_LENGTH, secrets.choice)
    while ActivationCode.objects.filter(code=text).exists():
        text = readable_code(rules.CODE_LENGTH, secrets.choice)
    code = ActivationCode.objects.create(
        sponsor=sponsor, code=text, label=" ".join(label.split())[:80], ceiling=ceiling, created_at=now
    )
    fact = facts.CodeIssued(sponsor_id=sponsor.pk, code_id=code.pk, ceiling=ceiling)
    record(fact, now=now, actor_id=by.pk if by else None)
    return code


@transaction.atomic
def revoke_code(*, code: ActivationCode, now: datetime, by: Account | None = None) -> None:
    """It opens nothing any more; families already registered stay."""
    if not ActivationCode.objects.filter(pk=code.pk, revoked_at=None).update(revoked_at=now):
        return
    fact = facts.CodeRevoked(sponsor_id=code.sponsor_id, code_id=code.pk)
    record(fact, now=now, actor_id=by.pk if by else None)


@transaction.atomic
def redeem(*, typed: str, guardian: Guardian, now: datetime) -> ActivationCode:
    """One place of the code for this family, however many children it has. Typing the same code again changes nothing.

    Refusal `unknown_code`, `revoked_code`, `exhausted_code`, `no_agreement`, `already_redeemed`.
    """
    held = GuardianCode.objects.select_related("code").filter(guardian=guardian).first()
    code = held.code if held else queries.code_of(typed, paris_day(now))
    if held is not None:
        if clean_code(typed) != held.code.code:
            raise rules.already_redeemed()
        return code

    free = ActivationCode.objects.filter(pk=code.pk, revoked_at=None, uses__lt=F("ceiling"))
    if not free.update(uses=F("uses") + 1):
        code.refresh_from_db()
        queries.check_code(code, paris_day(now))
        raise rules.exhausted_code()
    GuardianCode.objects.create(guardian=guardian, code=code, at=now)

    fact = facts.CodeRedeemed(sponsor_id=code.sponsor_id, code_id=code.pk, guardian_id=guardian.pk)
    record(fact, now=now, actor_id=guardian.account_id)
    return code


# -- enrolments -------------------------------------------------------------------------------------------------------
@transaction.atomic
def enrol(*, pupil: Pupil, now: datetime) -> Enrolment:
    """By the family's code; the enrolment there is, if there is one. Refusal `no_code`, `no_agreement`."""
    current = Enrolment.objects.select_related("sponsor").filter(pupil=pupil, until=None).first()
    if current is not None:
        return current
    held = GuardianCode.objects.select_related("code__sponsor").filter(guardian=pupil.guardian_id).first()
    if held is None:
        raise Refusal("no_code", "Entrez d’abord le code de votre mairie ou de votre CSE.")
    if not queries.open_to_families(held.code.sponsor, paris_day(now)):
        raise rules.no_agreement()
    enrolment = Enrolment.objects.create(pupil=pupil, sponsor=held.code.sponsor, code=held.code, since=now)
    fact = facts.PupilEnrolled(sponsor_id=enrolment.sponsor_id, pupil_id=pupil.pk)
    record(fact, now=now, actor_id=pupil.guardian.account_id)
    return enrolment


@transaction.atomic
def enrol_child(*, guardian: Guardian, first_name: str, level: str, now: datetime, school: str = "") -> Pupil:
    """A child added and enrolled at once, or neither. Refusals of `people.add_child` and `enrol`."""
    pupil = people.add_child(guardian=guardian, first_name=first_name, level=level, school=school, now=now)
    enrol(pupil=pupil, now=now)
    return pupil


# -- ledger -----------------------------------------------------------------------------------------------------------
def count_lesson(*, sponsor_id: int, lesson_id: UUID, seconds: int, now: datetime) -> None:
    """One line of the sponsor's ledger; a lesson is counted once. Inside the caller's transaction."""
    line = LedgerEntry(
        sponsor_id=sponsor_id, kind=LedgerKind.LESSON.value, about=lesson_id, at=now, seconds=max(0, seconds)
    )
    LedgerEntry.objects.bulk_create([line], ignore_conflicts=True)


def count_written(*, sponsor_id: int, help_request_id: UUID, now: datetime) -> None:
    """A line for an answer in writing: no time of a lesson. Inside the caller's transaction."""
    line = LedgerEntry(sponsor_id=sponsor_id, kind=LedgerKind.WRITTEN.value, about=help_request_id, at=now)
    LedgerEntry.objects.bulk_create([line], ignore_conflicts=True)

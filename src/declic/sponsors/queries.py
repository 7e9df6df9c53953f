"""Reads of sponsors. `access_…` is the only way to get one for a person."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, TypeVar

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from declic.ground.errors import NotYours, Refusal
from declic.ground.ids import clean_code
from declic.ground.paris import at_paris, in_paris, paris_day
from declic.ground.units import Cents
from declic.people.models import Account, Guardian, HeldAddress, Pupil, Teacher
from declic.people.queries import children_of
from declic.sponsors import rules
from declic.sponsors.models import (
    ActivationCode,
    Agreement,
    Authority,
    Commune,
    DeskFamily,
    Enrolment,
    JoinRequest,
    LedgerEntry,
    Officer,
    PastEnrolment,
    Sponsor,
    TakenPlace,
)
from declic.sponsors.rules.agreements import (
    AgreementState,
    CeilingAlarm,
    PriceModel,
    SoFar,
    Terms,
    amount_due,
    ceiling_alarm,
    covers_level,
    covers_moment,
    uncapped,
    years_of,
)
from declic.sponsors.rules.codes import CodeScope
from declic.sponsors.rules.names import DEPARTMENT, authority_names, bare_authority, begins_words
from declic.sponsors.rules.officers import Right
from declic.statements import Prepared

E = TypeVar("E", bound=Enrolment)


def find_communes(text: str, limit: int = 20) -> list[Commune]:
    """By name (accents, dashes and a slip or two forgiven), postal code or INSEE code; the best first."""
    typed = text.strip()
    if len(typed) < 2:
        return []
    if typed[:2].isdigit():
        coded = Commune.objects.filter(Q(postcodes__contains=typed) | Q(pk=typed))
        return list(coded.order_by("-population", "name")[:limit])
    keys = _names(Commune.objects.count()).find(typed, limit)
    found = Commune.objects.in_bulk(keys)
    return [found[key] for key in keys if key in found]


def find_authorities(text: str, limit: int = 8) -> list[Authority]:
    """Intercommunalités and départements, likewise; a département also by its number."""
    typed = text.strip()
    if typed[:2].isdigit() or DEPARTMENT.fullmatch(typed):
        codes = ["2A", "2B"] if typed == "20" else [typed.upper()]
        return list(Authority.objects.filter(Q(pk__in=codes) | Q(siren=typed)).order_by("pk")[:limit])
    named = bare_authority(typed)
    keys = _authority_names(Authority.objects.count()).find(named, limit) if len(named) > 1 else []
    found = Authority.objects.in_bulk(keys)
    return [found[key] for key in keys if key in found]


@lru_cache(maxsize=1)
def _authority_names(count: int) -> rules.NameIndex:
    del count
    rows = Authority.objects.values_list("pk", "name", "population")
    return rules.NameIndex.of((key, authority_names(key, name), population or 0) for key, name, population in rows)


def find_sponsors(text: str, communes: Iterable[Commune], authorities: Iterable[Authority]) -> QuerySet[Sponsor]:
    """By name (accents and dashes forgiven), SIREN or SIRET, number of the département; and who is of these rows of
    the lists. None typed: all.
    """
    typed = text.strip()
    if not typed:
        return Sponsor.objects.all()
    named = [pk for pk, name in Sponsor.objects.values_list("pk", "name") if begins_words(typed, name)]
    number = "".join(typed.split())
    wanted = (
        Q(pk__in=named) | Q(name__icontains=typed) | Q(commune__in=list(communes)) | Q(authority__in=list(authorities))
    )
    if len(number) > 3 and number.isdigit():
        wanted |= Q(siret__startswith=number) | Q(siren__startswith=number[:9], siret="")
    if DEPARTMENT.fullmatch(typed):
        wanted |= Q(commune__department=typed.upper()) | Q(authority__department=typed.upper())
    return Sponsor.objects.filter(wanted)


@lru_cache(maxsize=1)
def _names(count: int) -> rules.NameIndex:
    """Built once in a process: the list changes once a year, and its length with it."""
    del count
    rows = Commune.objects.values_list("pk", "name", "population")
    return rules.NameIndex.of((key, name, population or 0) for key, name, population in rows)


_RUNNING = Prepared(
    int,
    date,
    build=lambda sponsor, on: Agreement.objects.filter(
        sponsor=sponsor, state=AgreementState.SIGNED.value, starts_on__lte=on, ends_on__gte=on
    ).order_by("-ends_on"),
)


def running_agreement(sponsor: Sponsor, on: date) -> Agreement | None:
    """The agreement that pays for that day."""
    return _RUNNING.first(sponsor.pk, on)


ADDRESS_TOLD = timedelta(days=60)


def address_told(pupil: Pupil, now: datetime) -> DeskFamily | None:
    """The family whose adult was lately given an address at the desk: its children's pages tell of it."""
    found = DeskFamily.objects.select_related("guardian__account", "sponsor").filter(
        guardian=pupil.guardian_id, addressed_at__gt=now - ADDRESS_TOLD, guardian__account__email__isnull=False
    )
    return found.first()


def address_held(pupil: Pupil) -> HeldAddress | None:
    """One that is held meanwhile: the child's page says so."""
    return HeldAddress.objects.select_related("guardian__account").filter(guardian=pupil.guardian_id).first()


def open_to_families(sponsor: Sponsor, on: date) -> bool:
    """Families may register: an agreement runs, or one is to come."""
    return _open_agreements(sponsor, on).exists()


def open_agreement(sponsor: Sponsor, on: date) -> Agreement | None:
    """The agreement that runs, or the next one."""
    return _open_agreements(sponsor, on).first()


def _open_agreements(sponsor: Sponsor, on: date) -> QuerySet[Agreement]:
    return sponsor.agreements.filter(state=AgreementState.SIGNED.value, ends_on__gte=on).order_by("starts_on")


def to_renew(today: date, days: int) -> QuerySet[Agreement]:
    """Agreements that end within so many days and are followed by none, drafts counted; the first to end first."""
    after = Agreement.objects.filter(sponsor=OuterRef("sponsor"), starts_on__gt=OuterRef("ends_on"))
    followed = Exists(after.exclude(state=AgreementState.DROPPED.value))
    ending = Agreement.objects.filter(
        state=AgreementState.SIGNED.value, ends_on__gte=today, ends_on__lte=today + timedelta(days=days)
    )
    return ending.exclude(followed).select_related("sponsor").order_by("ends_on", "sponsor__name", "pk")


def quotes_to_send() -> QuerySet[Agreement]:
    """Of renewals: drafts whose quote was not sent yet."""
    drafts = Agreement.objects.filter(state=AgreementState.DRAFT.value, renews__isnull=False)
    return drafts.select_related("sponsor").order_by("starts_on", "sponsor__name", "pk")


def terms_signed(agreement: Agreement) -> Terms:
    """Those of the quote: before any amendment."""
    first = agreement.amendments.exclude(signed_on=None).first()
    return agreement.terms if first is None else first.terms_before


def check_level(sponsor: Sponsor, level: str, on: date) -> None:
    """Of the agreement that runs, or of the next one. Refusal `level_not_covered`."""
    agreement = open_agreement(sponsor, on)
    if agreement is not None and not covers_level(agreement.terms.levels, level):
        raise Refusal("level_not_covered", f"Ce niveau n’est pas compris dans ce qu’offre {sponsor.name}.")


def levels_covered(sponsor: Sponsor, on: date) -> frozenset[str]:
    """Of the agreement that runs, or of the next one; empty is every level."""
    agreement = open_agreement(sponsor, on)
    return frozenset() if agreement is None else agreement.terms.levels


def check_covered(pupil: Pupil, sponsor: Sponsor, on: date) -> None:
    """The pupil's level is among those agreed. Refusal `level_not_covered`."""
    agreement = running_agreement(sponsor, on)
    if agreement is not None and not covers_level(agreement.terms.levels, pupil.level):
        raise Refusal("level_not_covered", f"{sponsor.name} ne propose pas Déclic pour ta classe cette année.")


def check_hour(sponsor: Sponsor, now: datetime) -> None:
    """Refusal `hour_not_covered`, when the agreement has hours of its own."""
    agreement = running_agreement(sponsor, paris_day(now))
    if agreement is not None and not covers_moment(agreement.terms, in_paris(now)):
        raise Refusal(
            "hour_not_covered", f"{sponsor.name} ne propose pas Déclic à cette heure-ci. Reviens un peu plus tard."
        )


def enrolment_of(pupil: Pupil, on: date) -> Enrolment | None:
    return _on_day(pupil.enrolments.select_related("sponsor").order_by("-since"), on)


def sponsor_of(pupil: Pupil, on: date) -> Sponsor | None:
    """Who pays for this pupil that day, whether or not an agreement runs."""
    enrolment = enrolment_of(pupil, on)
    return enrolment.sponsor if enrolment else None


def _enrolments(pupil: int, first_day: date, last_day: date) -> QuerySet[Enrolment]:
    running = Agreement.objects.filter(
        sponsor=OuterRef("sponsor"), state=AgreementState.SIGNED.value, starts_on__lte=first_day, ends_on__gte=last_day
    )
    enrolments = Enrolment.objects.filter(pupil=pupil).select_related("sponsor").order_by("-since")
    return enrolments.annotate(is_paid=Exists(running))


_ENROLMENTS = Prepared(int, date, date, build=_enrolments)


def paying_sponsor_of(pupil: Pupil, on: date) -> Sponsor | None:
    """Who pays for this pupil that day; None when no agreement runs. One query."""
    enrolment: Any = _on_day(_ENROLMENTS.rows(pupil.pk, on, on), on)
    return enrolment.sponsor if enrolment and enrolment.is_paid else None


def _on_day(newest_first: Iterable[E], on: date) -> E | None:
    for enrolment in newest_first:
        if paris_day(enrolment.since) <= on and (enrolment.until is None or paris_day(enrolment.until) >= on):
            return enrolment
    return None


def code_of(typed: str, on: date, *, sponsor: str | None = None, held_by: Guardian | None = None) -> ActivationCode:
    """The code a family typed, if it opens: a look before the form, without using a place.

    With `sponsor`, the name of who pays must have been typed too. To a family that holds a place (`held_by`) it opens
    when none is left.
    Refusal `unknown_code`, `revoked_code`, `exhausted_code`, `no_agreement`.
    """
    code = ActivationCode.objects.select_related("sponsor").filter(code=clean_code(typed)).first()
    if code is None or (sponsor is not None and not rules.same_sponsor(sponsor, code.sponsor.name)):
        raise rules.unknown_code()
    check_code(code, on, held=held_by is not None and holds_place(held_by, code))
    return code


def holds_place(guardian: Guardian, code: ActivationCode) -> bool:
    return TakenPlace.objects.filter(code=code, guardian=guardian).exists()


def check_code(code: ActivationCode, on: date, *, held: bool = False) -> None:
    """Refusal `revoked_code`, `exhausted_code` (unless a place is `held`), `no_agreement`."""
    if code.revoked_at is not None:
        raise rules.revoked_code()
    if code.uses >= code.ceiling and not held:
        raise rules.exhausted_code()
    if not open_to_families(code.sponsor, on):
        raise rules.no_agreement()


def shared_codes(sponsor: Sponsor) -> QuerySet[ActivationCode]:
    """Those given to many; the personal ones of a list are told nowhere but on their papers, a directory's nowhere."""
    untold = (CodeScope.PERSONAL.value, CodeScope.EMPLOYEE.value)
    return ActivationCode.objects.filter(sponsor=sponsor).exclude(scope__in=untold)


def needs_child_code(guardian: Guardian) -> bool:
    """The family came with the code of one child, who is enrolled: the next one has a code of their own."""
    held = ActivationCode.objects.filter(families__guardian=guardian, scope=CodeScope.PERSONAL.value).first()
    return held is not None and has_enrolled(guardian, held)


def has_enrolled(guardian: Guardian, code: ActivationCode) -> bool:
    return Enrolment.objects.filter(code=code, pupil__guardian=guardian).exists()


def sponsor_of_code(text: str) -> Sponsor | None:
    """Whose code this is, whether or not it still opens."""
    return Sponsor.objects.filter(codes__code=text).first()


def sponsor_of_guardian(guardian: Guardian) -> Sponsor | None:
    """Whose code the family registered with."""
    return Sponsor.objects.filter(codes__families__guardian=guardian).first()


@dataclass(frozen=True)
class Paid:
    """A child, and who pays for them."""

    pupil: Pupil
    sponsor: Sponsor | None
    """Whose they are, whether or not its agreement runs."""
    runs: bool
    """Whether it does, or will."""
    code: ActivationCode | None


def paid_of(guardian: Guardian, on: date) -> list[Paid]:
    """Each child of a family, in the order they were added."""
    held = Enrolment.objects.select_related("sponsor", "code").filter(pupil__guardian=guardian, until=None)
    by_pupil = {one.pupil_id: one for one in held}
    found = []
    for pupil in children_of(guardian):
        one = by_pupil.get(pupil.pk)
        runs = one is not None and open_to_families(one.sponsor, on)
        found.append(Paid(pupil, one.sponsor if one else None, runs, one.code if one else None))
    return found


@dataclass(frozen=True)
class Move:
    """What a code that a family types would change."""

    code: ActivationCode
    sponsor: Sponsor
    before: Sponsor
    """Whose code the family came with, or moved to last."""
    goes: Sequence[Pupil]
    """Their payer changes."""
    stays: Sequence[Paid]
    """Their level is not among those this sponsor agreed to."""
    places: Sequence[Pupil]
    """Their payer stays, and their school or quartier changes."""
    elsewhere: bool = False
    """Whether others might have changed place, and do not."""
    taken: bool = False
    """Once done: whether a place of the code was used for it."""

    @property
    def pays_now(self) -> bool:
        return self.sponsor != self.before

    @property
    def all_change_place(self) -> bool:
        return bool(self.places) and not self.elsewhere

    @property
    def changes(self) -> bool:
        return bool(self.pays_now or self.goes or self.places)

    @property
    def why_nobody(self) -> str:
        who = ", ".join(f"{one.pupil.first_name} ({one.pupil.level_label})" for one in self.stays)
        return f"{self.sponsor.name} ne propose pas Déclic pour cette classe : {who}. Rien n’a changé."

    def of(self, children: Collection[int] | None) -> "Move":
        """With the place of those alone."""
        if children is None:
            return self
        chosen = [pupil for pupil in self.places if pupil.pk in children]
        return replace(self, places=chosen, elsewhere=len(chosen) < len(self.places))

    def done(self, *, taken: bool) -> "Move":
        return replace(self, taken=taken)


def move_of(guardian: Guardian, held: ActivationCode, code: ActivationCode, on: date) -> Move:
    """What `code` would change for a family that holds `held`."""
    goes, stays, places = [], [], []
    covered = levels_covered(code.sponsor, on)
    for one in paid_of(guardian, on):
        if one.sponsor == code.sponsor:
            if code.place and (one.code is None or one.code.place != code.place):
                places.append(one.pupil)
        elif covers_level(covered, one.pupil.level):
            goes.append(one.pupil)
        else:
            stays.append(one)
    pays_now = held.sponsor != code.sponsor
    return Move(code, code.sponsor, held.sponsor, goes, stays, [] if pays_now else places)


def check_move(move: Move, guardian: Guardian) -> None:
    """Refusal `nobody_covered`, `same_payer`, `child_code_needed`."""
    if move.stays and not move.goes:
        raise Refusal("nobody_covered", move.why_nobody)
    if not move.changes:
        raise Refusal("same_payer", f"{move.sponsor.name} paie déjà pour vos enfants : il n’y a rien à changer.")
    if move.pays_now or move.code.scope != CodeScope.PERSONAL.value:
        return
    if len(move.goes) > 1 or has_enrolled(guardian, move.code):
        raise rules.child_code_needed()


@dataclass(frozen=True)
class Used:
    """What an agreement has cost so far."""

    pupils: int
    """Enrolled at some time of it; those erased since as well."""
    lessons: int
    seconds: int
    cost: Cents
    """Without the ceiling."""
    due: Cents
    alarm: CeilingAlarm | None
    by_year: Sequence[SoFar] = ()
    """Of what is paid by use: at the end of each of its years, or as far as it goes."""


def use_of(agreement: Agreement, now: datetime) -> Used:
    """Three queries; three more for each year that is over, where what is due goes by use."""
    pupils, lessons, seconds = _counted(agreement, agreement.ends_on, now)
    terms, today = agreement.terms, paris_day(now)
    dates = {"starts_on": agreement.starts_on, "ends_on": agreement.ends_on}

    def so_far(pupils: int, seconds: int) -> SoFar:
        cost = uncapped(terms, pupils=pupils, seconds=seconds, **dates)
        return SoFar(pupils, seconds, cost, amount_due(terms, cost))

    whole = so_far(pupils, seconds)
    by_year = []
    if terms.model is not PriceModel.FLAT:
        for _, last_day in years_of(**dates):
            if last_day >= today or last_day == agreement.ends_on:
                by_year.append(whole)
            else:
                then, _, taught = _counted(agreement, last_day, now)
                by_year.append(so_far(then, taught))
    alarm = ceiling_alarm(terms, cost=whole.cost, day=today, **dates)
    return Used(pupils, lessons, seconds, whole.cost, whole.due, alarm, by_year)


def _counted(agreement: Agreement, until: date, now: datetime) -> tuple[int, int, int]:
    """Pupils, lessons and their seconds, from its first day to that one."""
    begins, ends = at_paris(agreement.starts_on, time()), at_paris(until, time(23, 59, 59, 999_999))
    enrolled = Enrolment.objects.filter(sponsor=agreement.sponsor_id, since__lte=min(ends, now))
    pupils = enrolled.filter(Q(until=None) | Q(until__gte=begins)).values("pupil").distinct().count()
    erased = PastEnrolment.objects.filter(sponsor=agreement.sponsor_id, since__lte=min(ends, now), until__gte=begins)
    pupils += erased.values("child").distinct().count()
    ledger = LedgerEntry.objects.filter(sponsor=agreement.sponsor_id, kind=rules.LedgerKind.LESSON.value)
    counted = ledger.filter(at__gte=begins, at__lte=ends).aggregate(seconds=Sum("seconds"), lessons=Count("pk"))
    return pupils, counted["lessons"], counted["seconds"] or 0


def access_officer(account: Account, right: Right | None = None) -> Officer:
    """This account as officer, if its role holds `right`. NotYours."""
    officer = Officer.objects.select_related("account", "sponsor__commune").filter(account=account).first()
    if officer is None or (right is not None and not officer.may(right)):
        raise NotYours
    return officer


def has_other_roles(account: Account) -> bool:
    """Whether a guardian's account is a teacher's, an officer's or an operator's besides."""
    held = (Teacher.objects.filter(account=account), Officer.objects.filter(account=account))
    return account.is_staff or any(rows.exists() for rows in held)


def access_agreement(officer: Officer, agreement_id: int) -> Agreement:
    """An agreement of this officer's sponsor. NotYours."""
    agreement = Agreement.objects.select_related("sponsor").filter(pk=agreement_id, sponsor=officer.sponsor_id).first()
    if agreement is None:
        raise NotYours
    return agreement


def access_colleague(officer: Officer, officer_id: int) -> Officer:
    """An officer of the same sponsor. NotYours."""
    colleague = Officer.objects.select_related("account").filter(pk=officer_id, sponsor=officer.sponsor_id).first()
    if colleague is None:
        raise NotYours
    return colleague


def sponsor_of_siret(siret: str) -> Sponsor | None:
    """Whose establishment this is: see `is_of`."""
    exact = Sponsor.objects.filter(siret=siret).first()
    return exact or Sponsor.objects.filter(siret="", siren=siret[:9]).first()


def access_join_request(officer: Officer, request_id: int) -> JoinRequest:
    """A request to join this officer's sponsor. NotYours."""
    asked = JoinRequest.objects.select_related("sponsor").filter(pk=request_id, sponsor=officer.sponsor_id).first()
    if asked is None:
        raise NotYours
    return asked


def access_code(officer: Officer, code_id: int) -> ActivationCode:
    """A shared code of this officer's sponsor. NotYours."""
    code = shared_codes(officer.sponsor).select_related("sponsor").filter(pk=code_id).first()
    if code is None:
        raise NotYours
    return code


def access_desk_family(officer: Officer, reference: str) -> DeskFamily:
    """A family this officer's desk registered, by the reference on its paper. NotYours."""
    families = DeskFamily.objects.select_related("guardian__account", "sponsor")
    family = families.filter(reference=clean_code(reference), sponsor=officer.sponsor_id).first()
    if family is None:
        raise NotYours
    return family

"""The demo world: two communes, a works council, their families, teachers and eight weeks of lessons. All invented."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random

from allauth.account.models import EmailAddress
from django.db import transaction

from declic.curriculum.rules import LEVELS, is_small
from declic.dispatch.models import OpeningHours
from declic.dispatch.queries.kept import forget_readings
from declic.ground.ids import readable_code
from declic.ground.paris import at_paris, paris_day
from declic.ground.units import Cents
from declic.letters.actions import forgive
from declic.people import actions as people
from declic.people import queries as people_queries
from declic.people.models import Account, Consent, Guardian, Pupil, SignInCard, Skill, Teacher
from declic.people.rules.cards import card_secrets, digest
from declic.people.rules.consents import CONSENTS
from declic.people.rules.teachers import TeacherState
from declic.planning.actions.equality import check_last_week
from declic.planning.rules.clocks import monday_of
from declic.sponsors import actions as sponsors
from declic.sponsors.models import ActivationCode, Commune, Enrolment, GuardianCode, Officer, Sponsor, TakenPlace
from declic.sponsors.rules.agreements import flat_price
from declic.sponsors.rules.codes import SHARED, CodeScope
from declic.sponsors.rules.officers import OfficerRole
from declic.web.demo import people as demo
from declic.web.demo.lists import list_pupils
from declic.web.demo.money import bill
from declic.web.demo.past import WEEKS, Asker, Past, imagine
from declic.web.demo.past_boards import leave_boards
from declic.web.demo.past_hours import leave_evenings
from declic.web.demo.people import DemoPerson, DemoTeacher
from declic.web.demo.promised import promise
from declic.web.demo.weeks import plan_weeks
from declic.web.layout.pictures import face_of

SEED = 2007
"""The year the first lessons over the Internet began."""
CSE_SIRET = "73282932000074"
"""The number Insee gives as an example."""
FAMILIES = {"clichy": 78, "asnieres": 23, "cse": 12}
"""Families besides those one can be."""
PLACES = (
    ("École Victor-Hugo", CodeScope.SCHOOL, 24),
    ("Collège Jean-Macé", CodeScope.SCHOOL, 34),
    ("Les Bateliers", CodeScope.QUARTER, 18),
)
"""Of the larger town: what each code is for, and how many of a hundred families came with it."""
NAMES = (
    "Adam Aya Amina Arthur Assia Aïcha Ben Camille Chloé Clara Dina Djibril Elif Emma Enzo Eva Fatou Gabin Hugo Ilyes "
    "Imane Iris Jade Jules Kenza Léa Léo Lina Louis Louise Lucie Mael Malik Manon Maya Mehdi Mila Nadia Naël Nina Nour "
    "Oscar Paul Rania Raphaël Rose Safia Salim Sarah Sofia Théo Tiago Tom Victor Yanis Yasmine Zoé"
)
LOOKED_AT = time(8)
LEVEL_WEIGHTS = {"école": 3, "collège": 6, "lycée": 3}


@dataclass(frozen=True)
class _Sponsors:
    asnieres: Sponsor
    clichy: Sponsor
    cse: Sponsor


def build(now: datetime) -> None:
    """Everything, the first time; nothing, the next ones."""
    if Account.objects.filter(email=demo.OPERATOR.email).exists():
        return
    if not Commune.objects.exists():
        sponsors.load_communes()
        sponsors.load_authorities()
    with transaction.atomic():
        _build(now, Random(SEED))
        forgive(before=now - timedelta(days=1))


def _build(now: datetime, chance: Random) -> None:
    long_ago = now - timedelta(days=75)
    payers = _sponsors(long_ago)
    operator = _adult(demo.OPERATOR, long_ago, is_staff=True, is_superuser=True)
    payer_of = (payers.asnieres, payers.clichy, payers.cse, payers.clichy)
    for person, sponsor in zip(demo.OFFICERS, payer_of, strict=True):
        role = OfficerRole.ENROLLER if person is demo.OFFICER_DESK else OfficerRole.MANAGER
        Officer.objects.create(account=_adult(person, long_ago), sponsor=sponsor, role=role.value)
    for sponsor in (payers.asnieres, payers.clichy):
        sponsors.present_sponsor(sponsor=sponsor, contact="Mairie, service scolaire, 01 00 00 00 00", now=long_ago)
    codes = {
        "clichy": _code(payers.clichy, 400, "", long_ago, chance),
        "asnieres": _code(payers.asnieres, 120, "", long_ago, chance),
        "cse": _code(payers.cse, 60, "salariés", long_ago, chance),
    }
    placed = _places(payers.clichy, codes["clichy"], long_ago)
    revoked = _code(payers.clichy, 50, "ancienne lettre", long_ago, chance)
    ActivationCode.objects.filter(pk=revoked.pk).update(revoked_at=now - timedelta(days=30))
    skilled = _teachers(operator, now)
    askers = _known_families(payers, codes, long_ago)
    known = [asker.pupil.pk for asker in askers]
    for slug, count in FAMILIES.items():
        around = placed if slug == "clichy" else {}
        askers += _crowd(getattr(payers, slug), codes[slug], count, long_ago, chance, around)
    for code in (*codes.values(), *placed):
        came = list(GuardianCode.objects.filter(code=code))
        TakenPlace.objects.bulk_create(
            (TakenPlace(code=code, guardian_id=one.guardian_id, at=one.at) for one in came), ignore_conflicts=True
        )
        ActivationCode.objects.filter(pk=code.pk).update(uses=len(came))
    past: Past = imagine(askers, skilled, now, chance)
    past.write()
    leave_boards(past.lessons, past.reports, known)
    leave_evenings(past.lessons)
    open_always()
    ines, _, noe = (asker.pupil for asker in askers[: len(known)])
    _look_back(now)
    promise(asks=ines, answers=Teacher.objects.get(account=account_of("mme-lefevre")), called_back=noe, now=now)
    plan_weeks(operator, now)
    list_pupils(payers.clichy, NAMES.split(), long_ago, Random(SEED + 1))  # its own chance: the rest stays as it was
    bill(town=payers.clichy, council=payers.cse, operator=operator, then=long_ago)


def _look_back(now: datetime) -> None:
    """Each Monday somebody looked at whether the week before was equal."""
    monday = monday_of(paris_day(now))
    for weeks in reversed(range(WEEKS)):
        check_last_week(now=at_paris(monday - timedelta(weeks=weeks), LOOKED_AT))


# -- opening hours ----------------------------------------------------------------------------------------------------
def open_always() -> None:
    """Day and night, holidays too: a visitor may come at any hour."""
    _set_hours([OpeningHours(weekday=day, opens_at=time(), closes_at=time(), in_holidays=True) for day in range(7)])


def open_in_the_evening() -> None:
    """As a real service: weekdays 17–20 h, Wednesday 14–19 h, closed in the holidays."""
    slots = {0: (17, 20), 1: (17, 20), 2: (14, 19), 3: (17, 20), 4: (17, 20)}
    _set_hours([OpeningHours(weekday=d, opens_at=time(a), closes_at=time(b)) for d, (a, b) in slots.items()])


def is_always_open() -> bool:
    return OpeningHours.objects.filter(in_holidays=True, opens_at=time(), closes_at=time()).count() == 7


@transaction.atomic
def _set_hours(slots: list[OpeningHours]) -> None:
    OpeningHours.objects.all().delete()
    OpeningHours.objects.bulk_create(slots)
    transaction.on_commit(forget_readings)


# -- who pays ---------------------------------------------------------------------------------------------------------
def _sponsors(then: datetime) -> _Sponsors:
    made = _Sponsors(
        asnieres=sponsors.create_sponsor_commune(insee="95026", now=then),
        clichy=sponsors.create_sponsor_commune(insee="92024", now=then),
        cse=sponsors.create_sponsor_by_siret(name="CSE Horizon", siret=CSE_SIRET, academie="Versailles", now=then),
    )
    starts = date(paris_day(then).year, 9, 1) if paris_day(then).month >= 9 else paris_day(then)
    for sponsor in (made.asnieres, made.clichy, made.cse):
        population = sponsor.commune.population if sponsor.commune else None
        sponsors.record_agreement(
            sponsor=sponsor,
            starts_on=min(starts, paris_day(then)),
            ends_on=date(starts.year + 2, starts.month, 1) - timedelta(days=1),
            yearly=flat_price(population) or Cents(4_000_00),
            data_signed_on=paris_day(then) if sponsor.commune else None,  # that of the works council is still to come
            now=then,
        )
    return made


def _code(sponsor: Sponsor, ceiling: int, label: str, then: datetime, chance: Random) -> ActivationCode:
    return ActivationCode.objects.create(
        sponsor=sponsor, code=readable_code(8, chance.choice), label=label, ceiling=ceiling, created_at=then
    )


def _places(town: Sponsor, code: ActivationCode, then: datetime) -> dict[ActivationCode, int]:
    """The codes of its schools and quartiers, then the one for all families, by how many came with each."""
    chance = Random(SEED + 2)  # its own: the rest stays as it was
    made = {}
    for label, scope, share in PLACES:
        one = _code(town, 150, label, then, chance)
        one.scope = scope.value
        one.save(update_fields=["scope"])
        made[one] = share
    return made | {code: 100 - sum(made.values())}


# -- who comes --------------------------------------------------------------------------------------------------------
def _adult(person: DemoPerson, then: datetime, **fields: bool) -> Account:
    account = Account(email=person.email, name=person.name, created_at=then, **fields)
    account.set_unusable_password()
    account.save()
    EmailAddress.objects.create(user=account, email=person.email, verified=True, primary=True)
    return account


def _teachers(operator: Account, now: datetime) -> dict[tuple[str, str], list[Teacher]]:
    """(subject, level) → those who teach it; « ce qui reste » only where nobody else does."""
    skilled: dict[tuple[str, str], list[Teacher]] = {}
    rows: list[Skill] = []
    for person in demo.TEACHERS:
        teacher = _teacher(person, operator, now)
        rest = person.slug == "mme-faure"
        for pair in sorted(person.skills()):
            if rest and pair in skilled and not pair[0].startswith("ART"):
                continue
            skilled.setdefault(pair, []).append(teacher)
            rows.append(Skill(teacher=teacher, subject=pair[0], level=pair[1]))
    Skill.objects.bulk_create(rows)
    return skilled


def _teacher(person: DemoTeacher, operator: Account, now: datetime) -> Teacher:
    then = now - timedelta(days=70)
    return Teacher.objects.create(
        account=_adult(person, then),
        state=TeacherState.APPROVED.value,
        position=f"Éducation nationale, {person.position}",
        record_asked_on=paris_day(then) - timedelta(days=40),
        record_answered_on=paris_day(then) - timedelta(days=12),
        authorised_until=paris_day(now) + timedelta(days=280),
        approved_at=then,
        approved_by=operator,
    )


def _known_families(payers: _Sponsors, codes: dict[str, ActivationCode], then: datetime) -> list[Asker]:
    karima = _family(demo.KARIMA, codes["clichy"], then)
    helene = _family(demo.HELENE, codes["asnieres"], then)
    children = (
        (karima, demo.INES, "4E", "Collège Jean-Macé", 2.2, payers.clichy),
        (karima, demo.SAMI, "CE1", "École Victor-Hugo", 0.8, payers.clichy),
        (helene, demo.NOE, "TG", "Lycée de Chantilly", 1.6, payers.asnieres),
    )
    askers = []
    for guardian, person, level, school, eagerness, sponsor in children:
        pupil = people.add_child(guardian=guardian, first_name=person.name, level=level, school=school, now=then)
        Enrolment.objects.create(pupil=pupil, sponsor=sponsor, code=guardian.activation.code, since=then)
        askers.append(Asker(pupil, sponsor, LEVELS[level].school, eagerness))
    return askers


def _family(person: DemoPerson, code: ActivationCode, then: datetime) -> Guardian:
    guardian = people.register_guardian(account=_adult(person, then), now=then)
    people.accept(guardian=guardian, kinds=[text.kind for text in CONSENTS], now=then)
    GuardianCode.objects.create(guardian=guardian, code=code, at=then)
    return guardian


def _crowd(  # noqa: PLR0913, PLR0917  (whose, how many, and the code each came with)
    sponsor: Sponsor,
    code: ActivationCode,
    count: int,
    then: datetime,
    chance: Random,
    around: Mapping[ActivationCode, int],
) -> list[Asker]:
    """Families nobody signs in as: they make the figures. With `code`, or in these shares with those `around`."""
    weights = around or {code: 100}
    adults = Account.objects.bulk_create(
        Account(email=f"famille{number}.{code.code.lower()}@exemple.fr", name=f"Famille {number}", password="!")  # noqa: S106  (« ! » opens nothing)
        for number in range(1, count + 1)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=adult, email=adult.email, verified=True, primary=True) for adult in adults
    )
    guardians = Guardian.objects.bulk_create(Guardian(account=adult) for adult in adults)
    Consent.objects.bulk_create(
        Consent(guardian=guardian, kind=text.kind, version=text.version, given_at=then)
        for guardian in guardians
        for text in CONSENTS
    )
    came = Random(count).choices(list(weights), weights=list(weights.values()), k=count)
    came_with = {guardian.pk: one for guardian, one in zip(guardians, came, strict=True)}
    GuardianCode.objects.bulk_create(
        GuardianCode(guardian=guardian, code=came_with[guardian.pk], at=then) for guardian in guardians
    )
    levels, names = list(LEVELS.values()), NAMES.split()
    likely = [LEVEL_WEIGHTS[level.school] for level in levels]
    drawn = [(guardian, chance.choice(names)) for guardian in guardians for _ in range(chance.choice((1, 1, 2)))]
    accounts = Account.objects.bulk_create(Account(email=None, name=name, password="!") for _, name in drawn)  # noqa: S106
    pupils = Pupil.objects.bulk_create(
        Pupil(
            account=account,
            guardian=guardian,
            first_name=name,
            level=chance.choices(levels, weights=likely)[0].code,
            created_at=then,
        )
        for (guardian, name), account in zip(drawn, accounts, strict=True)
    )
    SignInCard.objects.bulk_create(_card(pupil, then) for pupil in pupils)
    Enrolment.objects.bulk_create(
        Enrolment(
            pupil=pupil,
            sponsor=sponsor,
            code=came_with[pupil.guardian_id],
            since=then + timedelta(days=chance.randrange(45)),
        )
        for pupil in pupils
    )
    return [
        Asker(pupil, sponsor, LEVELS[pupil.level].school, chance.choice((0, 0, 0.1, 0.3, 0.6, 1.2))) for pupil in pupils
    ]


def _card(pupil: Pupil, then: datetime) -> SignInCard:
    code = card_secrets(people_queries.key(), pupil.pk, 1).short_code
    return SignInCard(pupil=pupil, digest=digest(people_queries.key(), code), created_at=then)


def account_of(slug: str) -> Account | None:
    """The account of a person of `demo_people`."""
    person = next((one for one in demo.demo_people() if one.slug == slug), None)
    if person is None:
        return None
    if person in demo.PUPILS:
        owner = demo.HELENE if person is demo.NOE else demo.KARIMA
        return Account.objects.filter(pupil__guardian__account__email=owner.email, name=person.name).first()
    return Account.objects.filter(email=person.email).first()


def people_shown() -> list[DemoPerson]:
    """`demo_people`, small pupils with the face their own pages show."""
    return [
        replace(person, picture=_face(person)) if person in demo.PUPILS else person for person in demo.demo_people()
    ]


def _face(person: DemoPerson) -> str:
    account = account_of(person.slug)
    pupil = Pupil.objects.filter(account=account).first() if account else None
    return face_of(pupil.pk) if pupil and is_small(pupil.level) else ""


def demo_codes() -> list[ActivationCode]:
    """Codes a visitor may try to register with."""
    scopes = [scope.value for scope in SHARED]
    return list(
        ActivationCode.objects.select_related("sponsor")
        .filter(revoked_at=None, scope__in=scopes)
        .order_by("sponsor__name")
    )

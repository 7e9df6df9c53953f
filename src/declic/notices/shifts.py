"""Letters about the rota: shifts published or changed, given up and taken, swaps, reminders; absences, to the team."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from declic.dispatch.queries.hours import exceptional
from declic.dispatch.rules.hours import Exceptional
from declic.ground.moments import DAYS, MONTHS, clock, end_clock
from declic.ground.paris import at_paris, paris_day
from declic.letters.rules import Kind
from declic.notices.post import hand_over, team
from declic.people.models import Account
from declic.planning.actions.due import ABSENT_AFTER
from declic.planning.models import Rota, Shift, Swap
from declic.planning.queries.rotas import EXPECTED, missing_now
from declic.planning.queries.takers import takers_of
from declic.planning.rules import clocks
from declic.planning.rules.closed import closed_of, is_closed
from declic.planning.rules.states import RotaState, ShiftState
from declic.planning.rules.words import missing_for

CALL: Final = "Vos créneaux"
SIGNED: Final = """Bonjour {name},

{text}

{call} :
{page}

L’équipe Déclic
"""
ABSENT: Final = """Leur créneau est en cours, et ces professeurs ne sont pas là :
{lines}

La page le dit en direct :
{page}

Pas d’autre message là-dessus avant dix minutes.
"""


# -- published, changed by hand ---------------------------------------------------------------------------------------
def rota_published(said: Mapping[str, Any]) -> None:
    """Hears `RotaPublished`: each teacher has their shifts, and the page where they confirm; what a closing decided
    before takes of each is said, and who has nothing else to come for is not written to.
    """
    rota = Rota.objects.filter(week=date.fromisoformat(said["data"]["week"])).first()
    if rota is None:
        return
    shifts: dict[Account, list[Shift]] = {}
    for shift in rota.shifts.select_related("teacher__account").order_by("starts_at"):
        shifts.setdefault(shift.teacher.account, []).append(shift)
    decided = exceptional(at_paris(rota.week, time()))
    words = clocks.week_words(rota.week)
    call = "Une minute pour les confirmer, en rendre un ou l’échanger"
    letters = [
        letter
        for account, theirs in shifts.items()
        if not all(is_closed(shift.starts_at, shift.ends_at, decided) for shift in theirs)
        for letter in letters_to(
            account, f"Vos créneaux {words}", f"Les voici\u00a0:\n{_listed(theirs, decided)}", call
        )
    ]
    hand_over(said, Kind.SHIFT, letters)


def shift_given(said: Mapping[str, Any]) -> None:
    """Hears `ShiftAdded` and `ShiftChanged`: of a published rota, the teacher confirms."""
    if not said["data"]["published"]:
        return
    if said["name"] == "ShiftAdded":
        title, text = "un nouveau créneau", f"Vous avez un nouveau créneau\u00a0: {_when(said)}.{_closed(said)}"
    else:
        title = "un créneau change"
        text = f"Un de vos créneaux a changé d’heure. Il devient\u00a0: {_when(said)}.{_closed(said)}"
    title = f"{_when(said).capitalize()}\u00a0: {title}"
    _write(said, title, text, "Pour le confirmer, le rendre ou l’échanger")


def shift_removed(said: Mapping[str, Any]) -> None:
    """Hears `ShiftRemoved`: of a published rota, nobody is to come for nothing."""
    if said["data"]["published"]:
        text = f"L’équipe a retiré votre créneau\u00a0: {_when(said)}. Vous n’avez pas à venir."
        _write(said, f"{_when(said).capitalize()}\u00a0: créneau retiré", text)


# -- given up, taken, swapped -----------------------------------------------------------------------------------------
def shift_given_up(said: Mapping[str, Any]) -> None:
    """Hears `ShiftGivenUp`: whoever could take it is told, once, also while it is under way; the first has it."""
    shift = Shift.objects.select_related("rota", "teacher").filter(pk=said["data"]["shift_id"]).first()
    if shift is None or shift.rota.state != RotaState.PUBLISHED.value:
        return
    letters, _ = letters_to_take([shift], datetime.fromisoformat(said["at"]))
    hand_over(said, Kind.SHIFT, letters, until=shift.ends_at)


def shifts_let_go(said: Mapping[str, Any]) -> None:
    """Hears `ShiftsLetGo`: whoever could take some of them has one letter, with those; the first has each."""
    those = Shift.objects.select_related("rota", "teacher").filter(
        pk__in=said["data"]["shift_ids"], state=ShiftState.OFFERED.value, rota__state=RotaState.PUBLISHED.value
    )
    letters, last = letters_to_take(those.order_by("starts_at", "pk"), datetime.fromisoformat(said["at"]))
    hand_over(said, Kind.SHIFT, letters, until=last)


def letters_to_take(shifts: Iterable[Shift], now: datetime) -> tuple[list[EmailMessage], datetime | None]:
    """One to each who could take some, with those; and the end of the last."""
    offered: dict[Account, list[Shift]] = {}
    for shift in shifts:
        for one in takers_of(shift, now):
            offered.setdefault(one.account, []).append(shift)
    letters = [letter for account, theirs in offered.items() for letter in letters_to(account, *_to_take(theirs, now))]
    return letters, max((shift.ends_at for theirs in offered.values() for shift in theirs), default=None)


def _to_take(shifts: list[Shift], now: datetime) -> tuple[str, str, str]:
    """Title, text, and what the page is for."""
    if len(shifts) == 1:
        (shift,) = shifts
        rest = " Ce créneau a commencé\u00a0: ce qu’il en reste est à prendre." if shift.starts_at < now else ""
        that_day = _that_day(shift.starts_at, shift.ends_at)
        text = (
            f"Un collègue ne pourra pas venir {said_shift(shift)}.{rest}{that_day} Vous "
            "enseignez les mêmes matières et vous êtes disponible. Le premier qui prend ce créneau l’a. Sinon, ne "
            "faites rien."
        )
        return f"Un créneau à prendre\u00a0: {said_shift(shift)}", text, "Pour le prendre"
    decided = exceptional(shifts[0].starts_at)
    lines = "\n".join(f"- {said_shift(shift)}{_begun(shift, now)}{_left_of(shift, decided)}" for shift in shifts)
    text = (
        f"Un collègue ne pourra pas venir\u00a0:\n{lines}\n\n"
        "Vous enseignez les mêmes matières et vous êtes disponible. Prenez ceux que vous voulez\u00a0: le premier qui "
        "prend un créneau l’a. Sinon, ne faites rien."
    )
    return (
        f"{len(shifts)} créneaux à prendre\u00a0; le premier\u00a0: {said_shift(shifts[0])}",
        text,
        "Pour en prendre un ou plusieurs",
    )


def _begun(shift: Shift, now: datetime) -> str:
    return " (commencé\u00a0: ce qu’il en reste est à prendre)" if shift.starts_at < now else ""


def shift_taken(said: Mapping[str, Any]) -> None:
    """Hears `ShiftTaken`: who gave it up need not worry any more."""
    giver = Account.objects.filter(pk=said["data"]["from_account_id"]).first()
    if giver is not None:
        text = f"Un collègue a pris votre créneau {_when(said)}. Vous n’avez plus à venir."
        letters = letters_to(giver, f"Votre créneau est repris\u00a0: {_when(said)}", text)
        hand_over(said, Kind.SHIFT, letters, until=_ends(said))


def swap_changed(said: Mapping[str, Any]) -> None:
    """Hears `SwapAsked`, `SwapAccepted`, `SwapDeclined`: whoever waits for news of it has them."""
    swap = (
        Swap.objects.select_related("mine", "theirs", "asked_by__account", "asked_of__account")
        .filter(pk=said["data"]["swap_id"])
        .first()
    )
    if swap is None:
        return
    mine, theirs = said_shift(swap.mine), said_shift(swap.theirs)
    asker, asked = swap.asked_by.account, swap.asked_of.account
    if said["name"] == "SwapAsked":
        text = f"Son créneau, {mine}, contre le vôtre, {theirs}. Rien ne change tant que vous n’avez pas accepté."
        letters = letters_to(asked, f"{asker.name} vous propose un échange", text, "Pour répondre")
    elif said["name"] == "SwapAccepted":
        text = f"{asked.name} accepte l’échange\u00a0: vous venez {theirs}, et plus {mine}."
        letters = letters_to(asker, "Votre échange est fait", text)
    else:
        text = f"C’est non pour l’échange avec {asked.name}\u00a0: vous gardez votre créneau, {mine}."
        letters = letters_to(asker, "Votre échange ne se fera pas", text)
    hand_over(said, Kind.SHIFT, letters, until=max(swap.mine.ends_at, swap.theirs.ends_at))


def swap_ended(said: Mapping[str, Any]) -> None:
    """Hears `SwapEnded`: who asked, if the shift they asked with is theirs still; of another they heard otherwise."""
    data = said["data"]
    theirs = Shift.objects.filter(
        pk=data["shift_id"], teacher__account=data["teacher_account_id"], state__in=EXPECTED
    ).exists()
    colleague = Account.objects.filter(pk=data["asked_account_id"]).first()
    if theirs and colleague is not None:
        why = f"Le créneau que vous demandiez n’est plus celui de {colleague.name}"
        if data.get("changed"):  # not said of those that ended before
            why = f"L’équipe a changé les heures d’un des deux créneaux de votre échange avec {colleague.name}"
        text = f"{why}\u00a0: l’échange n’est plus possible. Vous gardez votre créneau, {_when(said)}."
        _write(said, "Votre échange ne se fera pas", text)


# -- due --------------------------------------------------------------------------------------------------------------
def shift_reminded(said: Mapping[str, Any]) -> None:
    """Hears `ShiftReminded`: the day before, and shortly before."""
    if said["data"]["when"] == "soon":
        page = settings.SITE_URL + reverse("teacher:desk")
        text = f"Votre créneau commence bientôt.{_closed(said)}"
        _write(said, f"Tout à l’heure\u00a0: {_when(said)}", text, "Votre bureau", page)
    else:
        text = f"Vous êtes attendu(e) {_when(said)}.{_closed(said)}"
        _write(
            said, f"Rappel\u00a0: {_when(said)}", text, "Si vous ne pouvez pas venir, rendez ce créneau dès maintenant"
        )


def _closed(said: Mapping[str, Any]) -> str:
    """What a closing takes of it, after a sentence."""
    starts_at, ends_at = (datetime.fromisoformat(said["data"][name]) for name in ("starts_at", "ends_at"))
    return _that_day(starts_at, ends_at)


def _that_day(starts_at: datetime, ends_at: datetime) -> str:
    closed = closed_of(starts_at, ends_at, exceptional(starts_at))
    return f" Ce jour-là, {closed.then}. {closed.reason}" if closed is not None else ""


def shift_missed(said: Mapping[str, Any]) -> None:
    """Hears `ShiftMissed`: the team is told who is missing, all of them in one letter, which the first is owed."""
    now = datetime.fromisoformat(said["at"])
    if Shift.objects.filter(absent_at=now, pk__lt=said["data"]["shift_id"]).exists():
        return
    missing = missing_now(now, at_least=ABSENT_AFTER).order_by("starts_at", "pk")
    lines = "\n".join(
        f"- {shift.teacher.account.name}, {clock(shift.starts_at)} – {end_clock(shift.ends_at)}, "
        + missing_for(now - shift.since, has_left=shift.left_at is not None)
        for shift in missing
    )
    page = settings.SITE_URL + reverse("staff:weeks")
    letter = EmailMessage("Des professeurs ne sont pas là", ABSENT.format(lines=lines, page=page), to=[team()])
    hand_over(said, Kind.ABSENCE, [letter])


# -- words ------------------------------------------------------------------------------------------------------------
def _write(said: Mapping[str, Any], title: str, text: str, call: str = CALL, page: str = "") -> None:
    """Until the shift it is about is over."""
    account = Account.objects.filter(pk=said["data"]["teacher_account_id"]).first()
    if account is not None:
        hand_over(said, Kind.SHIFT, letters_to(account, title, text, call, page), until=_ends(said))


def letters_to(account: Account, title: str, text: str, call: str = CALL, page: str = "") -> list[EmailMessage]:
    """One; none to who has no address, or may not sign in."""
    if not (account.email and account.is_active):
        return []
    page = page or settings.SITE_URL + reverse("teacher:shifts")
    body = SIGNED.format(name=account.name, text=text, call=call, page=page)
    return [EmailMessage(title, body, to=[account.email])]


def _listed(shifts: Iterable[Shift], decided: Iterable[Exceptional]) -> str:
    return "\n".join(f"- {said_shift(shift)}{_pause_of(shift)}{_left_of(shift, decided)}" for shift in shifts)


def _pause_of(shift: Shift) -> str:
    return f", pause à {clocks.clock(shift.pause)}" if shift.pause >= 0 else ""


def _left_of(shift: Shift, decided: Iterable[Exceptional]) -> str:
    closed = closed_of(shift.starts_at, shift.ends_at, decided)
    return f"\u00a0: {closed.then}. {closed.reason}" if closed is not None else ""


def said_shift(shift: Shift) -> str:
    return _from_to(shift.starts_at, shift.ends_at)


def _when(said: Mapping[str, Any]) -> str:
    return _from_to(*(datetime.fromisoformat(said["data"][name]) for name in ("starts_at", "ends_at")))


def _ends(said: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(said["data"]["ends_at"])


def _from_to(starts: datetime, ends: datetime) -> str:
    """« mardi 1er décembre de 17 h à 20 h »: a letter may be read on another day than it was written."""
    return f"{said_day(starts)} de {clock(starts)} à {end_clock(ends)}"


def said_day(moment: datetime) -> str:
    """« mardi 1er décembre »."""
    on = paris_day(moment)
    number = "1er" if on.day == 1 else on.day
    return f"{DAYS[on.weekday()]} {number}\u00a0{MONTHS[on.month - 1]}"

"""The boards and the messages of the last lessons of those one can be: the pages after a lesson show something."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Final

import pycrdt

from declic.classroom.models import BoardPassage, BoardSnapshot, ChatMessage
from declic.classroom.rules import COLOURS, Role, passages
from declic.classroom.rules.passages import Came
from declic.lessons.models import Lesson, Report

LAST = 3
"""Lessons of each pupil that have a board."""
WORDS: dict[str, tuple[str, str, str]] = {
    "Soustraction avec retenue": (
        "52 − 27 = 35 ?",
        "2 − 7 : impossible. Une dizaine de plus.",
        "12 − 7 = 5, donc 25",
    ),
    "Table de 7": ("7 × 6 = ?", "7 × 5 = 35, et encore 7", "7 × 6 = 42"),
    "Lire l’heure": ("Il est 3 heures ?", "La grande aiguille est sur 6 : et demie", "Il est 3 h 30"),
    "Problème à deux étapes": (
        "24 + 3 ?",
        "D’abord les paquets, ensuite les billes",
        "4 × 6 = 24",
    ),
    "Additionner deux fractions": ("3/4 + 1/2 = 4/6 ?", "1/2, c’est 2/4", "3/4 + 2/4 = 5/4"),
    "Théorème de Pythagore": ("6 + 8 = 14 ?", "AC² = AB² + BC² = 36 + 64", "AC² = 100, donc AC = 10"),
    "Calcul littéral, développer": ("3(x + 4) = 3x + 4 ?", "3 × x, et 3 × 4", "3(x + 4) = 3x + 12"),
    "Équations du premier degré": ("2x + 3 = 11", "2x = 11 − 3 = 8", "x = 4"),
    "Proportionnalité, pourcentages": ("20 % de 45 ?", "45 × 0,20", "9 €, donc 36 €"),
    "Signe d’un polynôme du second degré": ("x² − 5x + 6", "Δ = 25 − 24 = 1", "Négatif entre 2 et 3"),
    "Dérivée et variations": ("f(x) = x·e^x", "f′ = u′v + uv′", "f′(x) = (1 + x)·e^x"),
    "Suites géométriques": ("u(0) = 3, raison 2", "u(1) = 6, u(2) = 12", "u(n) = 3 × 2^n"),
    "Probabilités conditionnelles": ("P(A et B) ?", "On suit la branche : 0,4 × 0,3", "P(A et B) = 0,12"),
    "Fonction exponentielle": ("e^(2x) = 1", "e^0 = 1, donc 2x = 0", "x = 0"),
    "Lire un texte à voix haute": ("mouton", "m-ou-t-on : deux sons", "un mouton, un bouton"),
    "L’accord du verbe": ("Les chats dort", "Qui est-ce qui dort ? Les chats", "Les chats dorment"),
    "Rédiger un portrait": ("Elle est grande", "Grande comme quoi ?", "Grande comme un peuplier"),
    "Accord du participe passé": ("Elles sont parti", "Avec être : comme le sujet", "Elles sont parties"),
    "Commentaire, problématique": (
        "De quoi parle le texte ?",
        "Comment le dit-il ?",
        "Deux axes, le regard et le temps",
    ),
    "Grammaire : la négation": ("Il ne voit rien", "Sur quoi porte la négation ?", "Totale : rien du tout"),
    "Prétérit, verbes irréguliers": ("I goed", "go, went, gone", "I went"),
    "Present perfect": ("I live here since 2019", "since : un début. for : une durée", "I have lived here since 2019"),
    "Se présenter à l’oral": ("My name is…", "I like… because…", "Une minute sans lire"),
    "Loi d’Ohm": ("U = 6 × 20 ?", "U = R × I, et 20 mA = 0,02 A", "U = 6 × 0,02 = 0,12 V"),
    "Équilibrer une réaction": ("CH4 + O2 → CO2 + H2O", "Compter H : 4 et 2. Compter O", "CH4 + 2 O2 → CO2 + 2 H2O"),
    "Quantité de matière": ("n = m × M ?", "n = m / M = 9 / 18", "n = 0,5 mol"),
    "Respiration des plantes": ("La nuit, elle dort ?", "Elle respire aussi : O2 entre, CO2 sort", "Jour et nuit"),
    "La Révolution, les dates": ("1789 ? 1792 ?", "D’abord la Bastille, ensuite la République", "1789, puis 1792"),
    "Croquis de géographie": (
        "Tout sur la carte ?",
        "Trois parties dans la légende",
        "Villes, flux, limites",
    ),
    "Ser et estar": ("Soy cansado", "Un état qui passe : estar", "Estoy cansado"),
    "Introduction de dissertation": (
        "Qu’est-ce que « pouvoir » ?",
        "Être capable, ou avoir le droit",
        "Deux sens",
    ),
    "Offre et demande": ("Le prix monte ?", "Moins d’offre : la courbe va à gauche", "Le prix monte, oui"),
}
"""What was worked on → what the pupil wrote, what the teacher added, what the pupil found."""
FORMULAS: dict[str, str] = {
    "Additionner deux fractions": r"\frac{3}{4}+\frac{1}{2}=\frac{3}{4}+\frac{2}{4}=\frac{5}{4}",
    "Théorème de Pythagore": r"AC=\sqrt{6^2+8^2}=\sqrt{100}=10",
    "Signe d’un polynôme du second degré": r"x=\frac{5\pm\sqrt{1}}{2}",
    "Dérivée et variations": r"f'(x)=(1+x)e^{x}",
    "Suites géométriques": r"u_n=3\times 2^{n}",
}
CURVES: dict[str, str] = {"Signe d’un polynôme du second degré": "x² − 5x + 6", "Fonction exponentielle": "exp(2x)"}
A_TURN: Final = timedelta(milliseconds=250)
SIGNS: Final = 3
"""Typed in a turn."""
POINTS: Final = 7
"""Drawn in a turn."""
OTHERWISE = ("Mon essai", "On le reprend pas à pas", "J’ai trouvé")
TALK = (
    ("C’est ça ?", "Oui, c’est ça. Garde cette page."),
    ("J’ai compris !", "Bravo. Refais-le demain sans regarder."),
    ("Merci, c’est plus clair.", "Tu avais presque tout. À bientôt."),
)
Point = tuple[float, float]


@dataclass(frozen=True)
class Item:
    by: Role
    width: float
    """Of the stroke, or size of the letters."""
    text: str = ""
    at: Point = (0, 0)
    points: tuple[Point, ...] = ()
    kind: str = "text"
    """Of what has a text: `text`, `formula` or `graph`."""
    is_hint: bool = False
    """Erased once what comes next is written: only the story of the board has it."""

    def in_turns(self) -> list[Any]:
        """What is written at each turn of the hand: the text so far, or the next points of the stroke."""
        if self.text and self.kind == "text":
            return [self.text[:end] for end in (*range(SIGNS, len(self.text), SIGNS), len(self.text))]
        if self.text:
            return [self.text]
        ends = range(0, len(self.points), POINTS)
        return [packed(self.points[at : at + POINTS], self.points[at - 1] if at else (0, 0)) for at in ends]


def leave_boards(lessons: Sequence[Lesson], reports: Sequence[Report], pupils: Iterable[int]) -> None:
    """Draws and says what remains of the last lessons of these pupils, and how it came."""
    worked_on = {report.lesson_id: report.worked_on for report in reports}
    for pupil in pupils:
        own = sorted((one for one in lessons if one.pupil_id == pupil), key=lambda one: one.opened_at)
        for order, lesson in enumerate(own[-LAST:]):
            came, board = drawn(lesson, worked_on.get(lesson.pk, ""))
            BoardSnapshot.objects.create(board_id=lesson.board_id, update=board, at=came[-1].at)
            kept = passages.packed(came)
            BoardPassage.objects.create(
                board_id=lesson.board_id, since=kept.since, until=kept.until, body=kept.body, size=len(kept.body)
            )
            _say(lesson, TALK[order % len(TALK)])


def drawn(lesson: Lesson, title: str) -> tuple[list[Came], bytes]:
    """A board as it came, and as one Yjs update, in the format of docs/board.md."""
    doc: pycrdt.Doc[Any] = pycrdt.Doc(client_id=1)
    items, meta = doc.get("items", type=pycrdt.Map), doc.get("meta", type=pycrdt.Map)
    updates: list[bytes] = []
    watched = doc.observe(lambda event: updates.append(event.update))
    with doc.transaction():
        meta["v"], meta["paper"], meta["opened"] = 6.0, "squares", True
    came = [Came(lesson.opened_at, updates[0])]
    page = list(_page(title))
    for order, (item, at) in enumerate(zip(page, _moments(lesson, page), strict=True)):
        del updates[:]
        _by_hand(items, f"demo-{order}", item, head=_head(lesson, item, at))
        if order and page[order - 1].is_hint:
            del items[f"demo-{order - 1}"]
        came += [Came(at + turn * A_TURN, update) for turn, update in enumerate(updates)]
    doc.unobserve(watched)
    return came, doc.get_update()


def _head(lesson: Lesson, item: "Item", at: datetime) -> dict[str, str | float]:
    """Numbers are floats: whole ones would reach the page as BigInt."""
    people = {Role.PUPIL: lesson.pupil.account_id, Role.TEACHER: lesson.teacher.account_id}
    return {
        "k": item.kind if item.text else "pen",
        "a": str(people[item.by]),
        "t": at.timestamp() * 1000,
        "c": COLOURS[item.by],
        "w": float(item.width),
    }


def _moments(lesson: Lesson, page: Sequence["Item"]) -> list[datetime]:
    """When each item was begun: in turn, with as long to think between any two, over the lesson's first two thirds."""
    began, ended = lesson.started_at or lesson.opened_at, lesson.ended_at or lesson.opened_at
    hands = [len(item.in_turns()) * A_TURN for item in page]
    thought = max(timedelta(0), (ended - began) * 2 / 3 - sum(hands, timedelta(0))) / len(page)
    return [began + (order + 1) * thought + sum(hands[:order], timedelta(0)) for order in range(len(page))]


def _by_hand(items: "pycrdt.Map[Any]", name: str, item: "Item", *, head: dict[str, str | float]) -> None:
    """A text grows as it is typed, a stroke as it is drawn."""
    first, *others = item.in_turns()
    if item.text:
        items[name] = own = pycrdt.Map({"h": head, "x": first, "m": [float(xy) for xy in item.at]})
        for text in others:
            own["x"] = text
    else:
        chunks: pycrdt.Array[Any] = pycrdt.Array([first])
        items[name] = pycrdt.Map({"h": head, "p": chunks})
        for chunk in others:
            chunks.append(chunk)


def _page(title: str) -> Iterator[Item]:
    tried, step, found = WORDS.get(title, OTHERWISE)
    yield Item(Role.TEACHER, 28, title, (40, 28))
    yield Item(Role.TEACHER, 4, points=_line((40, 72), (40 + 14.5 * len(title), 70)))
    yield Item(Role.PUPIL, 24, tried, (40, 104))
    yield Item(Role.TEACHER, 6, points=_around((32, 96), (60 + 13 * len(tried), 142)), is_hint=True)
    yield Item(Role.TEACHER, 24, step, (40, 164))
    yield Item(Role.TEACHER, 4, points=_line((22, 168), (22, 196)))
    yield Item(Role.PUPIL, 26, found, (52, 230))
    yield Item(Role.PUPIL, 4, points=_around((36, 220), (76 + 13.5 * len(found), 276)))
    right = 96 + 13.5 * len(found)
    yield Item(Role.TEACHER, 6, points=_through(((right, 250), (right + 12, 266), (right + 40, 224))))
    if title in FORMULAS:
        yield Item(Role.TEACHER, 30, FORMULAS[title], (300, 300), kind="formula")
    if title in CURVES:
        yield Item(Role.TEACHER, 3, CURVES[title], (40, 400), kind="graph")
    if title == "Théorème de Pythagore":
        corners = ((60, 470), (60, 330), (250, 470), (60, 470))
        yield Item(Role.TEACHER, 4, points=_through(corners))
        yield Item(Role.TEACHER, 3, points=_through(((60, 452), (78, 452), (78, 470))))
        for name, at in (("A", (34, 306)), ("B", (32, 464)), ("C", (260, 464))):
            yield Item(Role.PUPIL, 22, name, at)
    elif title == "Lire l’heure":
        yield Item(Role.TEACHER, 4, points=_round((130, 390), 80))
        yield Item(Role.PUPIL, 6, points=_line((130, 390), (172, 410)))
        yield Item(Role.PUPIL, 4, points=_line((130, 390), (130, 456)))
    elif title == "Additionner deux fractions":
        for part in range(5):
            yield Item(Role.PUPIL, 3, points=_around((50 + 62 * part, 330), (104 + 62 * part, 376)))


def _line(begin: Point, end: Point, steps: int = 14) -> tuple[Point, ...]:
    """As a hand draws it: not quite straight."""
    wave = [1.6 * math.sin(3.3 * step / steps + begin[0]) for step in range(steps + 1)]
    (x, y), (dx, dy) = begin, (end[0] - begin[0], end[1] - begin[1])
    return tuple((x + dx * step / steps, y + dy * step / steps + wave[step]) for step in range(steps + 1))


def _through(corners: Sequence[Point]) -> tuple[Point, ...]:
    return tuple(point for begin, end in pairwise(corners) for point in _line(begin, end))


def _around(corner: Point, opposite: Point) -> tuple[Point, ...]:
    (left, top), (right, bottom) = corner, opposite
    return _through(((left, top), (right, top), (right, bottom), (left, bottom), (left, top - 2)))


def _round(middle: Point, radius: float) -> tuple[Point, ...]:
    turns = [2.05 * math.pi * step / 40 - math.pi / 2 for step in range(41)]
    return tuple((middle[0] + radius * math.cos(turn), middle[1] + radius * math.sin(turn)) for turn in turns)


def packed(points: Sequence[Point], after: Point = (0, 0)) -> bytes:
    """One chunk without pressure: differences in eighths of a unit, zigzag varints."""
    chunk, before = bytearray([0]), (round(after[0] * 8), round(after[1] * 8))
    for point in points:
        here = (round(point[0] * 8), round(point[1] * 8))
        for now, then in zip(here, before, strict=True):
            number = 2 * (now - then) if now >= then else -2 * (now - then) - 1
            while number > 0x7F:
                chunk.append(number & 0x7F | 0x80)
                number >>= 7
            chunk.append(number)
        before = here
    return bytes(chunk)


def _say(lesson: Lesson, lines: tuple[str, str]) -> None:
    pupil, teacher = lesson.pupil.account, lesson.teacher.account
    ChatMessage.objects.bulk_create(
        ChatMessage(
            board_id=lesson.board_id,
            author_id=who.pk,
            name=who.name,
            cid=f"demo-{order}",
            text=text,
            at=lesson.opened_at + timedelta(minutes=3 + order),
        )
        for order, (who, text) in enumerate(zip((pupil, teacher), lines, strict=True))
    )

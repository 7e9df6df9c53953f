"""A school year of one sponsor of a large demo: who asks, when, for what, how long they wait, what they say of it."""

import math
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Final

from declic.curriculum.rules import LEVELS
from declic.dispatch.models import HelpRequest
from declic.ground.school_calendar import is_holiday
from declic.lessons.models import Lesson, SelfAssessment
from declic.web.demo.bulk import Bulk, Value, moment
from declic.web.demo.past import ASKED

PLACES: Final = (
    "École du Bourg",
    "École de la Gare",
    "Collège Jean-Moulin",
    "Les Tilleuls",
    "Centre-ville",
    "La Plaine",
    "Le Parc",
    "Les Coteaux",
    "Lycée Rosa-Parks",
    "Le Moulin",
    "Beauregard",
    "Les Ormes",
)
DEVICES: Final = ("phone",) * 61 + ("tablet",) * 9 + ("computer",) * 30
ANSWERS: Final = ("yes",) * 50 + ("almost",) * 24 + ("not_yet",) * 6 + ("",) * 20
"""Out of 100 lessons; empty is no answer."""
EVENINGS: Final = (25, 26, 12, 24, 13)
"""Weight of each day from Monday: whole evenings are drawn."""
KINDS: Final = ("exercise",) * 70 + ("lesson",) * 18 + ("test",) * 12
UNMET, WRITTEN, LEFT = 0.018, 0.028, 0.06
"""Out of those who ask: closed without a teacher, then answered in writing, then gone by themselves."""
LEVEL_WEIGHTS: Final = {"école": 3, "collège": 6, "lycée": 2}
DRAWN: Final = 997
"""Values drawn once and taken again: as many as no other number here divides."""


class Days:
    """The school days from `first` until `after`, and moments on them as the database reads them."""

    def __init__(self, first: date, after: date) -> None:
        self.first = first
        every = [first + timedelta(days=at) for at in range((after - first).days)]
        self.every = [day for day in every if day.weekday() < 5 and not is_holiday(day, "C")]
        self._texts = [day.isoformat() for day in self.every]
        self._clocks = [f"{at // 3600:02d}:{at // 60 % 60:02d}:{at % 60:02d}" for at in range(86_400)]

    def moment(self, day: int, second: int) -> str:
        """UTC; `second` of the day."""
        return moment(self._texts[day], self._clocks[second])


class Year:
    def __init__(self, days: Days, teachers: Sequence[int], chance: Random) -> None:
        self.days, self.teachers, self.chance = days, teachers, chance
        self.waits = [int(min(1500.0, chance.lognormvariate(math.log(80), 0.75))) for _ in range(DRAWN)]
        self.lengths = [int(min(3300.0, max(240.0, chance.lognormvariate(math.log(1080), 0.45)))) for _ in range(DRAWN)]
        self.evenings = chance.choices(
            range(len(days.every)), weights=[EVENINGS[day.weekday()] for day in days.every], k=DRAWN
        )
        self.subjects = {school: chance.choices(*zip(*asked, strict=True), k=DRAWN) for school, asked in ASKED.items()}

    def places(self, children: int) -> list[str]:
        """One for about sixty children, the first without a name."""
        return ["", *PLACES[: max(1, min(len(PLACES), children // 60))]]

    def code(self, codes: Sequence[int]) -> int:
        return self.chance.choice(codes)

    def levels(self, count: int) -> list[str]:
        weights = [LEVEL_WEIGHTS[level.school] for level in LEVELS.values()]
        return self.chance.choices(list(LEVELS), weights=weights, k=count)

    def write(self, sponsor: int, number: int, children: Sequence[tuple[int, str]], lessons: int) -> None:
        """Some children come often, many seldom, some never."""
        requests: list[tuple[Value, ...]] = []
        given: list[tuple[Value, ...]] = []
        answers: list[tuple[Value, ...]] = []
        for row in self._asked(sponsor, number, children, lessons):
            request, lesson, answer = row
            requests.append(request)
            if lesson is not None:
                given.append(lesson)
            if answer is not None:
                answers.append(answer)
        Bulk(HelpRequest, REQUEST).write(requests)
        Bulk(Lesson, LESSON).write(given)
        Bulk(SelfAssessment, ANSWER).write(answers)

    def _asked(
        self, sponsor: int, number: int, children: Sequence[tuple[int, str]], lessons: int
    ) -> Iterator[tuple[tuple[Value, ...], tuple[Value, ...] | None, tuple[Value, ...] | None]]:
        random, moment_of = self.chance.random, self.days.moment
        eager = [self.chance.choice((0, 0, 1, 1, 2, 4)) for _ in children]
        asking = [child for child, times in zip(children, eager, strict=True) for _ in range(times)] or list(children)
        for at in range(round(lessons / (1 - LEFT))):
            pupil, level = asking[int(random() * len(asking))]
            draw = int(random() * DRAWN)
            evening = self.evenings[draw]
            second = 15 * 3600 + int(3.4 * 3600 * math.sqrt(random()))
            waited = self.waits[(draw * 7 + at) % DRAWN]
            subject = self.subjects[LEVELS[level].school][(draw * 3 + at) % DRAWN]
            device = DEVICES[int(random() * 100)]
            tag = f"{number:08x}{at:08x}"
            asked, met, fate = moment_of(evening, second), moment_of(evening, second + waited), random()
            head = (f"{tag}{0:016x}", pupil, sponsor, subject, level, KINDS[at % 100])
            if fate < LEFT:
                state, why = (
                    ("unmet", "closed")
                    if fate < UNMET
                    else ("answered", "")
                    if fate < WRITTEN
                    else ("cancelled", "pupil")
                )
                closed = moment_of(evening, second + (1500 if state == "unmet" else waited))
                yield (*head, state, asked, asked, asked, closed, None, None, closed, why, device), None, None
                continue
            over = second + waited + 12 + self.lengths[(draw + at) % DRAWN]
            ended = moment_of(evening, over)
            lesson = (
                f"{tag}{1:016x}",
                f"{tag}{2:016x}",
                head[0],
                pupil,
                self.teachers[(draw + at) % len(self.teachers)],
                sponsor,
                subject,
                level,
                "ended",
                met,
                moment_of(evening, second + waited + 12),
                ended,
                "finished",
            )
            said = ANSWERS[int(random() * 100)]
            yield (
                (*head, "helped", asked, asked, asked, ended, met, met, ended, "helped", device),
                lesson,
                (lesson[0], said, ended) if said else None,
            )


REQUEST: Final = (
    *("id", "pupil_id", "sponsor_id", "subject", "level", "kind", "state", "drafted_at", "asked_at", "wait_from"),
    *("since", "accepted_at", "first_accepted_at", "closed_at", "close_reason", "device"),
)
LESSON: Final = (
    *("id", "board_id", "help_request_id", "pupil_id", "teacher_id", "sponsor_id", "subject", "level", "state"),
    *("opened_at", "started_at", "ended_at", "end_reason"),
)
ANSWER: Final = ("lesson_id", "answer", "at")

"""The people of the load, and the count of what became of them: each request once, each figure as the journal has it.

python -m bench.load.world make --teachers 2000 --pupils 9900     # JSON: tickets of desks, cookies of pupils
python -m bench.load.world count                                   # JSON: what the database holds afterwards
"""

import argparse
import json
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta

from bench.ask.world import CLASSES, desks, lessons_at_the_same_time, paying_sponsor, pupils_of

from django.conf import settings  # isort: skip  (Django is made ready by the import above)
from django.db import transaction
from django.db.models import Exists, OuterRef, Sum

from declic.dispatch.models import Duty, HelpRequest, Offer, WrittenQuestion
from declic.ground.paris import paris_day
from declic.journal.models import Fact
from declic.lessons.models import Lesson
from declic.reports.queries.figures import figures_of
from declic.sponsors.models import LedgerEntry, Sponsor

RARE = ("TECH", "4E")
"""Nobody on duty teaches it."""
ASKED = [*CLASSES, *CLASSES, RARE]


def make(teachers: int, pupils: int) -> dict[str, object]:
    if not settings.TESTING:
        raise SystemExit("Ces comptes n’existent qu’en mode test (DECLIC_MODE=test).")
    now = datetime.now(UTC)
    with transaction.atomic():
        made = pupils_of(paying_sponsor(now), pupils, ASKED, now)
        return {"desks": desks(teachers), "pupils": [{**one, "rare": one["subject"] == RARE[0]} for one in made]}


def count() -> dict[str, object]:
    """`ends`: requests by what they ended in. `astray`: those that ended in nothing, or in two things."""
    ends: Counter[str] = Counter()
    astray = 0
    for found in _ends_of_each():
        ends.update(found)
        astray += len(found) != 1
    return {
        "asked": HelpRequest.objects.exclude(asked_at=None).count(),
        "ends": ends,
        "astray": astray,
        "rings": Offer.objects.count(),
        "rings_missed": Offer.objects.filter(state="missed").count(),
        "doubled": _rings_at_the_same_time() + lessons_at_the_same_time(),
        "differing": _differing(),
    }


def _ends_of_each() -> list[list[str]]:
    given = Lesson.objects.filter(help_request=OuterRef("pk"), state="ended")
    asked = WrittenQuestion.objects.filter(help_request=OuterRef("pk"))
    rows = HelpRequest.objects.annotate(taught=Exists(given), in_writing=Exists(asked)).values_list(
        "state", "taught", "in_writing", "call_back_at"
    )
    return [
        [
            name
            for name, so in (
                ("lesson", taught and state == "helped"),
                ("call_back", state == "scheduled" and call_back_at is not None),
                ("written", in_writing and state == "written"),
                ("cancelled", state == "cancelled"),
            )
            if so
        ]
        for state, taught, in_writing, call_back_at in rows
    ]


def _rings_at_the_same_time() -> int:
    """A second ring on one desk, a third for one request. In the order of the journal: each ring and its end hold the
    same rows, while the time each of them notes was read before.
    """
    live: dict[str, set[str]] = defaultdict(set)
    too_many = 0
    facts = Fact.objects.filter(name__in=["OfferMade", "OfferEnded"]).order_by("pk")
    for name, data in facts.values_list("name", "data"):
        for whose, most in ((f"desk {data['teacher_account_id']}", 1), (data["help_request_id"], 2)):
            if name == "OfferEnded":
                live[whose].discard(data["offer_id"])
            else:
                live[whose].add(data["offer_id"])
                too_many += len(live[whose]) > most
    return too_many


# -- what the tables say, and what the journal says -------------------------------------------------------------------
def _differing() -> list[str]:
    """Figures that are not what a recount of the facts gives, with both."""
    facts = Counter(Fact.objects.values_list("name", flat=True))
    lessons = LedgerEntry.objects.filter(kind="lesson")
    sponsor, now = Sponsor.objects.get(), datetime.now(UTC)
    today, once_over = paris_day(now), now + timedelta(days=7)
    shown = figures_of(sponsor, first_day=today, last_day=today, now=once_over)
    states = Counter(HelpRequest.objects.values_list("state", flat=True))
    pairs: dict[str, tuple[object, object]] = {
        "requests": (
            HelpRequest.objects.exclude(asked_at=None).count(),
            facts["HelpAsked"] + facts["HelpScheduled"],
        ),
        "cancelled": (states["cancelled"], facts["HelpCancelled"]),
        "call-backs": (states["scheduled"], facts["HelpCallBack"]),
        "written": (states["written"], facts["HelpWritten"]),
        "helped": (states["helped"], facts["LessonEnded"]),
        "lessons opened": (Lesson.objects.count(), facts["LessonOpened"]),
        "lessons begun": (Lesson.objects.exclude(started_at=None).count(), facts["LessonStarted"]),
        "lines of the ledger": (lessons.count(), facts["LessonEnded"]),
        "seconds of the ledger": (
            lessons.aggregate(total=Sum("seconds"))["total"] or 0,
            sum(data["seconds"] for data in Fact.objects.filter(name="LessonEnded").values_list("data", flat=True)),
        ),
        "lessons the officers see": (shown.lessons, _helped_by_the_journal()),
        "rings": (Offer.objects.count(), facts["OfferMade"]),
        "how rings ended": (
            Counter(Offer.objects.exclude(state="ringing").values_list("state", flat=True)),
            Counter(_last_of_each("OfferEnded").values()),
        ),
        "duties": (
            dict(Duty.objects.filter(ended_at=None).values_list("teacher__account_id", "state")),
            {int(account): state for account, state in _last_of_each("DutyChanged").items() if state != "ended"},
        ),
    }
    return [f"{name}: {here} but {there}" for name, (here, there) in pairs.items() if here != there]


def _helped_by_the_journal() -> int:
    """Requests with a lesson that began and is over, whether its teacher ended it or vanished."""
    begun = set(Fact.objects.filter(name="LessonStarted").values_list("subject", flat=True))
    over = Fact.objects.filter(name__in=["LessonEnded", "LessonLost"]).values_list("subject", "data")
    return len({data["help_request_id"] for subject, data in over if subject in begun})


def _last_of_each(name: str) -> dict[str, str]:
    """Of each subject of these facts, the last state told."""
    facts = Fact.objects.filter(name=name).order_by("pk").values_list("subject", "data")
    return {subject.partition(":")[2]: data["state"] for subject, data in facts}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["make", "count"])
    parser.add_argument("--teachers", type=int, default=0)
    parser.add_argument("--pupils", type=int, default=0)
    given = parser.parse_args()
    print(json.dumps(make(given.teachers, given.pupils) if given.what == "make" else count()))

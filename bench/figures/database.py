"""The figures' pages on the database of the environment, drawn there first: JSON, by name.

    python -m bench.figures.database departement

The service must be in demo mode. A database that holds the crowd already is measured as it is.
"""

import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from statistics import median

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "declic.config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402  (Django must be ready before its models)
from django.db import connection  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from declic.config.processes import settle_interpreter  # noqa: E402
from declic.ground.paris import paris_day  # noqa: E402
from declic.lessons.models import Lesson  # noqa: E402
from declic.people.models import Account, Pupil  # noqa: E402
from declic.reports.queries.figures import figures_of  # noqa: E402
from declic.reports.queries.visits import weeks_up_to  # noqa: E402
from declic.reports.rules import SchoolYear, percentile  # noqa: E402
from declic.sponsors.models import Officer, Sponsor  # noqa: E402
from declic.web.demo import country  # noqa: E402

SPONSORS = 20
RECOUNTED = 5
ADDRESSES = {
    "home": reverse("sponsor:home"),
    "usage": reverse("sponsor:usage"),
    "equality": reverse("sponsor:equality"),
    "moments": reverse("sponsor:moments"),
    "csv": reverse("sponsor:table", args=["csv"]),
    "xlsx": reverse("sponsor:table", args=["xlsx"]),
    "report": reverse("sponsor:report"),
}


def measure(size: str) -> dict[str, float]:
    setup_test_environment()
    call_command("migrate", verbosity=0)
    drawn_s, year = _drawn(size)
    found = {
        "drawn and counted s": drawn_s,
        "sponsors": Sponsor.objects.count(),
        "pupils": Pupil.objects.count(),
        "lessons": Lesson.objects.count(),
    }
    sponsors = _of_every_size(Sponsor.objects.annotate(children=Count("enrolments")).order_by("children", "pk"))
    settle_interpreter()
    took = _pages(sponsors, year)
    for name, times in took.items():
        walls, processor = [wall for wall, _ in times], [spent for _, spent in times]
        found |= {f"{name} median ms": median(walls), f"{name} p95 ms": percentile(walls, 0.95) or 0.0}
        found[f"{name}, the largest sponsor ms"] = walls[-1]
        found |= {f"{name} CPU median ms": median(processor), f"{name}, the largest sponsor CPU ms": processor[-1]}
    return found | _recounted([*sponsors[:: max(1, len(sponsors) // RECOUNTED)], sponsors[-1]], year)


def _drawn(size: str) -> tuple[float, SchoolYear]:
    began = time.perf_counter()
    year = country.build(country.SIZES[size], now=timezone.now(), said=lambda words: print(words, file=sys.stderr))
    return time.perf_counter() - began, year


def _of_every_size(ranked: "django.db.models.QuerySet[Sponsor]") -> list[Sponsor]:
    every = list(ranked)
    step = max(1, len(every) // SPONSORS)
    return [*every[step // 2 :: step], every[-1]]


def _pages(sponsors: list[Sponsor], year: SchoolYear) -> dict[str, list[tuple[float, float]]]:
    """Each once, after one that is not counted: on the clock, and of this process's processor."""
    took: dict[str, list[tuple[float, float]]] = defaultdict(list)
    asked = {} if year == SchoolYear.holding(paris_day(timezone.now())) else {"periode": f"annee-{year.starts_on.year}"}
    for sponsor in (sponsors[0], *sponsors):
        client = Client()
        client.force_login(Account.objects.get(pk=Officer.objects.filter(sponsor=sponsor)[0].account_id))
        for name, address in ADDRESSES.items():
            took[name].append(_both(lambda a=address, c=client: _answered(c, a, asked)))  # type: ignore[misc]
    return {name: times[1:] for name, times in took.items()}


def _answered(client: Client, address: str, asked: dict[str, str]) -> None:
    answer = client.get(address, asked)
    assert answer.status_code == 200, (address, answer.status_code)


def _recounted(sponsors: list[Sponsor], year: SchoolYear) -> dict[str, float]:
    """The same figures from weeks counted and from the tables."""
    counted, recounted = [], []
    now = timezone.now()
    last = min(paris_day(now), year.monday(weeks_up_to(year, paris_day(now))))

    asked = {"first_day": year.starts_on, "last_day": last, "now": now}

    for sponsor in sponsors:
        kept, again = (
            _timed(lambda s=sponsor, r=recount: figures_of(s, recount=r, **asked))  # type: ignore[misc]
            for recount in (False, True)
        )
        assert kept[1] == again[1], f"{sponsor}: not what a recount says"
        counted.append(kept[0])
        recounted.append(again[0])
    return {
        "figures from weeks counted, median ms": median(counted),
        "figures by a recount, median ms": median(recounted),
        "figures from weeks counted, the largest sponsor ms": counted[-1],
        "figures by a recount, the largest sponsor ms": recounted[-1],
    }


def _timed(act: Callable[[], object]) -> tuple[float, object]:
    began = time.perf_counter()
    done = act()
    return 1000 * (time.perf_counter() - began), done


def _both(act: Callable[[], object]) -> tuple[float, float]:
    spent = time.process_time()
    wall, _ = _timed(act)
    return wall, 1000 * (time.process_time() - spent)


if __name__ == "__main__":
    result = measure(sys.argv[1])
    connection.close()
    print(json.dumps(result))

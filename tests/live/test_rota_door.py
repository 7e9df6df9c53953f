"""The operator's pages of rotas: a search told as it goes, and who has not come."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from declic.dispatch.actions import want
from declic.ground.paris import paris_day
from declic.live.rota_door import RotaDoor
from declic.planning.actions import advance_rota, ask_rota, begin_rota
from declic.planning.models import Shift
from declic.planning.rules.clocks import monday_of
from declic.planning.rules.shifts import Shift as Times
from tests.live.talking import Talks, talks, ticket
from tests.planning.people import make_rota, make_volunteer
from tests.world import make_operator


@pytest.fixture
def live(transactional_db: None) -> Iterator[Talks]:
    with talks(RotaDoor) as running:
        yield running


def test_a_search_is_told_to_whoever_comes_in_and_as_it_goes(live: Talks) -> None:
    now = timezone.now()
    week = monday_of(paris_day(now)) + timedelta(days=7)
    ask_rota(week=week, by=make_operator(), now=now)
    with live.enter(ticket("rota", 1, "guest")) as page:
        first = page.next("rotas")
        assert [(one["week"], one["state"]) for one in first["rotas"]] == [(week.isoformat(), "asked")]
        rota = begin_rota(now=now)
        assert rota is not None
        told = page.next("rotas")
        assert [one["state"] for one in told["rotas"]] == ["running"]
        advance_rota(rota=rota, step="choix des services", share=0.5, now=now)
        assert page.next("rotas")["rotas"][0] == {
            "week": week.isoformat(),
            "state": "running",
            "step": "choix des services",
            "share": 0.5,
        }


def test_who_has_not_come_is_told_until_they_do(live: Talks) -> None:
    now = timezone.now()
    claire = make_volunteer("Claire Aubry", free=[(day, 0, 96) for day in range(7)])
    make_rota(
        {claire: [Times(paris_day(now).weekday(), 40, 52)]}, week=monday_of(paris_day(now)), now=now - timedelta(days=1)
    )
    Shift.objects.update(starts_at=now - timedelta(minutes=2), ends_at=now + timedelta(hours=2))
    with live.enter(ticket("rota", 1, "guest")) as page:
        (absent,) = page.next("rotas")["absent"]
        assert (absent["name"], absent["late"]) == ("Claire Aubry", "attendu(e) depuis 2\u00a0min")
        want(teacher_account_id=claire.account_id, state="free", now=now)
        assert page.next("rotas")["absent"] == []

"""Wherever one is, the navigation says in which part of the service."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.web.clients import signed_in
from tests.web.second_factor import proved_twice
from tests.world import make_operator, make_teacher

pytestmark = pytest.mark.django_db
CURRENT = re.compile(r'<a href="[^"]*" aria-current="page">(?:<svg.*?</svg>)?([^<]*)</a>')


def current(client: Client, name: str) -> list[str]:
    return CURRENT.findall(client.get(reverse(name), follow=True).content.decode())


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("teacher:desk", "Bureau"),
        ("teacher:sound", "Bureau"),
        ("teacher:calls", "Bureau"),
        ("teacher:shifts", "Mes créneaux"),
        ("teacher:availability", "Mes créneaux"),
        ("teacher:this_month", "Mes créneaux"),
        ("teacher:questions", "Questions écrites"),
        ("teacher:lessons", "Mes leçons"),
    ],
)
def test_a_teacher_is_in_one_part(name: str, part: str) -> None:
    assert current(signed_in(make_teacher().account), name) == [part]


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("staff:board", "En direct"),
        ("staff:waits", "En direct"),
        ("staff:subjects", "En direct"),
        ("staff:announcements", "En direct"),
        ("staff:closings", "En direct"),
        ("staff:weeks", "Créneaux"),
        ("staff:to_renew", "Partenaires"),
        ("staff:latest_hours", "Professeurs"),
        ("staff:lost_factor", "Professeurs"),
        ("staff:seller", "Factures"),
    ],
)
def test_the_team_is_in_one_part(name: str, part: str) -> None:
    assert current(proved_twice(make_operator()), name) == [part]

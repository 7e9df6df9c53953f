"""The operator's pages: the team only; partners, codes, officers and teachers from first name to first lesson."""

import pytest
from django.test import Client
from django.urls import reverse

from declic.sponsors.models import Commune
from tests.world import (
    make_teacher,
)

pytestmark = pytest.mark.django_db
NASTY = "<script>alert(1)</script>"


def test_names_that_are_markup_stay_text(operator: Client) -> None:
    teacher = make_teacher(name=NASTY)
    for name in ("staff:teacher", "staff:skills"):
        assert NASTY not in operator.get(reverse(name, args=[teacher.pk])).content.decode()
    assert NASTY not in operator.get(reverse("staff:teachers"), {"etat": "tous", "q": NASTY}).content.decode()
    assert NASTY not in operator.get(reverse("staff:sponsors"), {"q": NASTY}).content.decode()


def test_long_lists_come_page_by_page(operator: Client) -> None:
    for number in range(55):
        make_teacher(name=f"Prof {number:02}", skills=())
    first = operator.get(reverse("staff:teachers"), {"etat": "tous"}).content.decode()
    assert "Prof 49" in first
    assert "Prof 50" not in first
    assert "Prof 54" in operator.get(reverse("staff:teachers"), {"etat": "tous", "page": "2"}).content.decode()


def test_an_installation_that_is_new_says_so(operator: Client) -> None:
    assert "Pas encore de professeur" in operator.get(reverse("staff:teachers")).content.decode()
    asked = {"q": "Clichy"}
    assert "declic load-communes" in operator.get(reverse("staff:sponsors"), asked).content.decode()
    Commune.objects.create(insee="92024", name="Clichy", academie="Versailles", population=64_410)
    assert "declic load-communes" not in operator.get(reverse("staff:sponsors"), {"q": "zzzz"}).content.decode()

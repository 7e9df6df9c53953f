"""« Vous pouvez m’appeler hors permanence », said and taken back."""

import pytest

from declic.journal.models import Fact
from tests.web.pupil.people import signed_in
from tests.world import make_teacher

pytestmark = pytest.mark.django_db
PAGE = "/prof/appels/"


def test_a_teacher_agrees_with_a_number_and_takes_it_back() -> None:
    teacher = make_teacher()
    client = signed_in(teacher.account)
    assert "On ne vous appelle pas hors permanence." in client.get("/prof/").content.decode()
    page = client.post(PAGE, {"phone": "06 12 34 56 78"}, follow=True).content.decode()
    assert "Ne plus m’appeler" in page
    teacher.refresh_from_db()
    assert (teacher.phone, teacher.calls_agreed_at is not None) == ("+33612345678", True)
    assert "Vous pouvez être appelé hors permanence." in client.get("/prof/").content.decode()
    client.post(PAGE, {"no": "1"})
    client.post(PAGE, {"no": "1"})
    teacher.refresh_from_db()
    assert (teacher.phone, teacher.calls_agreed_at) == ("", None)
    assert list(Fact.objects.values_list("name", flat=True)) == ["CallsAgreed", "CallsRefused"]
    assert "12345678" not in str(list(Fact.objects.values()))


def test_a_number_that_is_none_is_said_and_kept_on_the_page() -> None:
    answer = signed_in(make_teacher().account).post(PAGE, {"phone": "01 23 45 67 89"})
    assert answer.status_code == 422
    assert "pas un numéro de mobile français" in answer.content.decode()
    assert 'value="01 23 45 67 89"' in answer.content.decode()

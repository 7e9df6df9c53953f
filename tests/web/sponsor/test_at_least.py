"""A row told up to an earlier week is « au moins » so many, on the pages, in the files, on paper."""

from datetime import timedelta

import pytest

from declic.sponsors.models import Officer
from tests.reports.test_figures import helped, unanswered
from tests.web.sponsor.towns import lines, page, plain, report
from tests.world import NOW, make_officer, make_pupil, make_sponsor, make_teacher

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_a_monday")]
WHY = "Au moins :"


@pytest.fixture
def officer() -> Officer:
    """Each of three weeks twelve children on a phone, six on a computer; one more subject than may be told."""
    found, teacher = make_officer(make_sponsor()), make_teacher()
    for at in range(12):
        pupil = make_pupil("4E", found.sponsor)
        for week in range(1, 4):
            helped(pupil, teacher, NOW - timedelta(weeks=week, minutes=at))
            if at < 6:
                helped(pupil, teacher, NOW - timedelta(weeks=week, minutes=30 + at), subject="ANG")
        if at < 3:
            helped(pupil, teacher, NOW - timedelta(weeks=3, minutes=60 + at), subject="FRA")
        if at < 6:
            unanswered(pupil, NOW - timedelta(weeks=3))
        elif at < 8:
            unanswered(pupil, NOW - timedelta(weeks=1))
    return found


def test_the_page_says_at_least_and_why(officer: Officer) -> None:
    for name in ("sponsor:home", "sponsor:moments"):
        text = plain(page(officer, name))
        assert "Maths 24 au moins" in text
        assert "Anglais 18 " in text
        assert "Autres matières et leçons non réparties 15" in text
        assert WHY in text
    assert "Sans réponse au moins 6" in plain(page(officer, "sponsor:home"))


def test_the_file_keeps_numbers_and_says_which_are_at_least(officer: Officer) -> None:
    rows = {(row[0], row[1].replace("\u00a0", " ")): row for row in lines(officer)}
    assert rows["Matières", "Maths"][2] == "24"
    assert rows["Matières", "Maths"][-1] == "Leçons et sans réponse"
    assert rows["Matières", "Anglais"][-1] == "–"
    assert rows["Matières", "Autres matières et leçons non réparties"][2] == "15"
    assert rows["Sans réponse (devenus)", "Aidés dans les sept jours"][-1] == "Sans réponse"
    whole = next(row for row in lines(officer) if row[0] == "Ensemble")
    assert (whole[2], whole[8], whole[-1]) == ("57", "6", "Sans réponse")


def test_the_report_says_it_too(officer: Officer) -> None:
    text = plain(report(officer))
    assert "24 au moins" in text
    assert "6 au moins" in text
    assert "ce qui est venu depuis dans cette ligne" in text


def test_what_became_of_requests_is_told_until_a_week_before_and_says_so(officer: Officer) -> None:
    for text in (plain(page(officer, "sponsor:home")), plain(report(officer))):
        assert "Demandes jusqu’au 15 novembre 2026 : la suite se lit une semaine après." in text


def test_where_all_is_told_nothing_is_said_of_it() -> None:
    officer, teacher = make_officer(make_sponsor()), make_teacher()
    for at in range(12):
        helped(make_pupil("4E", officer.sponsor), teacher, NOW - timedelta(weeks=1, minutes=at))
    for text in (plain(page(officer, "sponsor:home")), plain(page(officer, "sponsor:moments")), plain(report(officer))):
        assert WHY not in text
        assert "non réparties" not in text

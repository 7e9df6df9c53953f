"""What an officer reads of a list says nothing of who came."""

import re
from collections.abc import Iterable

import pytest

from declic.rolls.models import RollEntry
from declic.sponsors.actions import enrol_child, redeem
from declic.sponsors.models import Officer
from declic.sponsors.rules.officers import OfficerRole
from tests.rolls import files
from tests.rolls.sending import applied
from tests.rolls.world import make_entry
from tests.web.clients import signed_in
from tests.web.sponsor.lists import PAGE, _rolls_dir, officer, plain, read
from tests.world import NOW, make_guardian, make_officer, make_sponsor

__all__ = ["_rolls_dir", "officer"]

pytestmark = pytest.mark.django_db


def test_what_is_shown_of_a_pupil_is_the_same_whether_they_came_or_not(officer: Officer) -> None:
    client = signed_in(officer.account)
    entries = [make_entry(officer.sponsor, f"Prénom{number}") for number in range(12)]
    pages = (f"{PAGE}eleves/", PAGE)
    before = [plain(read(client.get(page))) for page in pages]
    for some, uses in ((entries[:4], 1), (entries[:7], 1), (entries, 2)):
        for entry in some:
            entry.code.uses = uses
            entry.code.save()
        assert [plain(read(client.get(page))) for page in pages] == before


@pytest.mark.parametrize(("role", "leads"), [("manager", True), ("enroller", False)])
def test_the_page_says_where_take_up_is_told(role: str, *, leads: bool) -> None:
    officer = make_officer(make_sponsor(), OfficerRole(role))
    make_entry(officer.sponsor)
    page = read(signed_in(officer.account).get(PAGE))
    assert "ni combien" in page
    assert "« Qui vient »" in page
    assert ('<a href="/partenaire/qui-vient/">« Qui vient »' in page) == leads


def test_removing_and_renewing_answer_the_same_for_who_came(officer: Officer) -> None:
    client = signed_in(officer.account)
    for act in ("code", "retirer"):
        said = []
        for uses in (0, 1):
            entry = make_entry(officer.sponsor, "Awa", uses=uses)
            answer = client.post(f"{PAGE}eleves/{entry.pk}/{act}/", {"lost": entry.code_id}, follow=True)
            said.append(re.sub(r"[A-Z0-9]{5}-[A-Z0-9]{5}|/\d+/|eleve=\d+|value=\"[^\"]*\"", "", read(answer)))
            RollEntry.objects.all().delete()
        assert said[0] == said[1]


def test_personal_codes_are_in_no_list_of_codes(officer: Officer) -> None:
    entry = make_entry(officer.sponsor)
    client = signed_in(officer.account)
    shown = f"{entry.code.code[:5]}-{entry.code.code[5:]}"
    for page in ("/partenaire/codes/", "/partenaire/kit/", "/partenaire/familles/"):
        text = read(client.get(page))
        assert shown not in text
        assert entry.code.code not in text
    assert client.post(f"/partenaire/codes/{entry.code.pk}/revoquer/").status_code == 404


CLASS = [("MARTIN", f"Awa-{chr(65 + at)}", "14/03/2018", files.ine(at)) for at in range(23)]
INVENTED = [("PERSONNE", f"Nul-{chr(65 + at)}", "02/11/2019", files.ine(100 + at)) for at in range(12)]


def test_an_officer_who_edits_the_list_learns_nothing_of_who_came() -> None:
    """Pupils moved to a level of nobody's, beside invented ones, half of them each time; a school of their own; taken
    off, and listed again.
    """
    worlds = [frozenset[int](), {7}, set(range(8)), set(range(23))]
    told = [edited(came) for came in worlds]
    assert all(one == told[0] for one in told)


def edited(came: Iterable[int]) -> list[str]:
    """All that the officer reads on the way, where these of the class came."""
    officer = make_officer(make_sponsor())
    client = signed_in(officer.account)
    read_on_the_way: list[str] = []

    def sends(moved: Iterable[int], *, invented: int = 12, school: str = "École A", removes: bool = False) -> None:
        apart = set(moved)
        pupils = [(*child, "Terminale générale" if at in apart else "CE1") for at, child in enumerate(CLASS)]
        data = files.onde([*pupils, *((*child, "Terminale générale") for child in INVENTED[:invented])])
        file = applied(officer, data, school=school, removes=removes, seconds=10 * len(read_on_the_way))
        for page in (PAGE, f"{PAGE}eleves/", f"{PAGE}fichiers/{file.pk}/"):
            said = plain(read(client.get(page)))
            read_on_the_way.append(re.sub(r"[A-Z0-9]{5}-[A-Z0-9]{5}|/\d+/|eleve=\d+", "", said))

    sends([])
    assert RollEntry.objects.filter(sponsor=officer.sponsor).count() == 35
    for at in came:
        code = RollEntry.objects.select_related("code").get(sponsor=officer.sponsor, first_name=CLASS[at][1]).code
        guardian = make_guardian()
        redeem(typed=code.code, guardian=guardian, now=NOW)
        enrol_child(guardian=guardian, first_name="Awa", level="CE1", now=NOW)
    for half in (range(12), range(6), range(6, 9), [7]):
        sends(half)
    assert RollEntry.objects.get(sponsor=officer.sponsor, first_name=CLASS[7][1]).level == "TG"
    sends(range(23), invented=0, removes=True)
    sends([7], invented=4, school="École B")
    client.post(f"{PAGE}effacer/")
    sends(range(8))
    mine = (officer.sponsor.name, officer.account.name, str(officer.account.email))
    return [re.sub("|".join(map(re.escape, mine)), "", page) for page in read_on_the_way]

"""« Changer de partenaire »: what would change is shown, and nothing changes before the family says yes."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from declic.config.listeners import connect
from declic.ground.paris import paris_day
from declic.people.actions import accept
from declic.people.models import Guardian
from declic.people.rules.consents import CONSENTS
from declic.sponsors.actions import enrol_child, issue_code, redeem
from declic.sponsors.actions.moves import change_sponsor
from declic.sponsors.models import ActivationCode, Enrolment
from declic.sponsors.queries import sponsor_of_guardian
from declic.web.account import spread
from tests.rolls.world import make_entry
from tests.web.clients import signed_in
from tests.world import make_guardian, make_officer, make_sponsor

pytestmark = pytest.mark.django_db
PAGE = "/famille/partenaire/"


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


def code_for(name: str, ceiling: int = 9) -> ActivationCode:
    return issue_code(sponsor=make_sponsor(name, now=timezone.now()), ceiling=ceiling, now=timezone.now())


def plain(answer: HttpResponse) -> str:
    words = re.sub(r"<[^>]+>", "", answer.content.decode().replace("\u00a0", " ").replace("\u202f", " "))
    return re.sub(r"\s+", " ", words)


@pytest.fixture
def family() -> Guardian:
    guardian = make_guardian()
    redeem(typed=code_for("Clichy").code, guardian=guardian, now=timezone.now())
    enrol_child(guardian=guardian, first_name="Inès", level="4E", now=timezone.now())
    return guardian


def test_what_changes_is_shown_first_and_then_done(family: Guardian) -> None:
    client, council = signed_in(family.account), code_for("CSE Horizon")
    page = client.post(PAGE, {"code": council.code}).content.decode()
    assert "Passer à CSE Horizon" in page
    assert str(sponsor_of_guardian(family)) == "Clichy"
    done = client.post(PAGE, {"code": council.code, "do": "change"})
    assert done.headers["Location"] == "/famille/"
    assert sponsor_of_guardian(family) == council.sponsor


def test_new_words_to_accept_are_asked_on_the_way_and_lead_back_with_the_code(family: Guardian) -> None:
    accept(guardian=family, kinds=[text.kind for text in CONSENTS], now=timezone.now())
    family.consents.update(version="2025-01")
    client, council = signed_in(family.account), code_for("CSE Horizon")
    asked = client.post(PAGE, {"code": council.code, "do": "change"}).headers["Location"]
    assert "Ce que Déclic demande aux familles a changé." in plain(client.get(asked))
    assert "Cochez les trois cases" in plain(client.post(asked, {"accept": ["data"]}))
    back = client.post(asked, {"accept": [text.kind for text in CONSENTS]}).headers["Location"]
    assert back == f"{PAGE}?code={council.code}"
    assert f'value="{council.code}"' in client.get(back).content.decode()
    assert client.post(PAGE, {"code": council.code, "do": "change"}).headers["Location"] == "/famille/"
    assert sponsor_of_guardian(family) == council.sponsor


def test_what_is_accepted_leads_to_no_other_site(family: Guardian) -> None:
    client, told = signed_in(family.account), {"accept": [text.kind for text in CONSENTS]}
    for elsewhere in ("https://example.org/", "//example.org/", "javascript:alert(1)", "nada"):
        assert client.post(f"/inscription/accords/?suite={elsewhere}", told).headers["Location"].startswith("/inscr")


def test_the_leaflet_of_another_leads_a_registered_family_there(family: Guardian) -> None:
    client = signed_in(family.account)
    assert client.get("/inscription/?code=CKRT7H4A").headers["Location"] == f"{PAGE}?code=CKRT7H4A"
    assert 'value="CKRT7H4A"' in client.get(f"{PAGE}?code=CKRT7H4A").content.decode()


def test_the_same_sponsor_s_other_code_changes_nothing(family: Guardian) -> None:
    held = sponsor_of_guardian(family)
    assert held is not None
    other = issue_code(sponsor=held, ceiling=9, now=timezone.now())
    assert "paie déjà" in signed_in(family.account).post(PAGE, {"code": other.code}).content.decode()


def test_who_stays_is_named_before_the_family_says_yes_and_on_the_page_after(family: Guardian) -> None:
    enrol_child(guardian=family, first_name="Sami", level="CE1", now=timezone.now())
    client, council = signed_in(family.account), code_for("CSE Horizon")
    council.sponsor.agreements.update(levels="6E 5E 4E 3E")
    page = plain(client.post(PAGE, {"code": council.code}))
    assert "ce sera CSE Horizon pour Inès" in page
    assert "Sami reste avec Clichy : CSE Horizon ne propose pas Déclic pour sa classe (CE1)" in page
    done = plain(client.post(PAGE, {"code": council.code, "do": "change"}, follow=True))
    assert "CSE Horizon paie pour Inès." in done
    assert "Rien ne change pour Sami." in done
    assert "Sami : Clichy" in plain(client.get(PAGE))
    family.pupils.filter(first_name="Sami").update(level="6E")
    assert "payer aussi pour Sami" in plain(client.post(PAGE, {"code": council.code}))
    client.post(PAGE, {"code": council.code, "do": "change"})
    assert "Sami : CSE Horizon" in plain(client.get(PAGE))


def test_another_school_of_the_same_town_is_chosen_child_by_child(family: Guardian) -> None:
    held = sponsor_of_guardian(family)
    assert held is not None
    sami = enrol_child(guardian=family, first_name="Sami", level="CE1", now=timezone.now())
    college = issue_code(sponsor=held, ceiling=9, label="Collège Jean-Macé", scope="school", now=timezone.now())
    client = signed_in(family.account)
    page = plain(client.post(PAGE, {"code": college.code}))
    assert "Ce code est celui de Collège Jean-Macé" in page
    assert "Clichy paie toujours" in page
    assert "Pour qui ?" in page
    asked = {"code": college.code, "do": "change", "child": family.pupils.exclude(pk=sami.pk).get().pk}
    assert "Inès, Collège Jean-Macé. Clichy paie toujours." in plain(client.post(PAGE, asked, follow=True))
    page = plain(client.get(PAGE))
    assert "Inès : Clichy, Collège Jean-Macé" in page
    assert "Sami : Clichy " in page


def test_a_child_that_is_no_number_is_nobody_s(family: Guardian) -> None:
    """« ² » is a digit to Unicode and no number to anybody; one of five thousand figures neither."""
    client, council = signed_in(family.account), code_for("CSE Horizon")
    for child in ("²", "9" * 5000):
        answer = client.post(PAGE, {"code": council.code, "do": "change", "child": child})
        assert answer.status_code < 500


def test_a_family_that_goes_back_and_forth_is_stopped_and_fills_no_code(family: Guardian) -> None:
    client, council = signed_in(family.account), code_for("CSE Horizon", ceiling=2)
    town = family.activation.code
    for turn in range(59):
        page = client.post(PAGE, {"code": (town if turn % 2 else council).code, "do": "change"})
    assert "changements en un mois" in page.content.decode()
    for code in (town, council):
        code.refresh_from_db()
        assert code.uses == 1


def test_wrong_codes_are_counted_for_the_family(family: Guardian) -> None:
    client = signed_in(family.account)
    pages = [client.post(PAGE, {"code": f"AAAA{i:04}"}).content.decode() for i in range(14)]
    assert "Trop d’essais" in pages[-1]


# -- a code used from everywhere --------------------------------------------------------------------------------------
def uses(client: Client, code: ActivationCode, families: int, networks: int) -> None:
    for number in range(families):
        request = client.get("/", REMOTE_ADDR=f"10.{number % networks}.0.{number}").wsgi_request
        spread.note(request, code)


def test_a_code_that_spreads_is_told_once_and_still_opens(
    client: Client, django_capture_on_commit_callbacks: object
) -> None:
    connect()
    code = code_for("Clichy", ceiling=400)
    officer = make_officer(code.sponsor)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        uses(client, code, families=60, networks=40)
    (letter,) = mail.outbox
    assert letter.to == [officer.account.email]
    assert "25 familles" in letter.body
    assert "25 réseaux" in letter.body
    assert client.post("/inscription/", {"code": code.code}).headers["Location"] == "/inscription/compte/"


def test_an_evening_in_the_town_hall_alarms_nobody(client: Client) -> None:
    connect()
    code = code_for("Clichy", ceiling=400)
    make_officer(code.sponsor)
    uses(client, code, families=20, networks=1)
    assert mail.outbox == []


# -- an agreement that has not begun ----------------------------------------------------------------------------------
def to_come(name: str) -> ActivationCode:
    code = code_for(name)
    code.sponsor.agreements.update(starts_on=date(2099, 9, 1))
    return code


def test_a_code_of_an_agreement_to_come_is_refused_with_its_day_and_the_child_stays_with_who_pays(
    family: Guardian,
) -> None:
    client, other = signed_in(family.account), to_come("Levallois-Perret")
    for typed in ({"code": other.code}, {"code": other.code, "do": "change"}):
        page = plain(client.post(PAGE, typed))
        assert "Levallois-Perret ne paie qu’à partir du 1er septembre 2099" in page
        assert "Clichy continue de payer" in page
        assert "Oui, changer" not in page
    assert "Clichy paie pour vos enfants" in plain(client.get(PAGE))


def test_a_family_nobody_pays_for_is_shown_the_day_before_it_says_yes_and_after(family: Guardian) -> None:
    ActivationCode.objects.get().sponsor.agreements.update(ends_on=paris_day(timezone.now()) - timedelta(days=1))
    client, other = signed_in(family.account), to_come("Levallois-Perret")
    page = plain(client.post(PAGE, {"code": other.code}))
    assert "Aujourd’hui, personne ne paie : Déclic reste fermé jusque-là." in page
    assert "À partir du 1er septembre 2099, ce sera Levallois-Perret" in page
    accept(guardian=family, kinds=[text.kind for text in CONSENTS], now=timezone.now())
    done = plain(client.post(PAGE, {"code": other.code, "do": "change"}, follow=True))
    assert "Levallois-Perret paiera à partir du 1er septembre 2099 pour Inès." in done
    assert "Ouvert à partir du 1er septembre 2099." in done
    after = plain(client.get(PAGE))
    assert "Levallois-Perret paiera pour vos enfants à partir du 1er septembre 2099" in after
    assert "Inès : Levallois-Perret, à partir du 1er septembre 2099" in after


@pytest.mark.parametrize("served", [True, False])
def test_that_nobody_pays_today_is_said_of_those_alone_of_whom_it_is_true(family: Guardian, *, served: bool) -> None:
    enrol_child(guardian=family, first_name="Tom", level="CM1", now=timezone.now())
    accept(guardian=family, kinds=[text.kind for text in CONSENTS], now=timezone.now())
    town = ActivationCode.objects.get().sponsor
    town.agreements.update(levels="CP CE1 CE2 CM1 CM2")
    if not served:
        town.agreements.update(ends_on=paris_day(timezone.now()) - timedelta(days=1))
    client, other = signed_in(family.account), to_come("Levallois-Perret")
    other.sponsor.agreements.update(levels="6E 5E 4E 3E")
    page = plain(client.post(PAGE, {"code": other.code}))
    assert "personne ne paie :" not in page
    assert "personne ne paie pour Inès" in page
    assert ("Tom reste avec Clichy" in page) == served
    assert ("D’ici là, le code de votre famille reste celui de Clichy." in page) == served
    assert ("Non, garder Clichy" in page) == (not served)
    done = plain(client.post(PAGE, {"code": other.code, "do": "change"}, follow=True))
    assert "Levallois-Perret paiera à partir du 1er septembre 2099 pour Inès." in done
    now_by = plain(client.get(PAGE))
    assert ("Clichy paie pour vos enfants" in now_by) == served


# -- two payers, each for its levels ----------------------------------------------------------------------------------
ADD = "/famille/enfants/ajouter/"


def with_two_payers(*codes: str) -> Guardian:
    """Tom, in CM1, by the first code, and Inès, in 4e, by the next, of one town; then Inès by a works council, which
    the family moved to.
    """
    now, guardian, council = timezone.now(), make_guardian(), code_for("CSE Horizon")
    accept(guardian=guardian, kinds=[text.kind for text in CONSENTS], now=now)
    redeem(typed=codes[0], guardian=guardian, now=now)
    enrol_child(guardian=guardian, first_name="Tom", level="CM1", now=now)
    enrol_child(guardian=guardian, first_name="Inès", level="4E", code=codes[-1], now=now)
    council.sponsor.agreements.update(levels="6E 5E 4E 3E")
    change_sponsor(guardian=guardian, typed=council.code, now=now)
    return guardian


def test_each_child_added_is_paid_for_by_the_one_who_takes_their_class() -> None:
    code = code_for("Clichy")
    client = signed_in(with_two_payers(code.code).account)
    code.sponsor.agreements.update(levels="CP CE1 CE2 CM1 CM2")
    for name, level in (("Zoé", "CE1"), ("Léo", "6E")):
        assert client.post(ADD, {"first_name": name, "level": level}).status_code == 302
    page = plain(client.get(PAGE))
    assert "Zoé : Clichy" in page
    assert "Léo : CSE Horizon" in page
    assert "Ce niveau n’est pas compris" in plain(client.post(ADD, {"first_name": "Jade", "level": "2GT"}))


def test_the_place_of_a_card_s_code_comes_once_it_is_needed() -> None:
    town = make_sponsor("Clichy", now=timezone.now())
    tom, zoe, ines = (make_entry(town, now=timezone.now()).code.code for _ in range(3))
    client, child = signed_in(with_two_payers(tom, ines).account), {"first_name": "Zoé", "level": "CE1"}
    assert 'name="code"' not in client.get(ADD).content.decode()
    asked = client.post(ADD, child)
    assert "Clichy donne à chaque enfant son code : entrez celui de cet enfant-ci." in plain(asked)
    assert 'name="code"' in asked.content.decode()
    assert 'value="Zoé"' in asked.content.decode()
    assert "Son code à lui (facultatif)" not in plain(asked)
    assert "Ce code n’existe pas" in plain(client.post(ADD, {**child, "code": "AAAAAAAAAA"}))
    assert client.post(ADD, {**child, "code": zoe}).status_code == 302
    assert "Zoé : Clichy" in plain(client.get(PAGE))


def test_where_the_family_came_by_a_card_its_code_is_asked_unless_another_pays_too() -> None:
    """And left empty for the child whom the other takes."""
    town, council = make_sponsor("Clichy", now=timezone.now()), code_for("CSE Horizon")
    guardian = make_guardian()
    accept(guardian=guardian, kinds=[text.kind for text in CONSENTS], now=timezone.now())
    tom, ines = (make_entry(town, now=timezone.now()).code.code for _ in range(2))
    redeem(typed=tom, guardian=guardian, now=timezone.now())
    enrol_child(guardian=guardian, first_name="Tom", level="CM1", now=timezone.now())
    client, leo = signed_in(guardian.account), {"first_name": "Léo", "level": "6E", "code": ""}
    assert "Son code à lui (facultatif)" not in plain(client.get(ADD))
    assert "Son code à lui (facultatif)" not in plain(client.post(ADD, leo))
    assert guardian.pupils.count() == 1
    child = enrol_child(guardian=guardian, first_name="Inès", level="4E", code=ines, now=timezone.now())
    Enrolment.objects.filter(pupil=child).update(sponsor=council.sponsor, code=council)
    town.agreements.update(levels="CP CE1 CE2 CM1 CM2")
    assert "Son code à lui (facultatif)" in plain(client.get(ADD))
    assert client.post(ADD, leo).status_code == 302
    assert "Léo : CSE Horizon" in plain(client.get(PAGE))

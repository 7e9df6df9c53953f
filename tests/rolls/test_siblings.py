"""A personal code is one child's: a brother comes with his own, and each is counted."""

import re
from collections.abc import Callable
from functools import partial

import pytest
from django.test import Client

from declic.ground.errors import Refusal
from declic.people.models import Guardian
from declic.rolls.actions import erase_roll, remove_entry, renew_code
from declic.rolls.models import RollEntry
from declic.rolls.queries import entries_of
from declic.sponsors.actions import enrol_child, issue_code, redeem
from declic.sponsors.actions.moves import change_sponsor
from declic.sponsors.models import Enrolment, Officer, Sponsor
from declic.sponsors.queries import code_of
from tests.rolls.world import make_entry
from tests.web.clients import signed_in
from tests.world import NOW, make_guardian, make_officer, make_sponsor

pytestmark = pytest.mark.django_db
VARIES = re.compile(r'name="(?:csrfmiddlewaretoken|once)" value="\w+"|name="by" value="[^"]+"|nonce="[^"]+"')


@pytest.fixture
def sponsor() -> Sponsor:
    return make_sponsor()


def came_with(code: str) -> Guardian:
    guardian = make_guardian()
    redeem(typed=code, guardian=guardian, now=NOW)
    enrol_child(guardian=guardian, first_name="Awa", level="CP", now=NOW)
    return guardian


def test_the_second_child_needs_a_code_of_their_own(sponsor: Sponsor) -> None:
    awa, sami = make_entry(sponsor, "Awa"), make_entry(sponsor, "Sami", level="CE2")
    guardian = came_with(awa.code.code)
    for typed in ("", awa.code.code):
        with pytest.raises(Refusal) as refused:
            enrol_child(guardian=guardian, first_name="Sami", level="CE2", code=typed, now=NOW)
        assert refused.value.code == "child_code_needed"
    pupil = enrol_child(guardian=guardian, first_name="Sami", level="CE2", code=sami.code.code.lower(), now=NOW)
    assert Enrolment.objects.get(pupil=pupil).code == sami.code
    assert [entry.code.uses for entry in entries_of(sponsor)] == [1, 1]
    assert guardian.pupils.count() == 2


def test_a_child_who_is_not_on_the_list_comes_with_a_shared_code(sponsor: Sponsor) -> None:
    guardian = came_with(make_entry(sponsor).code.code)
    shared = issue_code(sponsor=sponsor, ceiling=3, now=NOW)
    enrol_child(guardian=guardian, first_name="Lou", level="CM1", code=shared.code, now=NOW)
    enrol_child(guardian=guardian, first_name="Tom", level="CM2", code=shared.code, now=NOW)
    assert guardian.pupils.count() == 3


def test_a_code_of_another_payer_is_not_taken_and_loses_no_place(sponsor: Sponsor) -> None:
    guardian = came_with(make_entry(sponsor).code.code)
    theirs = issue_code(sponsor=make_sponsor(), ceiling=3, now=NOW)
    with pytest.raises(Refusal) as refused:
        enrol_child(guardian=guardian, first_name="Lou", level="CM1", code=theirs.code, now=NOW)
    assert refused.value.code == "other_payer"
    theirs.refresh_from_db()
    assert theirs.uses == 0
    assert guardian.pupils.count() == 1


def test_parents_who_live_apart_each_come_with_the_card_and_a_sixth_family_does_not(sponsor: Sponsor) -> None:
    code = make_entry(sponsor).code.code
    for _ in range(5):
        came_with(code)
    with pytest.raises(Refusal) as refused:
        came_with(code)
    assert refused.value.code == "code_refused"
    assert not {"places", "prises", "familles", "utilisé"} & set(refused.value.message.split())


def test_a_card_all_of_whose_places_are_taken_looks_as_any_other(sponsor: Sponsor) -> None:
    full, fresh = make_entry(sponsor, uses=5), make_entry(sponsor)
    with_council = came_with(issue_code(sponsor=make_sponsor(), ceiling=5, now=NOW).code)
    signed_out = [Client().post("/inscription/", {"code": entry.code.code}) for entry in (full, fresh)]
    assert {answer.headers.get("Location") for answer in signed_out} == {"/inscription/compte/"}
    pages = [
        signed_in(with_council.account).post("/famille/partenaire/", {"code": entry.code.code}).content.decode()
        for entry in (full, fresh)
    ]
    assert ["Oui, changer" in page for page in pages] == [True, True]
    guardian = make_guardian()
    page = signed_in(guardian.account).post("/inscription/", {"code": full.code.code})
    assert page.status_code == 200
    assert "Ce code n’a pas pu servir" in page.content.decode().replace("\u00a0", " ")
    assert not hasattr(guardian, "activation")


def test_a_card_printed_again_has_all_its_places_whoever_came_by_the_old_one(sponsor: Sponsor) -> None:
    officer, entries = make_officer(sponsor), [make_entry(sponsor, uses=uses) for uses in (0, 1, 5)]
    fresh = [renew_code(entry=entry, officer=officer, now=NOW) for entry in entries]
    assert [(code.uses, code.ceiling) for code in fresh] == [(0, 5)] * 3


def test_typing_a_used_code_says_no_more_than_an_unused_one(sponsor: Sponsor) -> None:
    used, unused = make_entry(sponsor), make_entry(sponsor)
    came_with(used.code.code)
    answers = [Client().post("/inscription/", {"code": entry.code.code}) for entry in (used, unused)]
    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {(302, "/inscription/compte/")}


WAYS: dict[str, Callable[[RollEntry, Officer], object]] = {
    "renewed": lambda entry, officer: renew_code(entry=entry, officer=officer, now=NOW),
    "taken off": lambda entry, officer: remove_entry(entry=entry, officer=officer, now=NOW),
    "erased": lambda _, officer: erase_roll(officer=officer, now=NOW),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_code_that_opens_no_more_answers_the_same_whether_it_was_used_or_not(
    sponsor: Sponsor, way: str, django_assert_num_queries: object
) -> None:
    officer, entries = make_officer(sponsor), [make_entry(sponsor), make_entry(sponsor, "Sami")]
    came_with(entries[0].code.code)
    olds = [entry.code.code for entry in entries]
    guardian = came_with(make_entry(sponsor, "Lou").code.code)
    moving = came_with(issue_code(sponsor=make_sponsor(), ceiling=5, now=NOW).code)
    waiting = [Client(), Client()]
    for client, typed in zip(waiting, olds, strict=True):
        assert client.post("/inscription/", {"code": typed}).status_code == 302
    for entry in entries:
        WAYS[way](entry, officer)

    def refused(act: Callable[[], object]) -> tuple[str, str]:
        with pytest.raises(Refusal) as refused:
            act()
        return refused.value.code, refused.value.message

    told = []
    for client, typed in zip(waiting, olds, strict=True):
        account = {"name": "X", "email": "x@example.org", "password1": "une phrase facile"}
        pages = [
            Client().post("/inscription/", {"code": typed}),
            client.get("/inscription/compte/"),
            client.post("/inscription/compte/", account),
            signed_in(moving.account).post("/famille/partenaire/", {"code": typed}),
            signed_in(guardian.account).post(
                "/famille/enfants/ajouter/", {"first_name": "Zoé", "level": "CP", "code": typed}
            ),
        ]
        assert {page.status_code for page in pages} == {200}
        with django_assert_num_queries(1):  # type: ignore[operator]
            looked = refused(partial(code_of, typed, NOW.date()))
        told.append(
            (
                looked,
                refused(partial(redeem, typed=typed, guardian=make_guardian(), now=NOW)),
                refused(partial(change_sponsor, guardian=moving, typed=typed, now=NOW)),
                [VARIES.sub("", page.content.decode().replace(typed, "")) for page in pages],
            )
        )
    assert told[0] == told[1]
    assert told[0][0][0] == "unknown_code"


def test_the_page_asks_for_the_second_code_and_for_the_first_no_more(sponsor: Sponsor) -> None:
    awa, sami = make_entry(sponsor), make_entry(sponsor, "Sami")
    guardian = make_guardian()
    redeem(typed=awa.code.code, guardian=guardian, now=NOW)
    client = Client()
    client.force_login(guardian.account)
    page = "/inscription/enfants/"
    assert "Son code à lui" not in client.get(page).content.decode()
    assert client.post(page, {"first_name": "Awa", "level": "CP"}).status_code == 302
    assert "Son code à lui" in client.get(page).content.decode()
    assert "Son code à lui" in client.get("/famille/enfants/ajouter/").content.decode()
    wrong = client.post(page, {"first_name": "Sami", "level": "CP", "code": "AAAAAAAAAA"}).content.decode()
    assert "Ce code n’existe pas" in wrong
    assert client.post(page, {"first_name": "Sami", "level": "CP", "code": sami.code.code}).status_code == 302

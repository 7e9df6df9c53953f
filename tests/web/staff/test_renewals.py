"""« À renouveler »: what ends soon with nothing after it, prepared and quoted in one act."""

import re
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from declic.billing.actions import quote_agreement
from declic.ground.paris import paris_day
from declic.ground.units import Cents
from declic.journal.models import Fact
from declic.sponsors import actions, queries
from declic.sponsors.models import Agreement
from declic.sponsors.rules.agreements import AgreementState, Terms
from declic.sponsors.rules.amendments import carried
from tests.world import make_sponsor

pytestmark = pytest.mark.django_db


def ending(days: int, name: str = "", *, state: AgreementState = AgreementState.SIGNED) -> Agreement:
    """A year that ends in so many days."""
    last = paris_day(timezone.now()) + timedelta(days=days)
    return Agreement.objects.create(
        sponsor=make_sponsor(name, agreement=False),
        starts_on=(last + timedelta(days=1)).replace(year=last.year - 1, day=1),
        ends_on=last,
        state=state.value,
        price_cents=8_000_00,
        levels="6E",
    )


def found(days: int = 90) -> list[Agreement]:
    return list(queries.to_renew(paris_day(timezone.now()), days))


def test_what_ends_soon_with_nothing_after_it_is_to_be_renewed_the_first_to_end_first() -> None:
    late, soon = ending(80), ending(3)
    ending(91), ending(-1), ending(20, state=AgreementState.QUOTED)
    assert found() == [soon, late]
    assert found(30) == [soon]
    following = actions.renew_agreement(agreement=soon, now=timezone.now())
    assert found() == [late]
    actions.end_agreement(agreement=following, last_day=following.starts_on, now=timezone.now())
    assert found() == [soon, late]
    Agreement.objects.create(
        sponsor=late.sponsor, starts_on=late.ends_on + timedelta(days=9), ends_on=late.ends_on + timedelta(days=99)
    )
    assert found() == [soon]


def test_what_ended_with_nothing_after_it_is_still_said(operator: Client) -> None:
    """The day after its last one, an agreement nobody had renewed was on no list."""
    ended = ending(-1, "Clichy")
    ending(-100, "Gennevilliers"), ending(-3, "Bezons", state=AgreementState.QUOTED)
    page, partners = reverse("staff:to_renew"), reverse("staff:sponsors")
    shown = operator.get(page).content.decode()
    assert "Finies sans suite" in shown
    assert reverse("staff:agreement", args=[ended.sponsor_id, ended.pk]) in shown
    assert "Gennevilliers" not in shown
    assert "Bezons" not in shown
    assert "1\u00a0convention est finie sans suite" in operator.get(partners).content.decode()
    following = actions.renew_agreement(agreement=ended, now=timezone.now())
    assert "Finies sans suite" not in operator.get(page).content.decode()
    actions.end_agreement(agreement=following, last_day=following.starts_on, now=timezone.now())
    assert "Finies sans suite" in operator.get(page).content.decode()


def test_one_whose_next_was_dropped_is_to_be_prepared_again(operator: Client) -> None:
    held = ending(20)
    page, said = reverse("staff:agreement", args=[held.sponsor_id, held.pk]), "préparez la suivante"
    assert said in operator.get(page).content.decode()
    following = actions.renew_agreement(agreement=held, now=timezone.now())
    assert said not in operator.get(page).content.decode()
    actions.end_agreement(agreement=following, last_day=following.starts_on, now=timezone.now())
    assert said in operator.get(page).content.decode()


def test_the_next_ones_are_prepared_then_quoted_in_one_act_each(operator: Client) -> None:
    page, held = reverse("staff:to_renew"), [ending(days) for days in (5, 40, 80)]
    shown = operator.get(page).content.decode()
    assert "3\u00a0conventions finissent" in shown
    assert "Préparer les 3 suivantes" in shown
    seen = [one.pk for one in held]
    assert operator.post(page, {"do": "prepare", "agreement": [*seen, "999999", "x"]}).status_code == 302
    drafts = [Agreement.objects.get(renews=one) for one in held]
    assert [(one.state, one.price_cents, one.levels) for one in drafts] == [("draft", 8_000_00, "6E")] * 3
    assert [one.starts_on - before.ends_on for one, before in zip(drafts, held, strict=True)] == [timedelta(1)] * 3
    assert not found()

    again = operator.post(page, {"do": "prepare", "agreement": seen}, follow=True).content.decode()
    assert Agreement.objects.count() == 6
    assert "0\u00a0convention" not in again
    assert "Rien n’était plus à préparer\u00a0: c’était déjà fait." in again
    shown = operator.get(page).content.decode()
    assert "Noter l’envoi des 3 devis" in shown
    paper = reverse("staff:agreement_paper", args=[drafts[0].sponsor_id, drafts[0].pk, "devis"])
    assert paper in shown
    assert operator.get(paper)["Content-Type"] == "application/pdf"
    assert operator.post(page, to_quote(operator)).status_code == 302
    assert set(Agreement.objects.filter(renews__isnull=False).values_list("state", flat=True)) == {"quoted"}
    assert "Devis à envoyer" not in operator.get(page).content.decode()


def to_quote(operator: Client) -> dict[str, Any]:
    """What the form of the quotes sends, as the page bears it."""
    page = operator.get(reverse("staff:to_renew")).content.decode()
    _, _, form = page.partition('<input type="hidden" name="do" value="quote">')
    seen = re.findall(r'name="(seen_\d+)" value="([^"]+)"', form.partition("</form>")[0])
    return {"do": "quote", "agreement": [name.removeprefix("seen_") for name, _ in seen], **dict(seen)}


def test_of_several_quotes_those_a_colleague_changed_since_are_not_sent_unread(operator: Client) -> None:
    """The others are; what is refused is said with its partner's name, and sent once it was read."""
    now, town, other = timezone.now(), ending(5, "Clichy"), ending(6, "Gennevilliers")
    drafts = [actions.renew_agreement(agreement=one, now=now) for one in (town, other)]
    page, read = reverse("staff:to_renew"), to_quote(operator)
    changed = replace(drafts[0].terms, price=Cents(9_000_00))
    actions.change_agreement(
        agreement=drafts[0], starts_on=drafts[0].starts_on, ends_on=drafts[0].ends_on, terms=changed, now=now
    )

    def states() -> list[str]:
        return [Agreement.objects.get(pk=one.pk).state for one in drafts]

    told = operator.post(page, read, follow=True).content.decode()
    assert states() == ["draft", "quoted"]
    assert "Clichy : Cette convention a changé depuis que cette page est ouverte".replace(" :", "\u00a0:") in told
    assert "9\u00a0000" in told, "what is to be read"
    for stale in (read, {"do": "quote", "agreement": [drafts[0].pk]}):
        operator.post(page, stale)
        assert states() == ["draft", "quoted"]
    operator.post(page, to_quote(operator))
    assert states() == ["quoted"] * 2


def test_only_what_was_shown_is_prepared(operator: Client) -> None:
    one, other = ending(5), ending(6)
    operator.post(reverse("staff:to_renew"), {"do": "prepare", "agreement": [one.pk]})
    assert found() == [other]


def test_all_partners_are_listed_page_by_page(operator: Client) -> None:
    for number in range(103):
        make_sponsor(f"CSE n{number:03d}", agreement=False)
    page = reverse("staff:sponsors")
    first, third = (operator.get(page, {"page": at}).content.decode() for at in (1, 3))
    assert "CSE n000" in first
    assert "CSE n102" not in first
    assert "page 1 sur 3" in first.replace("\u00a0", " ")
    assert "CSE n102" in third
    assert "CSE n102" in operator.get(page, {"q": "cse n102"}).content.decode()


def test_nothing_to_renew_says_what_will_be_read_here(operator: Client) -> None:
    page = operator.get(reverse("staff:to_renew")).content.decode()
    assert "Rien à préparer pour l’instant." in page
    assert reverse("staff:sponsors") in page
    assert "Noter l’envoi" not in page


# -- an amendment signed once the next one was prepared ---------------------------------------------------------------
def amended(agreement: Agreement, **terms: Any) -> None:
    now = timezone.now()
    after = replace(agreement.terms, **terms)
    amendment = actions.prepare_amendment(agreement=agreement, terms=after, now=now)
    actions.sign_amendment(amendment=amendment, signed_on=paris_day(now), now=now)
    agreement.refresh_from_db()


def test_an_amendment_signed_after_the_next_one_was_prepared_is_carried_over_or_said(operator: Client) -> None:
    agreement = ending(60, "Clichy")
    following = actions.renew_agreement(agreement=agreement, now=timezone.now())
    pages = [reverse("staff:agreement", args=[one.sponsor_id, one.pk]) for one in (agreement, following)]
    pages.append(reverse("staff:to_renew"))
    said = ("La convention suivante ne reprend pas", "n’est pas repris ici", "Des avenants ne sont pas repris")

    def told() -> list[bool]:
        return [words in operator.get(page).content.decode() for page, words in zip(pages, said, strict=True)]

    assert told() == [False] * 3
    amended(agreement, levels=frozenset({"6E", "5E"}))
    assert told() == [True] * 3
    quote_agreement(agreement=following, now=timezone.now())
    carry = to_carry(operator, pages[1])
    assert operator.post(pages[1], carry).status_code == 302
    following.refresh_from_db()
    assert (following.terms, following.state) == (agreement.terms, AgreementState.DRAFT.value)
    assert told() == [False] * 3
    assert "déjà ce que l’avenant" in operator.post(pages[1], carry).content.decode()

    actions.sign_agreement(agreement=following, now=timezone.now())
    amended(agreement, weekdays=frozenset({2}))
    assert told() == [True] * 3
    page = operator.get(pages[1]).content.decode()
    assert "préparez-lui un avenant" in page
    assert 'value="carry"' not in page


def to_carry(operator: Client, page: str) -> dict[str, str]:
    """What the form that carries over sends, as the page bears it."""
    _, _, form = operator.get(page).content.decode().partition('name="do" value="carry"')
    return {"do": "carry", **dict(re.findall(r'name="(\w+)" value="([^"]+)"', form.partition("</form>")[0]))}


@pytest.mark.parametrize("what", ["amended again", "the draft changed"])
def test_what_a_colleague_changed_since_is_not_carried_over_unread(what: str, operator: Client) -> None:
    agreement, now = ending(60, "Clichy"), timezone.now()
    following = actions.renew_agreement(agreement=agreement, now=now)
    amended(agreement, levels=frozenset({"6E", "5E"}))
    page = reverse("staff:agreement", args=[following.sponsor_id, following.pk])
    read = to_carry(operator, page)
    if what == "amended again":
        amended(agreement, weekdays=frozenset({2}))
    else:
        starts_on, ends_on = following.starts_on, following.ends_on - timedelta(days=30)
        actions.change_agreement(
            agreement=following, starts_on=starts_on, ends_on=ends_on, terms=following.terms, now=now
        )
    for stale in (read, {"do": "carry"}, {"do": "carry", "number": read["number"]}):
        assert operator.post(page, stale).status_code == 422
    told = operator.post(page, read).content.decode()
    assert ("Un autre avenant a été signé depuis" in told) == (what == "amended again")
    assert ("Cette convention a changé depuis" in told) == (what != "amended again")
    following.refresh_from_db()
    assert following.levels == "6E"
    assert operator.post(page, to_carry(operator, page)).status_code == 302
    following.refresh_from_db()
    assert following.terms == agreement.terms


def test_an_amendment_not_to_be_carried_over_is_said_no_more_until_another_is_signed(operator: Client) -> None:
    agreement = ending(60, "Clichy")
    following = actions.renew_agreement(agreement=agreement, now=timezone.now())
    actions.sign_agreement(agreement=following, now=timezone.now())
    amended(agreement, levels=frozenset({"6E", "5E"}))
    page = reverse("staff:agreement", args=[following.sponsor_id, following.pk])
    read = {"do": "leave", "number": 1}
    assert 'value="leave"' in operator.get(page).content.decode()
    amended(agreement, weekdays=frozenset({2}))
    assert "Un autre avenant a été signé depuis" in operator.post(page, read).content.decode()
    assert operator.post(page, read | {"number": 2}).status_code == 302
    left = Fact.objects.get(name="AmendmentsLeft")
    assert (left.data["agreement_id"], left.data["number"]) == (following.pk, 2)
    before = reverse("staff:agreement", args=[agreement.sponsor_id, agreement.pk])
    for told in (page, before, reverse("staff:to_renew")):
        assert "repris" not in operator.get(told).content.decode().replace("ne reprend pas l’avenant, et", "")
    assert "déjà ce que l’avenant" in operator.post(page, read | {"number": 2}).content.decode()

    amended(agreement, opens_at=time(17), closes_at=time(19))
    assert "n’est pas repris ici" in operator.get(page).content.decode()
    following.refresh_from_db()
    terms = queries.not_carried(following)
    assert terms is not None
    assert (terms.opens_at, terms.levels) == (time(17), following.terms.levels), "levels were left aside for good"


def test_what_was_chosen_for_the_next_one_stays() -> None:
    before, after = Terms(levels=frozenset({"6E"})), Terms(levels=frozenset({"6E", "5E"}), ceiling=Cents(100))
    chosen = Terms(levels=frozenset({"CP"}), price=Cents(5))
    assert carried(chosen, [(before, after)]) == replace(chosen, ceiling=Cents(100))
    assert carried(before, [(before, after), (after, before)]) == before
    hours = replace(before, weekdays=frozenset({2}), opens_at=time(17), closes_at=time(19))
    assert carried(before, [(before, hours)]) == hours

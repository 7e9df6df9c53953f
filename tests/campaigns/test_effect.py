"""What a campaign changed: read once, and moved by nobody who leaves."""

from datetime import timedelta

import pytest

from declic.campaigns.actions import draw_due, read_effects
from declic.campaigns.models import Campaign
from declic.campaigns.queries import effects_of
from declic.campaigns.rules import limits
from declic.campaigns.rules.effect import Effect, Verdict
from declic.campaigns.rules.states import LetterState
from tests.campaigns.world import came, goes_to, never_came, planned, send_all
from tests.world import NOW, make_sponsor

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_effect_compares_those_written_to_with_those_held_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "HELD_OUT", 50)
    sponsor = make_sponsor()
    never_came(sponsor, 60)
    campaign = planned(sponsor)
    send_all()
    campaign.refresh_from_db()
    assert [one.verdict for one in effects_at(campaign, 0)] == [Verdict.TOO_SOON, Verdict.TOO_SOON]
    letters = list(campaign.letters.select_related("guardian"))
    held = [one.guardian for one in letters if one.state == LetterState.HELD_OUT.value]
    sent = [one.guardian for one in letters if one.state != LetterState.HELD_OUT.value]
    for guardian in [*held[:5], *sent[:-5]]:
        came(guardian, NOW + timedelta(days=3))
    came(sent[-1], NOW + timedelta(days=20))
    fortnight, soon = effects_at(campaign, 15)
    assert soon.verdict is Verdict.TOO_SOON
    assert effects_at(campaign, 27) == [fortnight, soon]
    again, month = effects_at(campaign, 29)
    assert again == fortnight
    assert (fortnight.days, fortnight.verdict) == (14, Verdict.MORE)
    assert round(fortnight.sent) == round(100 * (len(sent) - 5) / len(sent))
    assert (month.days, month.verdict, month.repeats) == (28, Verdict.MORE, True), "one family came since"
    assert (month.sent, month.held, month.low) == (fortnight.sent, fortnight.held, fortnight.low)


def effects_at(campaign: Campaign, days: int) -> list[Effect]:
    """As read so long after the draw, the clock having gone round."""
    read_effects(now=NOW + timedelta(days=days))
    campaign.refresh_from_db()
    return effects_of(campaign)


def test_families_not_written_to_any_more_stay_where_the_lot_put_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Left out of those written to, those who came by themselves would make the message look worse than it is; those
    held out who did so stay in.
    """
    monkeypatch.setattr(limits, "HELD_OUT", 50)
    sponsor = make_sponsor()
    families = never_came(sponsor, 60)
    campaign = planned(sponsor)
    draw_due(now=NOW)
    drawn = {one.guardian_id: one.state for one in campaign.letters.all()}
    held = [one for one in families if drawn[one.pk] == LetterState.HELD_OUT.value]
    meant = [one for one in families if drawn[one.pk] != LetterState.HELD_OUT.value]
    for guardian in [*held[:6], *meant[:6]]:
        came(guardian, NOW + timedelta(minutes=1))
    for guardian in [*held[6:8], *meant[6:8]]:
        goes_to(make_sponsor(), guardian)
    send_all()
    assert campaign.letters.filter(state=LetterState.DROPPED.value).count() == 8
    assert campaign.letters.filter(state=LetterState.DELIVERED.value).count() == len(meant) - 8
    (fortnight, _) = effects_at(campaign, 15)
    assert campaign.readings[0] == [[len(meant), 6], [len(held), 6]]
    assert fortnight.verdict is Verdict.UNKNOWN


def test_a_family_whose_account_is_erased_moves_no_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "HELD_OUT", 50)
    sponsor = make_sponsor()
    never_came(sponsor, 60)
    campaign = planned(sponsor)
    send_all()
    letters = list(campaign.letters.select_related("guardian"))
    held = [one.guardian for one in letters if one.state == LetterState.HELD_OUT.value]
    sent = [one.guardian for one in letters if one.state != LetterState.HELD_OUT.value]
    for guardian in [*held[:5], *sent[:5]]:
        came(guardian, NOW + timedelta(days=3))
    fortnight, _ = effects_at(campaign, 15)
    for guardian in (sent[0], sent[-1], held[0]):
        campaign.letters.filter(guardian=guardian).delete()  # as with its account
    assert effects_at(campaign, 16)[0] == fortnight
    for guardian in sent[5:10]:
        came(guardian, NOW + timedelta(days=20))
    first, month = effects_at(campaign, 29)
    assert first == fortnight
    assert not month.repeats
    assert round(month.sent, 6) == round(100 * 10 / len(sent), 6)
    assert month.held == fortnight.held
    campaign.letters.all().delete()
    assert effects_at(campaign, 60) == [first, month]

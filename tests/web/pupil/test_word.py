"""The word of a campaign on the pupil's page, until it is put away."""

from datetime import timedelta

import pytest
from django.utils import timezone

from declic.campaigns.models import Campaign, CampaignLetter, PutAway
from declic.campaigns.rules.states import Audience, CampaignState, Channel, LetterState
from declic.people.models import Pupil
from tests.web.clients import signed_in
from tests.world import make_pupil, make_sponsor

pytestmark = pytest.mark.django_db
NASTY = "<script>alert(1)</script> Reviens !"


def written_to(level: str) -> tuple[Pupil, Campaign]:
    now = timezone.now()
    sponsor = make_sponsor("Asnières", now=now)
    pupil = make_pupil(level, sponsor)
    campaign = Campaign.objects.create(
        sponsor=sponsor,
        audience=Audience.NEVER_CAME.value,
        channel=Channel.EMAIL.value,
        text="Bonjour.",
        word=NASTY,
        state=CampaignState.SENT.value,
        written_at=now,
    )
    handed, at = LetterState.HANDED.value, now - timedelta(days=1)
    CampaignLetter.objects.create(campaign=campaign, guardian=pupil.guardian, state=handed, handed_at=at)
    return pupil, campaign


@pytest.mark.parametrize("level", ["CP", "4E"])
def test_it_is_on_their_page_until_they_put_it_away(level: str) -> None:
    pupil, campaign = written_to(level)
    client = signed_in(pupil.account)
    page = client.get("/eleve/").content.decode()
    assert "Un mot d’Asnières" in page
    assert NASTY not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Reviens" in page
    assert client.post(f"/eleve/mot/{campaign.pk}/ranger/")["Location"] == "/eleve/"
    assert "Un mot d’Asnières" not in client.get("/eleve/").content.decode()


def test_nobody_puts_away_another_s() -> None:
    _, campaign = written_to("4E")
    stranger = make_pupil("4E", campaign.sponsor)
    assert signed_in(stranger.account).post(f"/eleve/mot/{campaign.pk}/ranger/")["Location"] == "/eleve/"
    assert not PutAway.objects.exists()

"""An officer writes to families without ever reading who they are."""

import re
from datetime import date, time, timedelta

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from declic.campaigns.actions import draw_due, hand_over_letters, plan_campaign, read_effects
from declic.campaigns.models import Campaign
from declic.campaigns.rules import limits
from declic.campaigns.rules.effect import Effect, Verdict
from declic.campaigns.rules.states import Audience, CampaignState, Channel
from declic.dispatch.models import OpeningHours
from declic.ground.paris import at_paris
from declic.sponsors.models import Sponsor
from declic.sponsors.rules.officers import OfficerRole
from declic.web.sponsor.messages_said import effect_line
from tests.campaigns.world import came, make_campaign, never_came, not_enrolled
from tests.web.clients import signed_in
from tests.world import make_officer, make_sponsor

pytestmark = pytest.mark.django_db
NEW = "/partenaire/messages/nouveau/never_came/email/"


@pytest.fixture
def sponsor() -> Sponsor:
    sponsor = make_sponsor("Clichy", now=timezone.now())
    never_came(sponsor, 7)
    return sponsor


@pytest.fixture
def officer(sponsor: Sponsor) -> Client:
    return signed_in(make_officer(sponsor).account)


def read(answer: object) -> str:
    return answer.content.decode().replace("\u00a0", " ")  # type: ignore[attr-defined]


def test_an_audience_of_nobody_reads_as_one_of_four(officer: Client, sponsor: Sponsor) -> None:
    """Whoever gave a code to one family learns nothing as it opens its account, enrols, or asks for help."""
    empty = read(officer.get("/partenaire/messages/"))
    assert "moins de 5 familles" in empty
    for audience in Audience:
        for channel in Channel:
            assert f"/nouveau/{audience.value}/{channel.value}/" in empty
    for family in range(4):
        not_enrolled(sponsor)
        came(never_came(sponsor)[0], timezone.now() - timedelta(days=20 + family))
    assert plain(read(officer.get("/partenaire/messages/"))) == plain(empty)


def test_a_message_to_nobody_leaves_as_one_to_a_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "may_leave", lambda moment: moment is not None)
    assert pages_of_a_message(0) == pages_of_a_message(3)


def pages_of_a_message(families: int) -> list[str]:
    """From its draft to the reading of its effect, with so many families to write to."""
    now = timezone.now()
    sponsor = make_sponsor("Clichy", now=now)
    for _ in range(families):
        not_enrolled(sponsor)
    officer = make_officer(sponsor)
    client = signed_in(officer.account)
    campaign = make_campaign(sponsor, Audience.NOT_ENROLLED, now=now)
    pages: list[str] = []

    def looks() -> None:
        page = plain(read(client.get(f"/partenaire/messages/{campaign.pk}/")))
        pages.append(page.replace(f"/{campaign.pk}/", "/").replace(str(officer.account.email), ""))

    looks()
    client.post(
        f"/partenaire/messages/{campaign.pk}/",
        {"on": f"{timezone.localdate() + timedelta(days=1)}", "clock": "12:00", "seen": campaign.digest},
    )
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.PLANNED.value
    looks()
    assert campaign.planned_for is not None
    assert draw_due(now=campaign.planned_for) == 1
    looks()
    hand_over_letters(now=campaign.planned_for)
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.SENT.value
    assert campaign.letters.count() == families
    looks()
    assert read_effects(now=campaign.planned_for + timedelta(days=29)) == 2
    looks()
    return pages


def plain(page: str) -> str:
    return re.sub(r'value="[^"]*"|Someone \d+|Personne \d+', "", page)


def test_a_message_is_written_seen_planned_and_taken_back(officer: Client, sponsor: Sponsor) -> None:
    listed = read(officer.get("/partenaire/messages/"))
    assert "5 familles environ" in listed
    assert "Benali" not in listed
    seen = officer.post(NEW, {"title": "Bonsoir", "text": "Bonjour {prenom}, de {commune}."}, follow=True)
    address = seen.redirect_chain[-1][0]
    assert "Bonjour Karima, de Clichy." in read(seen)
    day = timezone.localdate() + timedelta(days=1)
    day += timedelta(days=1) if day.weekday() == 6 else timedelta()
    asked = {"on": f"{day:%Y-%m-%d}", "clock": "12:00", **hidden(read(seen))}
    night = officer.post(address, {**asked, "clock": "21:00"})
    assert (night.status_code, "entre 20 h et 8 h" in read(night)) == (422, True)
    planned = officer.post(address, {**asked, **hidden(read(night))}, follow=True)
    assert "C’est prévu" in read(planned)
    changed = officer.post(f"{address}texte/", {"title": "Autre", "text": "Autre"})
    assert (changed.status_code, "il ne change plus" in read(changed)) == (422, True)
    again = officer.post(address, {**asked, "on": f"{day + timedelta(days=7):%Y-%m-%d}"}, follow=True)
    assert ("C’est prévu" in read(again), "n’est plus un brouillon" in read(again)) == (False, True)
    officer.post(f"{address}acte/", {"act": "unplan"})
    typed = {"title": "Autre", "text": "Autre message.", **hidden(read(officer.get(f"{address}texte/")))}
    officer.post(f"{address}texte/", typed)
    campaign = Campaign.objects.get()
    assert (campaign.state, campaign.text) == (CampaignState.DRAFT.value, "Autre message.")
    officer.post(f"{address}acte/", {"act": "drop", "seen": campaign.digest})
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.CANCELLED.value


def test_the_one_who_stops_a_message_reads_what_still_arrives_and_when_it_was_too_late(
    officer: Client, sponsor: Sponsor
) -> None:
    day = timezone.now() + timedelta(days=1)
    noon = at_paris(day.date() + timedelta(days=day.isoweekday() == 7), time(12))
    campaign = make_campaign(sponsor, now=timezone.now())
    acts = f"/partenaire/messages/{campaign.pk}/acte/"

    def pressed(act: str) -> str:
        return read(officer.post(acts, {"act": act}, follow=True))

    plan_campaign(campaign=campaign, at=noon, by=None, now=timezone.now())
    assert "C’est repris : rien ne part." in pressed("unplan")
    assert "C’est déjà un brouillon" in pressed("unplan")
    plan_campaign(campaign=campaign, at=noon, by=None, now=timezone.now())
    draw_due(now=noon)
    assert "il commence à partir" in pressed("unplan")
    assert "C’est arrêté. Ce que la messagerie a déjà pris arrive" in pressed("stop")
    assert "Il est déjà arrêté" in pressed("stop")
    page = f"/partenaire/messages/{campaign.pk}/"
    assert "Arrêtées avant de partir" in read(officer.get(page))
    Campaign.objects.update(state=CampaignState.SENT.value, ended_at=timezone.now())
    assert 'value="stop"' in read(officer.get(page)), "some may wait with the mail server still"
    assert "C’est arrêté. Ce que la messagerie a déjà pris arrive" in pressed("stop")
    Campaign.objects.update(state=CampaignState.SENT.value, ended_at=timezone.now() - limits.CARRIED)
    assert 'value="stop"' not in read(officer.get(page))
    assert "aucun de ses messages n’attend plus" in pressed("stop")


def nobody_carries_texts(settings: LazySettings) -> None:
    settings.PRODUCTION, settings.SMS_PROVIDER = True, "declic.notices.sms.ConsoleSms"


def test_no_text_message_is_offered_where_nobody_carries_it(
    officer: Client, sponsor: Sponsor, settings: LazySettings
) -> None:
    new = "/partenaire/messages/nouveau/never_came/sms/"
    before = read(officer.get("/partenaire/messages/"))
    assert (new in before, officer.get(new).status_code) == (True, 200)
    assert "Un SMS ne va qu’à qui a donné son numéro" in before
    nobody_carries_texts(settings)
    listed = read(officer.get("/partenaire/messages/"))
    assert ("/sms/" in listed, "SMS" in listed, NEW in listed) == (False, False, True)
    assert "Aucun SMS ne part d’ici" in read(officer.get(new, follow=True))
    assert "Aucun SMS ne part d’ici" in read(officer.post(new, {"text": "Bonjour."}, follow=True))
    assert not Campaign.objects.exists()


def test_a_text_message_written_before_says_that_it_does_not_leave(
    officer: Client, sponsor: Sponsor, settings: LazySettings
) -> None:
    campaign = make_campaign(sponsor, channel=Channel.SMS, now=timezone.now())
    page, said = f"/partenaire/messages/{campaign.pk}/", "Aucun SMS ne part d’ici"
    assert said not in read(officer.get(page))
    nobody_carries_texts(settings)
    shown = read(officer.get(page))
    assert (said in shown, "Prévoir l’envoi" in shown) == (True, False)
    asked = {"on": f"{timezone.localdate() + timedelta(days=1)}", "clock": "12:00", "seen": campaign.digest}
    assert officer.post(page, asked).status_code == 422
    for state in (CampaignState.PLANNED, CampaignState.SENDING, CampaignState.SENT):
        now = timezone.now()
        Campaign.objects.update(state=state.value, planned_for=now, drawn_at=now, ended_at=now)
        assert said in read(officer.get(page)), state
    Campaign.objects.update(state=CampaignState.CANCELLED.value)
    assert said not in read(officer.get(page))


def hidden(page: str) -> dict[str, str]:
    """The digest of what was read, as the form bears it."""
    (seen, *_) = re.findall(r'name="seen" value="([^"]+)"', page)
    return {"seen": seen}


CHANGED = "Ce message a changé depuis que cette page est ouverte"


def test_one_that_did_not_leave_because_nothing_pays_says_so(officer: Client, sponsor: Sponsor) -> None:
    """Its agreement was ended before its day: it was a draft again without a word."""
    day, said = timezone.now() + timedelta(days=3), "Aucune convention ne court aujourd’hui"
    campaign = make_campaign(sponsor, now=timezone.now())
    page = f"/partenaire/messages/{campaign.pk}/"
    assert said not in read(officer.get(page))
    noon = at_paris(day.date() + timedelta(days=day.isoweekday() == 7), time(12))
    plan_campaign(campaign=campaign, at=noon, by=None, now=timezone.now())
    sponsor.agreements.update(ends_on=timezone.localdate() - timedelta(days=1))
    draw_due(now=noon)
    shown = read(officer.get(page))
    assert "Quand l’envoyer ?" in shown
    assert said in shown


def test_words_a_colleague_changed_since_are_neither_planned_nor_dropped_nor_written_over_unread(
    officer: Client, sponsor: Sponsor
) -> None:
    campaign = make_campaign(sponsor, now=timezone.now())
    page, day = f"/partenaire/messages/{campaign.pk}/", timezone.localdate() + timedelta(days=1)
    day += timedelta(days=1) if day.weekday() == 6 else timedelta()
    asked, mine = {"on": f"{day:%Y-%m-%d}", "clock": "12:30"}, {"title": "Le mien", "text": "Mon texte."}
    old = hidden(read(officer.get(page)))
    theirs = {"title": "Le sien", "text": "Son texte.", **hidden(read(officer.get(f"{page}texte/")))}
    assert signed_in(make_officer(sponsor).account).post(f"{page}texte/", theirs).status_code == 302

    for stale in (old, {}):
        planned, written = officer.post(page, asked | stale), officer.post(f"{page}texte/", mine | stale)
        for answer, typed in ((planned, "12:30"), (written, "Mon texte.")):
            assert (answer.status_code, CHANGED in read(answer)) == (422, True)
            assert typed in read(answer), "what was typed comes back"
            assert "Son texte." in read(answer), "and what is to be read"
        assert CHANGED in read(officer.post(f"{page}acte/", {"act": "drop"} | stale, follow=True))
    campaign.refresh_from_db()
    assert (campaign.state, campaign.title) == (CampaignState.DRAFT.value, "Le sien")
    assert officer.post(f"{page}texte/", mine | hidden(read(written))).status_code == 302
    assert officer.post(page, asked | hidden(read(officer.get(page)))).status_code == 302
    campaign.refresh_from_db()
    assert (campaign.state, campaign.title) == (CampaignState.PLANNED.value, "Le mien")


def test_a_word_for_the_pupils_is_seen_as_they_read_it_and_what_is_wrong_said_beside_it(officer: Client) -> None:
    said = {"title": "Bonsoir", "text": "Bonjour.", "word": "Appelle le 06 12 34 56 78"}
    wrong = officer.post(NEW, said)
    assert (wrong.status_code, "Ni lien, ni adresse, ni numéro" in read(wrong)) == (422, True)
    seen = read(officer.post(NEW, {**said, "word": "<b>Courage</b>, dit {commune} !"}, follow=True))
    assert "Sur la page de l’élève" in seen
    assert "&lt;b&gt;Courage&lt;/b&gt;, dit Clichy" in seen
    assert "à lire ensemble" in seen
    assert "200 signes au plus" in read(officer.get(NEW))


def test_the_day_proposed_is_one_when_a_teacher_is_there(officer: Client, sponsor: Sponsor) -> None:
    OpeningHours.objects.create(weekday=1, opens_at=time(16), closes_at=time(22), in_holidays=True)
    campaign = make_campaign(sponsor, now=timezone.now())
    page = read(officer.get(f"/partenaire/messages/{campaign.pk}/"))
    (day,) = re.findall(r'name="on" value="([0-9-]+)"', page)
    assert date.fromisoformat(day).weekday() == 1


def test_what_is_wrong_is_said_beside_its_field(officer: Client) -> None:
    refused = officer.post(NEW, {"title": "Bonsoir", "text": "Bonjour {nom}"})
    assert (refused.status_code, "retirez les autres accolades" in read(refused)) == (422, True)
    assert officer.get("/partenaire/messages/nouveau/everybody/email/").status_code == 404
    assert officer.get("/partenaire/messages/nouveau/never_came/fax/").status_code == 404


def test_another_role_or_sponsor_reads_nothing_of_it(sponsor: Sponsor) -> None:
    campaign = make_campaign(sponsor)
    for other in (
        make_officer(sponsor, OfficerRole.READER),
        make_officer(sponsor, OfficerRole.ENROLLER),
        make_officer(make_sponsor()),
    ):
        client = signed_in(other.account)
        for path in ("", "texte/"):
            assert client.get(f"/partenaire/messages/{campaign.pk}/{path}").status_code == 404
        assert client.post(f"/partenaire/messages/{campaign.pk}/acte/", {"act": "drop"}).status_code == 404
    assert Campaign.objects.get().state == CampaignState.DRAFT.value


def test_the_page_of_one_that_left_names_nobody(
    officer: Client, sponsor: Sponsor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "may_leave", lambda moment: moment is not None)
    now = timezone.now()
    campaign = make_campaign(sponsor, Audience.NEVER_CAME, now=now)
    Campaign.objects.filter(pk=campaign.pk).update(state=CampaignState.PLANNED.value, planned_for=now)
    assert draw_due(now=now) == 1
    page = read(officer.get(f"/partenaire/messages/{campaign.pk}/"))
    assert "Benali" not in page.replace("Karima Benali est inventée", "")
    assert "Encore à prévenir" in page
    assert "C’est trop tôt." in page


def test_an_effect_is_said_before_its_numbers() -> None:
    unknown = effect_line(Effect(14, Verdict.UNKNOWN, sent=12.5, held=10.0, low=-4.2, high=9.1))
    assert unknown.verdict == "On ne peut pas encore dire."
    assert "entre −4 et +9 points" in unknown.detail
    assert effect_line(Effect(28, Verdict.TOO_FEW)).detail.startswith("Il en faut cinq")


def test_a_message_is_proposed_for_a_day_the_agreement_is_open(officer: Client, sponsor: Sponsor) -> None:
    ahead = [timezone.localdate() + timedelta(days=number) for number in range(10)]
    noons = [noon for day in ahead if (noon := at_paris(day, time(12))) > timezone.now() and limits.may_leave(noon)]
    agreed = noons[1].date()
    sponsor.agreements.update(weekdays=str(agreed.weekday()))
    seen = officer.post(NEW, {"title": "Bonsoir", "text": "Bonjour {prenom}, de {commune}."}, follow=True)
    assert re.findall(r'name="on" value="([0-9-]+)"', read(seen)) == [agreed.isoformat()]

"""Messages to families who do not come: written, seen as on a phone, planned, stopped, and what they changed."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django.contrib import messages as told
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from declic.campaigns import actions
from declic.campaigns.actions.writing import NOT_CARRIED
from declic.campaigns.models import Campaign
from declic.campaigns.queries import (
    access_campaign,
    audience_size,
    campaigns_of,
    effects_of,
    is_paid_for,
    is_stoppable,
    left_today,
    unreachable_size,
    ways,
)
from declic.campaigns.rules import limits, words
from declic.campaigns.rules.states import Audience, CampaignState, Channel
from declic.campaigns.tickets import way_out
from declic.dispatch.queries.agreed import hours_of_sponsor
from declic.dispatch.rules.hours import Opening
from declic.ground.errors import NotYours, Refusal
from declic.ground.paris import at_paris, paris_day
from declic.ground.text_message import Size, plainer, size_of
from declic.sponsors.models import Officer, Sponsor
from declic.sponsors.rules.officers import Right
from declic.web.account.once import made_once
from declic.web.sponsor.access import for_officer, page
from declic.web.sponsor.messages_forms import PlanForm, WordsForm
from declic.web.sponsor.messages_said import carrier, effect_line, families, progress_lines, say

SHOWN = 50
SAMPLE = "Karima Benali"
NOON = time(12)
SEEN = "seen"
"""The digest of the words that the page of this form showed."""


@dataclass(frozen=True)
class Choice:
    audience: Audience
    sizes: list[tuple[Channel, str]]
    """By which way, and to how many in words."""


@never_cache
@require_safe
@for_officer(Right.REACH)
def messages(request: HttpRequest, officer: Officer) -> HttpResponse:
    now = timezone.now()
    choices = [
        Choice(one, [(way, families(audience_size(officer.sponsor, one, way, now))) for way in ways()])
        for one in Audience
    ]
    said: dict[str, object] = {"choices": choices, "written": campaigns_of(officer.sponsor)[:SHOWN]}
    said["texts"] = Channel.SMS in ways()
    said["unreachable"] = families(unreachable_size(officer.sponsor))
    return page(request, officer, "messages", said)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_officer(Right.REACH)
def new_message(request: HttpRequest, officer: Officer, audience: str, channel: str) -> HttpResponse:
    """A ready text, to be changed."""
    who, way = _known(audience, channel)
    if way not in ways():  # from a page of before
        told.error(request, NOT_CARRIED)
        return redirect("sponsor:messages")
    ready = {"title": words.TITLES[who], "text": words.TEXTS[who, way]}
    form = WordsForm(request.POST or None, initial=ready, audience=who, channel=way)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(made_once(request, officer.account, lambda: _written(officer, who, way, form)))
        except Refusal as refusal:
            _refused(form, refusal)
    said = {"form": form, "audience": who, "channel": way}
    return page(request, officer, "message_words", said, status=422 if form.errors else 200)


def _written(officer: Officer, who: Audience, way: Channel, form: WordsForm) -> str:
    draft = actions.write_campaign(
        sponsor=officer.sponsor, audience=who, channel=way, by=officer.account, now=timezone.now(), **form.words()
    )
    return reverse("sponsor:message", args=[draft.pk])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_officer(Right.REACH)
def change_message(request: HttpRequest, officer: Officer, campaign_id: int) -> HttpResponse:
    campaign = access_campaign(officer, campaign_id)
    way = Channel(campaign.channel)
    initial = {"title": campaign.title, "text": campaign.text, "word": campaign.word}
    form = WordsForm(request.POST or None, initial=initial, audience=Audience(campaign.audience), channel=way)
    changed = False
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(made_once(request, officer.account, lambda: _changed(request, officer, campaign, form)))
        except Refusal as refusal:
            _refused(form, refusal)
            changed = refusal.code == "changed_since"
    held = access_campaign(officer, campaign_id)  # what was typed stays, beside what a colleague wrote
    said = {"form": form, "audience": Audience(held.audience), "channel": way, "changed": changed, "campaign": held}
    said[SEEN] = _digest_seen(request, held, changed=changed)
    return page(request, officer, "message_words", said, status=422 if form.errors else 200)


def _changed(request: HttpRequest, officer: Officer, campaign: Campaign, form: WordsForm) -> str:
    seen, now = request.POST.get(SEEN, ""), timezone.now()
    actions.change_campaign(campaign=campaign, by=officer.account, now=now, seen=seen, **form.words())
    return reverse("sponsor:message", args=[campaign.pk])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_officer(Right.REACH)
def message(request: HttpRequest, officer: Officer, campaign_id: int) -> HttpResponse:
    """As a family reads it. POST: it is planned."""
    campaign, now = access_campaign(officer, campaign_id), timezone.now()
    form, changed = PlanForm(request.POST or None, initial=_next_noon(officer.sponsor, now)), False
    if request.method == "POST" and form.is_valid():
        read = campaign
        try:
            return redirect(made_once(request, officer.account, lambda: _planned(request, officer, read, form)))
        except Refusal as refusal:
            if refusal.code == "not_a_draft":  # the page is an old one: the new one says where it is
                told.error(request, refusal.message)
                return redirect("sponsor:message", campaign.pk)
            form.add_error(
                {"past": "on", "too_far": "on", "no_agreement": "on", "quiet": "clock"}.get(refusal.code),
                refusal.message,
            )
            changed = refusal.code == "changed_since"
            campaign = access_campaign(officer, campaign_id)  # as it is now, for what is read next
    return _message_page(
        request, officer, campaign, form, now=now, seen=_digest_seen(request, campaign, changed=changed)
    )


def _planned(request: HttpRequest, officer: Officer, campaign: Campaign, form: PlanForm) -> str:
    seen, now = request.POST.get(SEEN, ""), timezone.now()
    actions.plan_campaign(campaign=campaign, at=form.moment(), by=officer.account, now=now, seen=seen)
    told.success(request, "C’est prévu. Vous pouvez encore le reprendre avant qu’il parte.")
    return reverse("sponsor:message", args=[campaign.pk])


def _digest_seen(request: HttpRequest, campaign: Campaign, *, changed: bool) -> str:
    """The digest that came stays while something else is mended."""
    return campaign.digest if changed else request.POST.get(SEEN, campaign.digest)


def _message_page(  # noqa: PLR0913  (a page is all it shows)
    request: HttpRequest, officer: Officer, campaign: Campaign, form: PlanForm, *, now: datetime, seen: str
) -> HttpResponse:
    who, way = Audience(campaign.audience), Channel(campaign.channel)
    sample = {"name": SAMPLE, "commune": officer.sponsor.name}
    shown = words.filled(campaign.text, **sample)
    shown = plainer(shown) if way is Channel.SMS else shown
    size = audience_size(officer.sponsor, who, way, now)
    said = {
        "campaign": campaign,
        "audience": who,
        "channel": way,
        "title": words.filled(campaign.title, **sample),
        "text": shown,
        "word": words.filled(campaign.word, **sample),
        "size": families(size),
        "days": limits.days_of(size),
        "day_max": limits.DAY_MAX,
        "goes_on": campaign.state == CampaignState.SENDING.value and not left_today(campaign, now),
        "is_paid": is_paid_for(officer.sponsor, who, paris_day(now)),
        "is_carried": way in ways() or campaign.state == CampaignState.CANCELLED.value,
        "can_stop": is_stoppable(campaign, now),
        "progress": progress_lines(campaign, now),
        "effects": [effect_line(one) for one in effects_of(campaign)],
        "form": form,
        SEEN: seen,
        "held_out": limits.HELD_OUT,
        "sms_size": _sms_size(shown) if way is Channel.SMS else None,
    }
    return page(request, officer, "message", said, status=422 if form.errors else 200)


@require_POST
@for_officer(Right.REACH)
def message_act(request: HttpRequest, officer: Officer, campaign_id: int) -> HttpResponse:
    """POST `act`: taken back, dropped, or stopped on its way."""
    campaign, now = access_campaign(officer, campaign_id), timezone.now()
    match request.POST.get("act", ""):
        case "unplan":
            is_back = actions.unplan_campaign(campaign=campaign, by=officer.account, now=now)
            say(request, access_campaign(officer, campaign_id), "C’est repris : rien ne part." if is_back else "")
        case "stop":
            is_stopped = actions.stop_campaign(campaign=campaign, by=officer.account, now=now)
            said = f"C’est arrêté. Ce que {carrier(campaign)} a déjà pris arrive ; le reste ne part pas."
            say(request, access_campaign(officer, campaign_id), said if is_stopped else "")
        case "drop":
            try:
                seen = request.POST.get(SEEN, "")
                actions.drop_campaign(campaign=campaign, by=officer.account, now=now, seen=seen)
            except Refusal as refusal:
                told.error(request, refusal.message)
            else:
                return redirect("sponsor:messages")
        case _:
            raise NotYours
    return redirect("sponsor:message", campaign.pk)


def _sms_size(text: str) -> Size:
    """With the way out that is added, whose address is as long for everybody."""
    return size_of(text + words.SMS_FOOT.format(out=settings.SITE_URL + reverse("public:no_more", args=[way_out(0)])))


def _next_noon(sponsor: Sponsor, now: datetime) -> dict[str, object]:
    """The next noon at which a message may leave, of a day when a teacher is there in the evening if one comes soon."""
    days = [paris_day(now) + timedelta(days=ahead) for ahead in range(limits.AHEAD.days)]
    noons = [noon for day in days if (noon := at_paris(day, NOON)) > now and limits.may_leave(noon)]
    opening = hours_of_sponsor(sponsor, now)
    noon = next((noon for noon in noons if _opens_today(opening(noon), noon)), noons[0])
    return {"on": paris_day(noon), "clock": NOON}


def _opens_today(opening: Opening, noon: datetime) -> bool:
    return opening.is_open or (opening.opens_at is not None and paris_day(opening.opens_at) == paris_day(noon))


def _known(audience: str, channel: str) -> tuple[Audience, Channel]:
    try:
        return Audience(audience), Channel(channel)
    except ValueError:
        raise NotYours from None


def _refused(form: WordsForm, refusal: Refusal) -> None:
    field = _FIELDS.get(refusal.code, "text")
    known = field if field in form.fields else "text"
    form.add_error(None if refusal.code == "changed_since" else known, refusal.message)


_FIELDS = {
    **dict.fromkeys(("no_title", "title_too_long"), "title"),
    **dict.fromkeys(("no_pupils", "word_too_long", "word_unknown_field", "contact_in_word"), "word"),
}
"""Where what is refused is explained."""

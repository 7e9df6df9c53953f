"""Who of the town hall may come in, and in what role: the manager's page."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from declic.ground.errors import NotYours, Refusal
from declic.letters.queries import invitations_unsent, officer_invitations_unsent
from declic.people.models import Account
from declic.sponsors import actions
from declic.sponsors.actions import change_role, dismiss_officer, invite_officer
from declic.sponsors.actions.joining import accept_join, decline_join
from declic.sponsors.models import Officer, OfficerInvitation
from declic.sponsors.queries import (
    access_colleague,
    access_invitation,
    access_join_request,
    invitation_opens,
    invitations_of,
)
from declic.sponsors.rules.officers import OfficerRole, Right
from declic.web.account.invitations import count_invitation, say_again, say_invited_again, say_taken_back
from declic.web.sponsor.access import for_officer, page
from declic.web.sponsor.forms import OfficerForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_officer(Right.TEAM)
def team(request: HttpRequest, officer: Officer) -> HttpResponse:
    form = OfficerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            count_invitation(request, officer.sponsor, form.cleaned_data["email"])
            invited = invite_officer(
                sponsor=officer.sponsor, now=timezone.now(), by=officer.account, **form.cleaned_data
            )
        except Refusal as refusal:
            form.add_error("email", refusal.message)
        else:
            messages.success(request, f"L’invitation de {invited.name} part par e-mail. Elle attend sa réponse.")
            return redirect("sponsor:team")
    listed = list(officer.sponsor.officers.select_related("account").order_by("account__name"))
    now, invited_here = timezone.now(), invitations_of(officer.sponsor)
    unsent = invitations_unsent((one.account_id for one in listed), now)
    waiting = officer_invitations_unsent((one.pk for one in invited_here), now)
    return page(
        request,
        officer,
        "team",
        {
            "form": form,
            "colleagues": [(one, unsent.get(one.account_id)) for one in listed],
            "invitations": [(one, waiting.get(one.pk), invitation_opens(one, now)) for one in invited_here],
            "now": now,
            "roles": OfficerRole,
            "asking": officer.sponsor.join_requests.order_by("asked_at"),
        },
        status=422 if form.errors else 200,
    )


@require_POST
@for_officer(Right.TEAM)
def answer_join(request: HttpRequest, officer: Officer, join_id: int) -> HttpResponse:
    """With a role they are invited; without, the request is forgotten."""
    now = timezone.now()
    try:
        asked = access_join_request(officer, join_id)
    except NotYours:
        raise
    except Refusal as refusal:  # answered meanwhile, by a colleague or by a second tap
        messages.error(request, refusal.message)
        return redirect("sponsor:team")
    if request.POST.get("do") != "accept":
        decline_join(asked=asked, by=officer.account, now=now)
        messages.success(request, "La demande est refusée.")
        return redirect("sponsor:team")
    try:
        count_invitation(request, officer.sponsor, asked.email)
        made = accept_join(asked=asked, role=_role(request), by=officer.account, now=now)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"L’invitation de {made.name} part par e-mail. Elle attend sa réponse.")
    return redirect("sponsor:team")


@require_POST
@for_officer(Right.TEAM)
def invite_again(request: HttpRequest, officer: Officer, invitation_id: int) -> HttpResponse:
    """A new letter, and a new link, to somebody who has not answered."""
    _say_of(request, officer, invitation_id, say_invited_again)
    return redirect("sponsor:team")


@require_POST
@for_officer(Right.TEAM)
def take_back(request: HttpRequest, officer: Officer, invitation_id: int) -> HttpResponse:
    _say_of(request, officer, invitation_id, say_taken_back)
    return redirect("sponsor:team")


def _say_of(
    request: HttpRequest,
    officer: Officer,
    invitation_id: int,
    say: Callable[[HttpRequest, OfficerInvitation, Account], None],
) -> None:
    try:
        held = access_invitation(officer, invitation_id)
    except NotYours:
        raise
    except Refusal as refusal:  # answered or taken back meanwhile
        messages.error(request, refusal.message)
    else:
        say(request, held, officer.account)


@require_POST
@for_officer(Right.TEAM)
def role(request: HttpRequest, officer: Officer, officer_id: int) -> HttpResponse:
    colleague = access_colleague(officer, officer_id)
    try:
        seen = request.POST.get("seen", "")
        change_role(officer=colleague, role=_role(request), now=timezone.now(), seen=seen, by=officer.account)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"{colleague.account.name} : {OfficerRole(colleague.role).label}.")
    return redirect("sponsor:home" if officer.pk == colleague.pk and not colleague.may(Right.TEAM) else "sponsor:team")


@require_POST
@for_officer(Right.TEAM)
def write_again(request: HttpRequest, officer: Officer, officer_id: int) -> HttpResponse:
    """To a colleague whose invitation did not arrive."""
    colleague = access_colleague(officer, officer_id)
    say_again(
        request, colleague.account, lambda now: actions.write_again(officer=colleague, now=now, by=officer.account)
    )
    return redirect("sponsor:team")


@require_POST
@for_officer(Right.TEAM)
def dismiss(request: HttpRequest, officer: Officer, officer_id: int) -> HttpResponse:
    colleague = access_colleague(officer, officer_id)
    try:
        dismiss_officer(officer=colleague, now=timezone.now(), by=officer.account)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("sponsor:team")
    if colleague.account_id == officer.account_id:
        return redirect("public:home")
    messages.success(request, f"{colleague.account.name} n’a plus d’accès.")
    return redirect("sponsor:team")


def _role(request: HttpRequest) -> OfficerRole:
    """Refusal `bad_role`."""
    try:
        return OfficerRole(request.POST.get("role", ""))
    except ValueError:
        raise Refusal("bad_role", "Choisissez un rôle de la liste.") from None

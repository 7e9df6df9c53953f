"""The page of an invitation into a sponsor's team: whoever reads its letter answers it here.

A look changes nothing. Whoever has an account signs in first; whoever has none makes it here, and only here. An
account nobody has come into yet is opened by its own letter: the address may have been given to a family by mistake.
"""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from declic.ground.errors import Refusal
from declic.people.actions import choose_password, invite_again
from declic.people.models import Account, Guardian, Teacher
from declic.people.queries import came_in, held_address
from declic.safeguarding.actions import disown_address
from declic.sponsors.actions import accept_invitation, accept_with_new_account, take_invitation_back
from declic.sponsors.models import DeskFamily, Officer, OfficerInvitation
from declic.sponsors.queries import invitation_of
from declic.sponsors.rules.officers import OfficerRole
from declic.web.account.invitations import say_again


class PasswordForm(forms.Form):
    password1 = forms.CharField(
        label="Un mot de passe",
        help_text="Dix signes au moins. Une phrase courte est facile à retenir.",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password1(self) -> str:
        cleaned: str = get_adapter().clean_password(self.cleaned_data["password1"])
        return cleaned


class NewAccountForm(PasswordForm):
    name = forms.CharField(
        label="Vos prénom et nom", max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    field_order = ("name", "password1")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def invitation(request: HttpRequest, invited: str) -> HttpResponse:
    """`invited` is the secret of the letter. Who is signed in, if anybody, decides what is asked."""
    try:
        held = invitation_of(invited, timezone.now())
        if request.method == "POST" and request.POST.get("do") == "decline":
            return _declined(request, held)
        return _signed_in(request, held, invited) if request.user.is_authenticated else _visitor(request, held, invited)
    except Refusal as refusal:
        if refusal.code != "invitation_gone":
            raise
        return _answered(request) or _shown(request, None, "gone", status=404)


def _answered(request: HttpRequest) -> HttpResponse | None:
    """Whoever is of a team goes to it: a second tap, or the letter read again. Not where a later letter of it waits."""
    account = request.user
    if not isinstance(account, Account):
        return None
    officer = Officer.objects.select_related("sponsor").filter(account=account).first()
    if officer is None or officer.sponsor.invitations.filter(email__iexact=account.email or "").exists():
        return None
    messages.info(request, f"Ce lien ne sert plus. Vous êtes dans l’équipe de {officer.sponsor.name}.")
    return redirect("sponsor:home")


def _signed_in(request: HttpRequest, held: OfficerInvitation, secret: str) -> HttpResponse:
    account = request.user
    assert isinstance(account, Account)  # noqa: S101  (the caller has looked)
    done = request.POST.get("do") if request.method == "POST" else ""
    if (account.email or "").lower() != held.email:
        if done == "leave":
            logout(request)
            return redirect("account:invitation", secret)
        return _shown(request, held, "elsewhere")
    problem = ""
    if done == "accept":
        try:
            officer = accept_invitation(secret=secret, account=account, now=timezone.now())
        except Refusal as refusal:
            if refusal.code == "invitation_gone":
                raise
            problem = refusal.message
        else:
            messages.success(request, f"Vous êtes dans l’équipe de {officer.sponsor.name}.")
            return redirect("sponsor:home")
    is_family = Guardian.objects.filter(account=account).exists()
    return _shown(request, held, "accept", status=409 if problem else 200, problem=problem, is_family=is_family)


def _visitor(request: HttpRequest, held: OfficerInvitation, secret: str) -> HttpResponse:
    account = Account.objects.filter(email__iexact=held.email).first()
    if held_address(held.email) is not None or (account is not None and account.has_usable_password()):
        return _shown(request, held, "sign_in")
    if account is not None and (letter := _letter_of(account)):
        return _known(request, held, secret, account, letter)
    kind, typed = (NewAccountForm if account is None else PasswordForm), request.POST or None
    initial: dict[str, Any] = {} if account is not None else {"name": held.name}
    form = kind(typed, initial=initial)
    if typed and form.is_valid():
        try:
            return _enters(request, account, secret, form.cleaned_data)
        except Refusal as refusal:
            if refusal.code == "invitation_gone":
                raise
            form.add_error(None, refusal.message)
    return _shown(request, held, "new", form=form, status=422 if form.errors else 200)


def _letter_of(account: Account) -> str:
    """The letter that opens what the account opens; empty where it opens nothing."""
    opens = {
        "staff": account.is_staff or hasattr(account, "pupil"),
        "family": hasattr(account, "guardian"),
        "teacher": Teacher.objects.filter(account=account).exists(),
        "officer": Officer.objects.filter(account=account).exists(),
    }
    return next((letter for letter, is_so in opens.items() if is_so), "")


def _known(request: HttpRequest, held: OfficerInvitation, secret: str, account: Account, letter: str) -> HttpResponse:
    """It has no password, and who reads the address need not be whom it was made for: they say which."""
    desk = DeskFamily.objects.select_related("sponsor", "guardian__account").filter(guardian__account=account).first()
    since = desk.addressed_at if desk else None
    entered = came_in(account, since) if since else account.last_login is not None
    if entered or letter == "staff" or not account.is_active:
        return _shown(request, held, "sign_in")
    done = request.POST.get("do") if request.method == "POST" else ""
    if done == "letter":
        say_again(request, account, lambda now: invite_again(account=account, role=letter, now=now, by=None))
        return redirect("account:invitation", secret)
    if done == "not_mine" and desk is not None and since:
        disown_address(family=desk, now=timezone.now())
        return redirect("account:invitation", secret)
    return _shown(request, held, "known", account=account, letter=letter, desk=desk if since else None)


def _enters(request: HttpRequest, account: Account | None, secret: str, said: dict[str, Any]) -> HttpResponse:
    """Their own door: another control chosen before is asked, and the page they come to asks for the second one."""
    here = f"/invitation/{secret}/"
    if account is None:
        officer = accept_with_new_account(
            secret=secret, name=said["name"], password=said["password1"], now=timezone.now()
        )
        account, here = officer.account, "/partenaire/"
    else:
        choose_password(account=account, password=said["password1"])
    entered: HttpResponse = perform_password_login(
        request, {"email": account.email}, Login(user=account, redirect_url=here)
    )
    return entered


def _declined(request: HttpRequest, held: OfficerInvitation) -> HttpResponse:
    take_invitation_back(invitation=held, now=timezone.now())
    return _shown(request, held, "declined")


def _shown(
    request: HttpRequest, held: OfficerInvitation | None, step: str, *, status: int = 200, **said: object
) -> HttpResponse:
    known: dict[str, object] = {"step": step, "held": held, "role": OfficerRole(held.role) if held else None}
    return render(request, "account/invited.html", {**known, **said}, status=status)

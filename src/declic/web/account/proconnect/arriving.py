"""Somebody ProConnect identified and no account is linked to: they prove their address, or ask to join.

Being of an organisation gives no right: an officer was invited, or a manager of the sponsor accepts them. And an
address told by somebody else opens no account: a letter goes to it, whose link works in the browser that asked.
"""

import time
from typing import Any, Final, TypedDict, cast

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from declic.ground.errors import Refusal
from declic.letters.actions import send_now
from declic.letters.rules import Fate, Kind
from declic.people.models import Account
from declic.sponsors.actions.joining import ask_to_join
from declic.sponsors.models import Officer, Sponsor
from declic.sponsors.queries import managers_of, sponsor_of_siret, waiting_invitation
from declic.sponsors.rules.officers import is_of
from declic.web.account import limits
from declic.web.account.adapter import named, said_of
from declic.web.account.proconnect.views import ARRIVAL

SALT: Final = "declic.proconnect"
LIFE_S: Final = 3600
LETTERS: Final = limits.Budget(3, 3600)
"""An hour, to one address."""
LETTER = """Bonjour {name},

Vous venez de vous identifier avec ProConnect. Pour relier ProConnect à votre compte Déclic, ouvrez ce lien dans le
navigateur où vous étiez :
{link}

Il tient une heure. Vous n’avez rien demandé ? Ne faites rien : personne n’entre sans lui.

L’équipe Déclic
"""


class Arrival(TypedDict):
    """In the session: who ProConnect says this is, until they are linked or ask to join."""

    uid: str
    siret: str
    email: str
    name: str
    at: float


def stash(request: HttpRequest, uid: str, person: Account, siret: str) -> None:
    """`person`: as ProConnect tells them."""
    request.session[ARRIVAL] = Arrival(
        uid=uid,
        siret=siret,
        email=(person.email or "").strip(),
        name=person.name,
        at=time.time(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def arrival(request: HttpRequest) -> HttpResponse:
    """An invited officer gets a letter that proves their address; others may ask the sponsor's managers."""
    here = _arrival(request)
    if here is None:
        return redirect("account_login")
    officer = _invited(here)
    sponsor = officer.sponsor if officer else sponsor_of_siret(here["siret"])
    step = "prove" if officer else _to_ask(sponsor, here) if sponsor else "unknown"
    problem = ""
    if request.method == "POST" and sponsor is not None:
        try:
            step = _prove(request, officer, here) if officer else _ask(sponsor, here)
        except Refusal as refusal:
            problem = refusal.message
    said = {"step": step, "sponsor": sponsor, "email": here["email"], "problem": problem}
    has_managers = sponsor is not None and bool(managers_of(sponsor.pk))
    return render(request, "account/proconnect_arrival.html", {**said, "has_managers": has_managers})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def link(request: HttpRequest, key: str) -> HttpResponse:
    """The letter's link, in the browser that asked for it. A look links nothing: the button does."""
    here, told = _arrival(request), _told(key)
    officer = _invited(here) if here else None
    if here is None or officer is None or told != {"uid": here["uid"], "account": officer.account_id}:
        return render(request, "account/proconnect_link.html", {"works": False}, status=403)
    problem = ""
    if request.method == "POST":
        try:
            _link(officer, here)
        except Refusal as refusal:
            problem = refusal.message
        else:
            del request.session[ARRIVAL]
            messages.success(request, "ProConnect est relié à votre compte : vous pouvez entrer avec lui.")
            return redirect("account_login")
    said = {"works": True, "sponsor": officer.sponsor, "problem": problem}
    return render(request, "account/proconnect_link.html", said, status=409 if problem else 200)


@transaction.atomic
def _link(officer: Officer, here: Arrival) -> None:
    """One identity is one account's. It leaves an old account that is no officer's any more.

    Refusal `identity_taken` where another officer enters with it.
    """
    linked = SocialAccount.objects.filter(provider="proconnect")
    held = linked.filter(uid=here["uid"]).exclude(user=officer.account)
    if Officer.objects.filter(account__in=held.values("user")).exists():
        raise Refusal(
            "identity_taken",
            "Cette identité ProConnect ouvre déjà un autre compte d’agent. Entrez avec lui, ou demandez à son"
            " gestionnaire de le retirer de l’équipe, puis recommencez.",
        )
    held.delete()
    linked.filter(user=officer.account).delete()
    linked.create(user=officer.account, provider="proconnect", uid=here["uid"], extra_data={"siret": here["siret"]})


def _prove(request: HttpRequest, officer: Officer, here: Arrival) -> str:
    """Refusal `too_fast`."""
    about = f"account:{officer.account_id}"
    limits.check(request, "proconnect_letter", about, LETTERS, adult=True)
    limits.note_wrong(request, "proconnect_letter", about, LETTERS)
    key = signing.dumps({"uid": here["uid"], "account": officer.account_id}, salt=SALT)
    address = settings.SITE_URL + reverse("account:proconnect_link", args=[key])
    letter = LETTER.format(name=officer.account.name, link=address)
    message = EmailMessage("Relier ProConnect à votre compte", letter, to=[here["email"]])
    fate = send_now(letter=message, kind=Kind.LINK, about=named("proconnect", here["email"]), now=timezone.now())
    if fate is Fate.LEFT:
        return "sent"
    messages.error(request, said_of(Kind.LINK, fate))
    return "prove"


def _to_ask(sponsor: Sponsor, here: Arrival) -> str:
    return "waits" if waiting_invitation(sponsor, here["email"], timezone.now()) else "ask"


def _ask(sponsor: Sponsor, here: Arrival) -> str:
    asked = ask_to_join(sponsor=sponsor, email=here["email"], name=here["name"], now=timezone.now())
    return "asked" if asked else "invited"


def _invited(here: Arrival) -> Officer | None:
    """The officer of that organisation with that address."""
    officers = Officer.objects.select_related("account", "sponsor").filter(
        account__email__iexact=here["email"], account__is_active=True
    )
    found = officers.first() if here["email"] else None
    if found is None:
        return None
    of = is_of(here["siret"], sponsor_siret=found.sponsor.siret, sponsor_siren=found.sponsor.siren)
    return found if of else None


def _arrival(request: HttpRequest) -> Arrival | None:
    here = request.session.get(ARRIVAL)
    return cast("Arrival", here) if here and time.time() - here["at"] < LIFE_S else None


def _told(key: str) -> Any:
    try:
        return signing.loads(key, salt=SALT, max_age=LIFE_S)
    except signing.BadSignature:
        return None

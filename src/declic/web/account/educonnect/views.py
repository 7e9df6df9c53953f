"""« Continuer avec EduConnect »: who somebody of a family is, said by the school's sign-in. It gives no right.

A parent it names for the first time types their activation code as everyone does, or signs in as they did until then;
only then is the identity linked, by their own hand. A pupil is linked by their parent, and never registers.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, ParamSpec

from allauth.account.decorators import reauthentication_required
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from declic.ground.errors import Refusal
from declic.people.actions.identities import link_identity, unlink_identity
from declic.people.models import Account, Guardian, Pupil
from declic.people.queries import access_child, identity_digest
from declic.web.account import saml
from declic.web.account.access import for_guardian
from declic.web.account.card import open_session
from declic.web.account.educonnect.arrived import ARRIVAL, Arrival, arrival_of
from declic.web.account.educonnect.attributes import Person, Profile, person_of
from declic.web.account.educonnect.provider import parties
from declic.web.account.sessions import WITH_THE_BROWSER

ASKED: Final = "educonnect_asked"
"""Key of the session: what the answer must agree with."""
ASKED_S: Final = 600
CAME: Final = "declic_educonnect"
"""Name of a cookie that says nothing of anybody: since this browser was opened, EduConnect signed somebody in here. Its
own session is not ours to end, and whoever takes the tablet next would come in as them: it is asked who is there.
"""
P = ParamSpec("P")


def _where_offered(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not settings.EDUCONNECT_ENTITY:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@require_POST
@never_cache
@_where_offered
def go(request: HttpRequest) -> HttpResponse:
    """To EduConnect. `enfant`: to link a child's, who signs in there themselves, whoever of the family just was."""
    pupil = request.POST.get("enfant", "")
    child = access_child(_guardian_of(request).account, int(pupil)) if pupil.isdecimal() else None
    address, kept = saml.begin(parties(), afresh=child is not None or CAME in request.COOKIES)
    request.session[ASKED] = {**kept, "pupil": child.pk if child else 0, "at": time.time()}
    return redirect(address)


@csrf_exempt
@require_POST
@never_cache
@_where_offered
def answered(request: HttpRequest) -> HttpResponse:
    """Posted by EduConnect's page, with which the browser sends no session: shown to itself, posted again by us."""
    return _page(request, "again", answer=request.POST.get("SAMLResponse", "")[: saml.ANSWER_MOST])


@require_POST
@never_cache
@_where_offered
def finished(request: HttpRequest) -> HttpResponse:
    """The same answer, with the session of the browser that asked."""
    kept = request.session.pop(ASKED, None)
    if kept is None or time.time() - kept["at"] > ASKED_S:
        return _page(request, "refused", status=403)
    try:
        person = person_of(saml.finish(parties(), kept, request.POST.get("SAMLResponse", "")))
    except saml.RefusedError:
        return _page(request, "refused", status=403)
    if person.profile is Profile.OTHER:
        return _page(request, "other", status=403)
    digest = identity_digest(parties().issuer, person.identifier)
    known = Account.objects.filter(school_identity__digest=digest).first()
    if known is not None and not kept["pupil"]:
        return _enter(request, known, person)
    return _arrive(request, person, digest, kept["pupil"])


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@_where_offered
@for_guardian
@reauthentication_required  # type: ignore[untyped-decorator, unused-ignore]
def link(request: HttpRequest, guardian: Guardian) -> HttpResponse:
    """A look links nothing: the button does, under the name EduConnect told."""
    here = arrival_of(request)
    if here is None:
        return redirect("guardian:data")
    pupil = access_child(guardian.account, here["pupil"]) if here["pupil"] else None
    if (pupil is None) != (here["profile"] == Profile.GUARDIAN.value):
        del request.session[ARRIVAL]
        return _page(request, "mixed", status=409, pupil=pupil)
    problem = ""
    if request.method == "POST":
        account = pupil.account if pupil else guardian.account
        try:
            link_identity(account=account, digest=here["digest"], by=guardian, now=timezone.now())
        except Refusal as refusal:
            problem = refusal.message
        else:
            who = f"{pupil.first_name} entre" if pupil else "vous entrez"
            messages.success(request, f"EduConnect est relié : la prochaine fois, {who} avec lui.")
        del request.session[ARRIVAL]
        if not problem:
            return redirect("guardian:child", pupil.pk) if pupil else redirect("account:enter")
    return _page(request, "link", status=409 if problem else 200, name=here["name"], pupil=pupil, problem=problem)


@require_POST
@never_cache
@_where_offered
@for_guardian
def unlink(request: HttpRequest, guardian: Guardian) -> HttpResponse:
    pupil = request.POST.get("enfant", "")
    child = access_child(guardian.account, int(pupil)) if pupil.isdecimal() else None
    unlink_identity(account=child.account if child else guardian.account, by=guardian, now=timezone.now())
    messages.success(request, "EduConnect n’est plus relié à ce compte.")
    return redirect("guardian:child", child.pk) if child else redirect("guardian:data")


@require_safe
@_where_offered
def metadata(request: HttpRequest) -> HttpResponse:
    """What EduConnect is told of us."""
    del request
    return HttpResponse(parties().settings().get_sp_metadata(), content_type="application/samlmetadata+xml")


def _enter(request: HttpRequest, account: Account, person: Person) -> HttpResponse:
    """As by any other way in: a second factor is still asked, an account that is closed stays so."""
    pupil = Pupil.objects.filter(account=account).first()
    if (pupil is None) != (person.profile is Profile.GUARDIAN):
        return _page(request, "refused", status=403)
    if not account.is_active:
        return _page(request, "closed", status=403, pupil=pupil)
    if pupil is not None:
        answer = open_session(request, pupil)
    else:
        if request.user.is_authenticated:
            logout(request)
        request.session.set_expiry(WITH_THE_BROWSER)
        answer = perform_login(request, account)
    request.session.set_expiry(WITH_THE_BROWSER)
    answer.set_cookie(CAME, "1", samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True)
    return answer


def _arrive(request: HttpRequest, person: Person, digest: str, pupil: int) -> HttpResponse:
    guardian = Guardian.objects.filter(account=request.user).first() if isinstance(request.user, Account) else None
    if person.profile is Profile.PUPIL and not (pupil and guardian):
        return _page(request, "pupil", status=403)
    request.session[ARRIVAL] = Arrival(
        digest=digest, profile=person.profile.value, name=person.name, pupil=pupil, at=time.time(), offered=False
    )
    return redirect("account:educonnect_link") if guardian else _page(request, "first", name=person.name)


def _guardian_of(request: HttpRequest) -> Guardian:
    """Http404 for anybody else."""
    found = Guardian.objects.filter(account=request.user).first() if isinstance(request.user, Account) else None
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, step: str, *, status: int = 200, **said: object) -> HttpResponse:
    return render(request, "account/educonnect.html", {"step": step, **said}, status=status)

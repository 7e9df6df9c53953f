"""An employee enrols by the sign-in of their company: being one of its people is what a code would have proved."""

import logging
import time
from typing import Any, Final

from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from declic.ground.paris import paris_day
from declic.people.models import Account, Guardian
from declic.sponsors.actions.directories import already_member, note_passing_names
from declic.sponsors.models import Directory, DirectoryMember
from declic.sponsors.queries import open_to_families
from declic.sponsors.rules.directories import DirectoryKind, is_known_again
from declic.web.account import saml
from declic.web.account.directory import oidc
from declic.web.account.directory.saml import parties
from declic.web.account.employee import MEMBER
from declic.web.account.steps import CODE

logger = logging.getLogger(__name__)

ASKED: Final = "directory_asked"
"""Key of the session: what the directory's answer must agree with."""
LIFE_S: Final = 600
STOPPED: Final = "access_denied"
"""What a directory says of somebody who gave up on its page, or whom it lets go no further."""


@require_safe
@never_cache
def door(request: HttpRequest, slug: str) -> HttpResponse:
    """Says where one is led, by a link: the browser sees whose page asks for the password."""
    directory = _directory(slug)
    if not open_to_families(directory.sponsor, paris_day(timezone.now())):
        return _page(request, directory, "closed")
    if not directory.is_whole:
        return _unready(request, directory, "what proves its answers is missing")
    back = _back(directory)
    try:
        if directory.kind == DirectoryKind.OIDC.value:
            address, kept = oidc.begin(directory, back)
        else:
            address, kept = saml.begin(parties(directory, settings.SITE_URL, back))
    except OAuth2Error:
        return _page(request, directory, "away", status=503)
    except saml.NotSetError as fault:
        return _unready(request, directory, str(fault))
    request.session[ASKED] = {**kept, "slug": slug, "at": time.time()}
    return _page(request, directory, "go", address=address)


@require_safe
@never_cache
def back(request: HttpRequest, slug: str) -> HttpResponse:
    """From an OpenID Connect directory."""
    directory, kept = _directory(slug), _kept(request, slug)
    if kept is None or directory.kind != DirectoryKind.OIDC.value:
        return _page(request, directory, "refused", status=403)
    if request.GET.get("error") == STOPPED:
        return _page(request, directory, "stopped", status=403)
    try:
        subject = oidc.finish(directory, _back(directory), kept, request.GET.dict())
    except OAuth2Error:
        return _page(request, directory, "refused", status=403)
    return _known(request, directory, subject)


@csrf_exempt
@require_POST
@never_cache
def answered(request: HttpRequest, slug: str) -> HttpResponse:
    """From a SAML directory, whose page posts here. The browser sends no session with what another site posts, so
    the answer is shown to itself: the button posts it again, from our own page this time.
    """
    directory = _directory(slug)
    answer = request.POST.get("SAMLResponse", "")[: saml.ANSWER_MOST]
    return _page(request, directory, "again", answer=answer)


@require_POST
@never_cache
def finished(request: HttpRequest, slug: str) -> HttpResponse:
    """The same answer, with the session of the browser that asked."""
    directory, kept = _directory(slug), _kept(request, slug)
    if kept is None or directory.kind != DirectoryKind.SAML.value:
        return _page(request, directory, "refused", status=403)
    answer = request.POST.get("SAMLResponse", "")
    try:
        proved = saml.finish(parties(directory, settings.SITE_URL, _back(directory)), kept, answer)
    except saml.RefusedError:
        return _page(request, directory, "refused", status=403)
    if not is_known_again(proved.name_format, others_too=directory.accepts_other_names):
        note_passing_names(directory=directory, now=timezone.now())
        return _page(request, directory, "passing", status=403)
    return _known(request, directory, proved.name)


@require_safe
@never_cache
def metadata(request: HttpRequest, slug: str) -> HttpResponse:
    """What the company's administrator gives to their SAML directory; most often before it tells us anything."""
    del request
    directory = _directory(slug)
    if directory.kind != DirectoryKind.SAML.value:
        raise Http404
    said = parties(directory, settings.SITE_URL, _back(directory)).settings(ours_alone=True).get_sp_metadata()
    return HttpResponse(said, content_type="application/samlmetadata+xml")


def _unready(request: HttpRequest, directory: Directory, why: str) -> HttpResponse:
    """The operator's page says it too; the log, each time an employee meets it."""
    logger.warning("nobody enrols by directory %s: %s", directory.slug, why)
    return _page(request, directory, "unready")


def _known(request: HttpRequest, directory: Directory, subject: str) -> HttpResponse:
    """One family for an employee, whom we keep as a digest; then as with a code. That family comes back by it."""
    digest = salted_hmac(f"declic.directory:{directory.pk}", subject, algorithm="sha256").hexdigest()
    account = request.user if isinstance(request.user, Account) else None
    guardian = Guardian.objects.filter(account=account).first() if account else None
    theirs = DirectoryMember.objects.filter(directory=directory, digest=digest).first()
    if theirs is not None and (guardian is None or theirs.guardian_id != guardian.pk):
        return _page(request, directory, "other" if account else "member", problem=already_member().message)
    code = directory.code.code
    request.session[MEMBER] = [directory.pk, digest]
    if account is not None:
        page = reverse("guardian:payer" if hasattr(guardian, "activation") else "account:enrol")
        return redirect(f"{page}?{urlencode({'code': code})}")
    request.session[CODE] = code
    return redirect("account:register")


def _directory(slug: str) -> Directory:
    found = Directory.objects.select_related("sponsor", "code").filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def _kept(request: HttpRequest, slug: str) -> dict[str, Any] | None:
    """Once: the second answer to a question is no answer."""
    kept = request.session.pop(ASKED, None)
    return kept if kept and kept["slug"] == slug and time.time() - kept["at"] < LIFE_S else None


def _back(directory: Directory) -> str:
    name = "account:directory_back" if directory.kind == DirectoryKind.OIDC.value else "account:directory_answered"
    return settings.SITE_URL + reverse(name, args=[directory.slug])


def _page(request: HttpRequest, directory: Directory, step: str, *, status: int = 200, **said: str) -> HttpResponse:
    known = {"step": step, "sponsor": directory.sponsor, "slug": directory.slug, **said}
    return render(request, "account/directory.html", known, status=status)

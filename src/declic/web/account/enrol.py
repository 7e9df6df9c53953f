"""A family registers: the code, the account, what is accepted, the children, the cards."""

from typing import Any

from allauth.account.views import SignupView
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from declic.dispatch.queries.agreed import paid_hours_of
from declic.ground.errors import Refusal
from declic.ground.paris import paris_day
from declic.people import actions as people
from declic.people.models import Account, Guardian
from declic.people.queries import children_of, missing_consents
from declic.people.rules.consents import CONSENTS
from declic.sponsors import actions as sponsors
from declic.sponsors import queries as sponsor_queries
from declic.sponsors.models import GuardianCode, Officer
from declic.web.account import limits, shown, spread
from declic.web.account.access import for_guardian
from declic.web.account.children import add_child, child_form
from declic.web.account.educonnect import arrived
from declic.web.account.employee import MEMBER, note_employee
from declic.web.account.forms import CodeForm, RegisterForm
from declic.web.account.steps import CODE, CODE_MOST, NEXT, STEPS, TYPED
from declic.web.guardian.hours import to_come


def _page(request: HttpRequest, template: str, step: int, **said: object) -> HttpResponse:
    return render(
        request, f"account/{template}.html", {"step": step, "steps": len(STEPS), "title": STEPS[step - 1], **said}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def code(request: HttpRequest) -> HttpResponse:
    """Looks at the code without using a place. A leaflet's QR code carries it in the address (`?code=`).

    An adult who is signed in has an account already: a teacher or an officer who is a parent says so, as they may only
    be looking at a leaflet, and goes on to what is accepted, then to the children.
    """
    if hasattr(request.user, "pupil"):
        return _leave_first(request)
    guardian = _guardian(request)
    if guardian is not None and hasattr(guardian, "activation"):
        typed_here = request.GET.get("code", "")
        return redirect(
            f"{reverse('guardian:payer')}?{urlencode({'code': typed_here})}" if typed_here else "account:enter"
        )
    kept = request.session.pop(TYPED, "")
    typed = request.POST if request.method == "POST" else {"code": request.GET.get("code", kept)}
    account = request.user if isinstance(request.user, Account) else None
    is_new = account is not None and guardian is None
    if account is not None and is_new and "mine" not in request.POST:
        return _page(request, "code_mine", 1, typed=typed.get("code", "")[:CODE_MOST], place=_place(account))
    about = f"guardian:{guardian.pk}" if guardian else f"account:{account.pk}" if account else ""
    with_sponsor = limits.crowded(request, "code_try", about)
    form = CodeForm(typed if request.method == "POST" or typed["code"] else None, with_sponsor=with_sponsor)
    if request.method == "POST" and form.is_valid():
        try:
            limits.check(request, "code_try", about, adult=True)
            found = sponsor_queries.code_of(
                form.cleaned_data["code"], paris_day(timezone.now()), sponsor=form.cleaned_data.get("sponsor")
            )
            if account is not None:
                now = timezone.now()
                with transaction.atomic():
                    family = people.register_guardian(account=account, now=now)
                    used = sponsors.redeem(typed=found.code, guardian=family, now=now)
                    note_employee(request, used, family, now)
                spread.note(request, used)
                return redirect("account:enter" if guardian else "account:consents")
        except Refusal as refusal:
            if refusal.code != "too_fast":
                limits.note_wrong(request, "code_try", about)
            form.add_error("code", refusal.message)
        else:
            request.session[CODE] = found.code
            return redirect("account:register")
    carried = typed.get("code", "")[:CODE_MOST]
    back = f"{reverse('account:enrol')}?{urlencode({'code': carried})}" if carried else ""
    return _page(request, "code", 1, form=form, is_new=is_new, back=back)


def _place(account: Account) -> str:
    """What this account opens already, as whoever works here knows it."""
    officer = Officer.objects.select_related("sponsor").filter(account=account).first()
    if officer is not None:
        return officer.sponsor.name
    return "professeur" if hasattr(account, "teacher") else "équipe Déclic" if account.is_staff else ""


def _leave_first(request: HttpRequest) -> HttpResponse:
    """On the family's tablet, a child's session is open: it is closed first, and the code is not typed again.

    Nor is the company asked again who its employee is.
    """
    typed = (request.POST if request.method == "POST" else request.GET).get("code", "")[:CODE_MOST]
    if request.method == "POST" and "leave" in request.POST:
        member = request.session.get(MEMBER)
        logout(request)
        request.session[TYPED] = typed
        if member is not None:
            request.session[MEMBER] = member
        return redirect("account:enrol")
    return _page(request, "code_leave", 1, typed=typed)


class Register(SignupView):  # type: ignore[misc, unused-ignore]
    """The account. The family and its place on the code are made in the same transaction, or nothing is.

    The code is that of the page that is sent, which said who pays.
    """

    template_name = "account/register.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        has_account = request.user.is_authenticated
        if _guardian(request) is None if has_account else CODE not in request.session:
            return redirect("account:enrol")
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answer

    def form_valid(self, form: RegisterForm) -> HttpResponse:
        try:
            if "by" in self.request.POST:
                self.request.session[CODE] = shown.code_of(self.request.POST["by"])
            with transaction.atomic():
                answer: HttpResponse = super().form_valid(form)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
            again: HttpResponse = self.form_invalid(form)
            return again
        used = GuardianCode.objects.select_related("code").filter(code__code=self.request.session.pop(CODE, "")).last()
        if used is not None:
            spread.note(self.request, used.code)
        return answer

    def get_success_url(self) -> str:
        return "/inscription/accords/"

    def get_context_data(self, **kwargs: Any) -> dict[str, object]:
        code = self.request.session.get(CODE, "")
        found = sponsor_queries.sponsor_of_code(code)
        said = {"step": 2, "steps": len(STEPS), "title": STEPS[1], "sponsor": found, "by": shown.signed(code)}
        said["begins_on"] = sponsor_queries.begins_on(found, paris_day(timezone.now())) if found else None
        return {**super().get_context_data(**kwargs), **said}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_guardian
def children(request: HttpRequest, guardian: Guardian) -> HttpResponse:
    """One child after the other; each is kept as soon as it is added.

    Nothing of a child is asked before the consents.
    """
    if request.method != "POST" and missing_consents(guardian):
        return redirect("account:consents")
    form = child_form(guardian, request.POST or None)
    if request.method == "POST" and (page := add_child(request, guardian, form, lambda _: reverse("account:children"))):
        return redirect(page)
    return _page(request, "children", 4, form=form, children=children_of(guardian))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_guardian
def consents(request: HttpRequest, guardian: Guardian) -> HttpResponse:
    """What must be accepted, in plain words. A family that was asked on its way (`NEXT`) goes on there."""
    error, ticked, then = "", set(request.POST.getlist("accept")), request.GET.get(NEXT, "")
    then = then if then.startswith("/") and url_has_allowed_host_and_scheme(then, None) else ""
    if request.method == "POST":
        try:
            people.accept(guardian=guardian, kinds=ticked, now=timezone.now())
        except Refusal as refusal:
            error = refusal.message
        else:
            return redirect(then or ("account:cards" if children_of(guardian) else "account:children"))
    waiting = {text.kind for text in missing_consents(guardian)}
    texts = [(text, text.kind in ticked or text.kind not in waiting) for text in CONSENTS]
    return _page(request, "consents", 3, texts=texts, error=error, on_the_way=bool(then))


@require_safe
@never_cache
@for_guardian
def cards(request: HttpRequest, guardian: Guardian) -> HttpResponse:
    then = arrived.page_after(request, keep=True) or "guardian:home"
    found = children_of(guardian)
    return _page(request, "cards", 5, children=found, coming=to_come(paid_hours_of(found, timezone.now())), then=then)


def _guardian(request: HttpRequest) -> Guardian | None:
    return Guardian.objects.filter(account=request.user).first() if isinstance(request.user, Account) else None

"""Adding a child to a family, at its registration or later: with a code of their own where there is a list."""

from collections.abc import Callable
from copy import deepcopy

from django.http import HttpRequest, QueryDict
from django.utils import timezone

from declic.ground.errors import Refusal
from declic.people.models import Guardian, Pupil
from declic.sponsors import actions as sponsors
from declic.sponsors.models import Sponsor
from declic.sponsors.queries import codes_of_family, is_used_up, needs_child_code
from declic.web.account import limits
from declic.web.account.forms import ChildForm, SiblingForm
from declic.web.account.once import made_once


def child_form(guardian: Guardian, typed: QueryDict | None = None, *, desk: Sponsor | None = None) -> ChildForm:
    """With the place of a code where the next child needs their own, or was asked for it. `desk`: whose it is done at,
    where nothing tells who else pays.
    """
    if not needs_child_code(guardian) and (typed is None or "code" not in typed):
        return ChildForm(typed)
    form = SiblingForm(typed)
    others = [code for code in codes_of_family(guardian, desk=desk) if not is_used_up(guardian, code)]
    form.fields["code"].required = not others
    return form


def refused(form: ChildForm, refusal: Refusal) -> None:
    """Said where it is to be corrected; a code that is needed is asked for."""
    if refusal.code == "child_code_needed" and "code" not in form.fields:
        form.fields["code"] = deepcopy(SiblingForm.base_fields["code"])
    at = "code" if "code" in form.fields and "code" in refusal.code else None
    form.add_error(at, refusal.message)
    if at:
        form.fields[at].required = True


def add_child(request: HttpRequest, guardian: Guardian, form: ChildForm, then: Callable[[Pupil], str]) -> str | None:
    """The page to go on to; None when something is wrong: the form says it. Codes are tried as slowly as anywhere."""
    if not form.is_valid():
        return None
    about = f"guardian:{guardian.pk}"
    try:
        if "code" in form.fields:
            limits.check(request, "code_try", about, adult=True)
        return made_once(
            request,
            guardian.account,
            lambda: then(sponsors.enrol_child(guardian=guardian, now=timezone.now(), **form.cleaned_data)),
        )
    except Refusal as refusal:
        if refusal.code == "unknown_code":
            limits.note_wrong(request, "code_try", about)
        refused(form, refusal)
        return None

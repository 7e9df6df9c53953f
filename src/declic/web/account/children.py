"""Adding a child to a family, at its registration or later: with a code of their own where there is a list."""

from django.http import HttpRequest
from django.utils import timezone

from declic.ground.errors import Refusal
from declic.people.models import Guardian, Pupil
from declic.sponsors import actions as sponsors
from declic.sponsors.queries import needs_child_code
from declic.web.account import limits
from declic.web.account.forms import ChildForm, SiblingForm


def child_form(request: HttpRequest, guardian: Guardian) -> ChildForm:
    kind = SiblingForm if needs_child_code(guardian) else ChildForm
    return kind(request.POST if request.method == "POST" else None)


def add_child(request: HttpRequest, guardian: Guardian, form: ChildForm) -> Pupil | None:
    """None when something is wrong: the form says it. Codes are tried as slowly as anywhere."""
    if not form.is_valid():
        return None
    about = f"guardian:{guardian.pk}"
    try:
        if "code" in form.fields:
            limits.check(request, "code_try", about, adult=True)
        return sponsors.enrol_child(guardian=guardian, now=timezone.now(), **form.cleaned_data)
    except Refusal as refusal:
        if refusal.code == "unknown_code":
            limits.note_wrong(request, "code_try", about)
        form.add_error("code" if "code" in form.fields and "code" in refusal.code else None, refusal.message)
        return None

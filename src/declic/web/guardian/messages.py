"""Which messages a family wants, besides those about its own lessons."""

from django import forms
from django.contrib import messages as told
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from declic.campaigns import actions
from declic.campaigns.queries import choice_of
from declic.ground.errors import Refusal
from declic.people.models import Guardian
from declic.people.queries import are_texts_carried
from declic.people.rules.addresses import spaced_phone
from declic.web.account.access import for_guardian

HERE = "page Vos messages"


class MessagesForm(forms.Form):
    wants = forms.BooleanField(label="Recevoir les nouvelles de ma commune ou de mon CSE sur Déclic", required=False)
    sms = forms.BooleanField(label="Aussi par SMS", required=False)
    phone = forms.CharField(
        label="Mobile",
        max_length=20,
        required=False,
        help_text="Gardé pour ces SMS seulement, effacé dès que vous décochez.",
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_guardian
def messages(request: HttpRequest, guardian: Guardian) -> HttpResponse:
    choice = choice_of(guardian)
    shown = {
        "wants": choice is None or choice.refused_at is None,
        "sms": choice is not None and choice.sms_agreed_at is not None,
        "phone": spaced_phone(choice.phone) if choice else "",
    }
    form, no_texts = MessagesForm(request.POST or None, initial=shown), not are_texts_carried()
    if no_texts and not shown["sms"]:
        del form.fields["sms"], form.fields["phone"]
    if request.method == "POST" and form.is_valid():
        try:
            _note(guardian, form)
        except Refusal as refusal:
            form.add_error("phone", refusal.message)
        else:
            told.success(request, "C’est noté.")
            return redirect("guardian:messages")
    said = {"form": form, "choice": choice, "no_texts": no_texts}
    return render(request, "guardian/messages.html", said, status=422 if form.errors else 200)


def _note(guardian: Guardian, form: MessagesForm) -> None:
    """Refusal `bad_phone`, and then nothing is noted."""
    said, now = form.cleaned_data, timezone.now()
    if said.get("sms"):
        actions.agree_to_sms(guardian=guardian, phone=said["phone"], where=HERE, now=now)
    else:
        actions.withdraw_sms(guardian=guardian, where=HERE, now=now)
    if said["wants"]:
        actions.allow_messages(guardian=guardian, where=HERE, now=now)
    else:
        actions.refuse_messages(guardian=guardian, where=HERE, now=now)

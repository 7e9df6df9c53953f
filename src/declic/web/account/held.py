"""An address that is held: its reader says why they should enter by it again."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from declic.ground.errors import Refusal
from declic.people.queries import held_address as held_by
from declic.sponsors.actions import prove_address
from declic.web.account import limits


class ProofForm(forms.Form):
    email = forms.EmailField(label="Votre adresse e-mail", widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    reference = forms.CharField(
        label="Le numéro de votre papier",
        help_text="Dix signes, sur le papier donné à l’accueil.",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def held_address(request: HttpRequest) -> HttpResponse:
    """The same words whether such an address is held or not."""
    form = ProofForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            limits.check(request, "held_try", adult=True)
            prove_address(held=held_by(said["email"]), reference=said["reference"], now=timezone.now())
        except Refusal as refusal:
            if refusal.code == "wrong_paper":
                limits.note_wrong(request, "held_try")
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "C’est noté : entrez avec votre adresse et votre mot de passe.")
            return redirect("account_login")
    return render(request, "account/held_address.html", {"form": form}, status=422 if form.errors else 200)

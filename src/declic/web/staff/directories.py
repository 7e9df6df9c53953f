"""The directory of a company: an operator writes down what its administrator tells."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from declic.ground.errors import Refusal
from declic.people.models import Account
from declic.sponsors.actions.directories import Described, set_directory
from declic.sponsors.models import Directory, Sponsor
from declic.sponsors.rules.directories import DirectoryKind
from declic.web.staff.access import for_staff
from declic.web.staff.agreements import SEEN

_FIELD = {"class": "field", "autocomplete": "off"}


class DirectoryForm(forms.Form):
    kind = forms.ChoiceField(
        label="Ce qu’il parle",
        choices=[(kind.value, kind.label) for kind in DirectoryKind],
        widget=forms.Select(attrs={"class": "field"}),
    )
    issuer = forms.CharField(
        label="Son nom",
        max_length=300,
        help_text="L’émetteur (issuer) en OpenID Connect, l’identifiant d’entité en SAML.",
        widget=forms.TextInput(attrs=_FIELD),
    )
    client_id = forms.CharField(
        label="OpenID Connect : identifiant du client",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=_FIELD),
    )
    secret = forms.CharField(
        label="OpenID Connect : secret",
        max_length=400,
        required=False,
        help_text="Gardé scellé, jamais montré. Vide : celui d’avant reste.",
        widget=forms.PasswordInput(attrs={"class": "field", "autocomplete": "new-password"}),
    )
    sign_in_url = forms.CharField(
        label="SAML : adresse de connexion", max_length=300, required=False, widget=forms.TextInput(attrs=_FIELD)
    )
    certificate = forms.CharField(
        label="SAML : certificat de signature",
        max_length=8000,
        required=False,
        widget=forms.Textarea(attrs={"class": "field", "rows": 4, "spellcheck": "false"}),
    )
    accepts_other_names = forms.BooleanField(
        label="SAML : accepter aussi une adresse e-mail, ou un nom sans format",
        required=False,
        help_text="Seulement si l’entreprise assure que chaque salarié garde le sien. Un nom « persistent » est"
        " toujours accepté, un nom « transient » jamais.",
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def directory(request: HttpRequest, operator: Account, sponsor_id: int) -> HttpResponse:
    sponsor = get_object_or_404(Sponsor, pk=sponsor_id)
    held = Directory.objects.filter(sponsor=sponsor).first()
    shown = {name: getattr(held, name) for name in DirectoryForm.base_fields if name != "secret"} if held else None
    form, changed = DirectoryForm(request.POST or None, initial=shown), False
    if request.method == "POST" and form.is_valid():
        told = {**form.cleaned_data, "kind": DirectoryKind(form.cleaned_data["kind"])}
        try:
            seen, now = request.POST.get(SEEN, ""), timezone.now()
            kept = set_directory(sponsor=sponsor, described=Described(**told), by=operator, now=now, seen=seen)
        except Refusal as refusal:
            changed = refusal.code == "changed_since"
            its_address = "issuer" if told["kind"] is DirectoryKind.OIDC else "sign_in_url"
            about = {"changed_since": None, "bad_certificate": "certificate"}
            form.add_error(about.get(refusal.code, its_address), refusal.message)
            held = Directory.objects.filter(sponsor=sponsor).first()  # as it is now, for what is read next
        else:
            if kept.is_whole:
                messages.success(request, "L’annuaire est noté : les salariés peuvent s’inscrire par lui.")
            return redirect("staff:directory", sponsor.pk)
    digest = held.digest if held else ""
    said = {
        "sponsor": sponsor,
        "held": held,
        "form": form,
        "addresses": _addresses(held) if held else [],
        "is_changed": changed,
        SEEN: digest if changed else request.POST.get(SEEN, digest),
    }
    return render(request, "staff/directory.html", said, status=422 if form.errors else 200)


def _addresses(held: Directory) -> list[tuple[str, str]]:
    """What to give, and to whom."""
    names = [("Aux salariés", "account:directory")]
    if held.kind == DirectoryKind.OIDC.value:
        names += [("À l’entreprise : adresse de retour", "account:directory_back")]
    else:
        names += [("À l’entreprise : nos métadonnées", "account:directory_metadata")]
    return [(label, settings.SITE_URL + reverse(name, args=[held.slug])) for label, name in names]

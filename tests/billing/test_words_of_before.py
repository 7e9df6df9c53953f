"""Papers handed over before their words were kept have them written beside them, once: they change no more."""

import tomllib
from importlib import import_module

import msgspec
import pytest
from django.apps import apps
from django.test import override_settings

from declic.billing.models import PrintedQuote, Seller
from declic.billing.queries import printed_of
from declic.billing.queries.quotes import as_of_now
from declic.billing.rules import quotes
from declic.billing.rules.amounts import VatRegime
from declic.sponsors.models import Agreement, Sponsor
from tests.billing.world import make_seller
from tests.world import NOW, make_sponsor

pytestmark = pytest.mark.django_db
THEN = tomllib.loads(quotes.WORDS.with_name("contract_before_0013.toml").read_text(encoding="utf-8"))
"""As papers were worded until their words were kept."""
OTHER = {**quotes.template(), "payment": "Autrement ({invoiced}).", "articles": []}


def an_agreement(*, quoted: bool = True) -> Agreement:
    agreement = make_sponsor().agreements.get()
    Agreement.objects.filter(pk=agreement.pk).update(quoted_on=NOW if quoted else None, signed_on=None)
    agreement.refresh_from_db()
    return agreement


def of_before(agreement: Agreement) -> PrintedQuote:
    said = msgspec.to_builtins(as_of_now(agreement))
    kept = {name: value for name, value in said.items() if name not in {"vat", "wording"}}
    return PrintedQuote.objects.create(agreement=agreement, said=kept)


def freeze() -> None:
    import_module("declic.billing.migrations.0013_words_of_before").freeze(apps, None)


@pytest.mark.parametrize("kept", ["without its words", "not at all"])
@pytest.mark.parametrize("regime", [*VatRegime, None])
@pytest.mark.parametrize("carried", [False, True])
def test_what_they_said_is_kept_whatever_changes_since(
    kept: str, regime: VatRegime | None, monkeypatch: pytest.MonkeyPatch, *, carried: bool
) -> None:
    if regime:
        make_seller(regime)
    monkeypatch.setattr(quotes, "template", lambda: THEN)
    push = {"TELEPHONY_PROVIDER": "x", "PUSH_KEY": "x", "PUSH_SERVICES": ["https://fcm.googleapis.com"]}
    with override_settings(**(push if carried else {})):
        agreement = an_agreement()
        if kept == "without its words":
            of_before(agreement)
        before = printed_of(agreement)
        freeze()
    monkeypatch.setattr(quotes, "template", lambda: OTHER)
    monkeypatch.setattr(VatRegime, "label", property(lambda _: "TVA à 25 %"))
    Seller.objects.update(name="Autre")
    Sponsor.objects.update(name="Autre")
    assert printed_of(agreement) == before


def test_a_draft_and_what_has_its_words_are_left_as_they_are() -> None:
    make_seller()
    draft, sent = an_agreement(quoted=False), an_agreement()
    said = msgspec.to_builtins(as_of_now(sent)) | {"buyer": "Comme alors"}
    PrintedQuote.objects.create(agreement=sent, said=said)
    kept = PrintedQuote.objects.get().said
    freeze()
    assert PrintedQuote.objects.get().said == kept
    assert not PrintedQuote.objects.filter(agreement=draft).exists()

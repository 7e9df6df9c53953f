"""Papers handed over before their words and tax were kept, or before anything was, keep those of this day."""

import tomllib
from pathlib import Path

from django.conf import settings
from django.db import migrations

from declic.ground.elision import listed
from declic.ground.moments import full_day
from declic.people.rules.push_devices import makers_of

WORDS = Path(__file__).parents[1] / "data" / "contract_before_0013.toml"
VAT = {
    "standard": {"label": "TVA à 20\u00a0%", "rate": "20", "exemption": ""},
    "franchise": {
        "label": "Franchise en base (art. 293 B du CGI)",
        "rate": "0",
        "exemption": "TVA non applicable, art. 293 B du CGI",
    },
    "non_profit": {
        "label": "Organisme à but non lucratif (art. 261, 7, 1° du CGI)",
        "rate": "0",
        "exemption": "Exonération de TVA, art. 261, 7, 1° du CGI",
    },
}


def freeze(apps, schema_editor):
    printed, agreements = apps.get_model("billing", "PrintedQuote"), apps.get_model("sponsors", "Agreement")
    words = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    handed_over = agreements.objects.exclude(quoted_on=None, signed_on=None).select_related(
        "sponsor__commune", "sponsor__authority", "printed_quote"
    )
    seller = apps.get_model("billing", "Seller").objects.first()
    for agreement in handed_over.order_by("pk"):
        kept = getattr(agreement, "printed_quote", None)
        said = dict(kept.said) if kept else _as_of_now(agreement, seller)
        if said.get("wording") and (said.get("vat") or not said.get("regime")):
            continue
        said["vat"] = said.get("vat") or VAT.get(said.get("regime"))
        said["wording"] = said.get("wording") or _worded(agreement, said, words)
        printed.objects.update_or_create(agreement=agreement, defaults={"said": said})


def _as_of_now(agreement, seller):
    sponsor = agreement.sponsor
    place = sponsor.commune or sponsor.authority
    return {
        "starts_on": agreement.starts_on.isoformat(),
        "ends_on": agreement.ends_on.isoformat(),
        "seller": seller.name if seller else settings.PUBLISHER,
        "seller_siret": seller.siret if seller else "",
        "seller_place": f"{seller.address}, {seller.postcode} {seller.city}" if seller else "",
        "regime": seller.regime if seller else None,
        "buyer": sponsor.name,
        "siret": sponsor.siret,
        "siren": sponsor.siren,
        "population": place.population if place else None,
        "telephone": bool(settings.TELEPHONY_PROVIDER),
        "push": list(makers_of(settings.PUSH_SERVICES)) if settings.PUSH_KEY is not None else [],
    }


def _worded(agreement, said, words):
    push = said.get("push") or []
    carriers = {"telephone": bool(said.get("telephone")), "push": bool(push)}
    days = [type(agreement.starts_on).fromisoformat(said[name]) for name in ("starts_on", "ends_on")]
    told = {
        "dates": "du {} au {}".format(*map(full_day, days)),
        "push": listed(push),
        "stays": words["stays_but_push" if push else "stays"],
    }

    def article(one):
        more = [one[name] for name, has in carriers.items() if has and name in one]
        return {"name": one["name"], "paragraphs": [text.format(**told) for text in [*one["paragraphs"], *more]]}

    plain = {name: words[name] for name in ("brings", "untaxed", "payment", "amends")}
    return {**plain, "articles": [article(one) for one in words["articles"]]}


class Migration(migrations.Migration):
    dependencies = [("billing", "0012_deposit"), ("sponsors", "0022_names_of_directories")]
    operations = [migrations.RunPython(freeze, migrations.RunPython.noop)]

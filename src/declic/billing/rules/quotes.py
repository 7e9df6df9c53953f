"""A quote as it was handed over, with its data contract: what may change afterwards and must not change on them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from declic.billing.rules.amounts import VatRegime
from declic.ground.elision import listed
from declic.ground.moments import full_day

WORDS = Path(__file__).parents[1] / "data" / "contract.toml"


@dataclass(frozen=True)
class Vat:
    """Of the seller’s regime, as the law was."""

    label: str
    """« TVA à 20 % »."""
    rate: Decimal
    """Per cent."""
    exemption: str = ""
    """The note that the law asks for where none is due."""


@dataclass(frozen=True)
class Article:
    name: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Wording:
    """What the papers say besides figures, names and dates."""

    brings: tuple[str, ...]
    untaxed: str
    """Of a quote whose seller is not named."""
    payment: str
    """With `{invoiced}`."""
    amends: str
    """Of an amendment."""
    articles: tuple[Article, ...]
    """Of the data contract."""
    counted: str = ""
    """How pupils are, where the price is per pupil; papers handed over before it was written say nothing of it."""


@dataclass(frozen=True)
class Printed:
    """Terms are not in it: a quote that is changed is a draft again, and an amendment keeps those before it."""

    starts_on: date
    ends_on: date
    seller: str
    seller_siret: str
    """Empty, as what follows, while no seller is named."""
    seller_place: str
    regime: VatRegime | None
    buyer: str
    siret: str
    siren: str
    population: int | None
    telephone: bool = False
    """Whether lessons may go on by telephone: the data contract names who carries calls."""
    push: tuple[str, ...] = ()
    """Whose services carry notifications to teachers, « Google »; it names them too."""
    vat: Vat | None = None
    """None while no seller is named."""
    wording: Wording | None = None

    @property
    def said(self) -> Wording:
        return self.wording or worded(self)


def whole(printed: Printed) -> Printed:
    """With the tax and the words of today where it bears none."""
    vat = printed.vat or (vat_of(printed.regime) if printed.regime else None)
    return replace(printed, vat=vat, wording=printed.said)


def vat_of(regime: VatRegime) -> Vat:
    return Vat(regime.label, regime.rate, regime.exemption[1] if regime.exemption else "")


def worded(printed: Printed) -> Wording:
    """As the papers are worded today, with the carriers this service has."""
    words = template()
    carriers = {"telephone": printed.telephone, "push": bool(printed.push)}
    told = {
        "dates": f"du {full_day(printed.starts_on)} au {full_day(printed.ends_on)}",
        "push": listed(printed.push),
        "stays": words["stays_but_push" if printed.push else "stays"],
    }
    return Wording(
        brings=tuple(words["brings"]),
        untaxed=words["untaxed"],
        payment=words["payment"],
        amends=words["amends"],
        counted=words.get("counted", ""),
        articles=tuple(_article(article, carriers, told) for article in words["articles"]),
    )


def _article(article: Mapping[str, Any], carriers: Mapping[str, bool], told: Mapping[str, str]) -> Article:
    more = [article[name] for name, has in carriers.items() if has and name in article]
    return Article(article["name"], tuple(words.format(**told) for words in [*article["paragraphs"], *more]))


@cache
def template() -> Mapping[str, Any]:
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))

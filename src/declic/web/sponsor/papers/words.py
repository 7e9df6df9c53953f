"""What the papers for families say, in their languages.

`{who}` begins a sentence: « La commune de Clichy » in French, the bare name in the others.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Words:
    """One language. Sentences without a gender or an age: they are for any parent of any child."""

    name: str
    """Of the language, in itself."""
    title: str
    promise: str
    """`{when}`: `evening`, or `any_hour` where the service never closes."""
    evening: str
    any_hour: str
    some_promise: str
    some_letter: str
    some_sms: str
    """Where some classes alone are agreed, `{levels}`: instead of `promise`, the last of `letter`, `sms`."""
    classes: str
    free: str
    start: str
    steps: tuple[tuple[str, str], ...]
    """Bold, then the rest; three of them."""
    later: str
    """The bold of the third, where the agreement begins on `{day}`, to come."""
    from_day: str
    """The same, of the hours."""
    sms_later: str
    """The same in a text message: `{day}`, or `{date}` in figures where a month's name would need the long alphabet."""
    date: str
    """`{day}`, `{month}`, `{year}`."""
    months: tuple[str, ...]
    """As they are said in a date."""
    your_code: str
    opens: str
    helps: str
    every_day: str
    all_day: str
    comma: str
    days: tuple[str, ...]
    """Monday first."""
    letter_object: str
    letter_object_any_hour: str
    letter: tuple[str, ...]
    letter_end: str
    poster_scan: str
    sms_evening: str
    """`{evening}` of the text messages, with the space that parts it; nothing where the service never closes."""
    sms: str
    """`{who}`, `{evening}`, `{later}` (`sms_later` after a space, or nothing), `{url}`, `{code}`."""
    magazine: str = ""
    """In French alone: `{evening}` (« Le soir, v », « V »), `{who}`, `{levels}`, `{url}`, `{code}`, `{hours}`,
    `{contact}`.
    """


def _read(code: str) -> Words:
    said: dict[str, Any] = tomllib.loads((HERE / f"{code}.toml").read_text(encoding="utf-8"))
    several: dict[str, Any] = {
        "steps": tuple((bold, rest) for bold, rest in said.pop("steps")),
        "letter": tuple(said.pop("letter")),
        "days": tuple(said.pop("days")),
        "months": tuple(said.pop("months")),
    }
    return Words(**said, **several)


HERE = Path(__file__).parent / "words"
LANGUAGES: Mapping[str, Words] = {code: _read(code) for code in ("fr", "en", "ar", "pt", "tr", "uk")}

"""What a handout says besides its fixed words, told in each language: for whom, when, from which day, at what hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from declic.ground.text_message import plainer
from declic.web.sponsor.papers.levels import SHORT, told_levels
from declic.web.sponsor.papers.words import LANGUAGES, Words


@dataclass(frozen=True)
class Hours:
    """Days (0 is Monday) that open and close at the same times; both empty is all day."""

    days: tuple[int, ...]
    opens: time | None = None
    closes: time | None = None


@dataclass(frozen=True)
class Handout:
    """What is printed besides the words."""

    who: str
    """« Commune d’Asnières-sur-Oise », « CSE Horizon »."""
    payer: str
    """The same as the beginning of a French sentence: « La commune d’Asnières-sur-Oise »."""
    name: str
    """The bare name, for the other languages."""
    logo: bytes
    """PNG, or empty."""
    code: str
    """As it is read aloud, `ABCD-EFGH`."""
    label: str
    """The school or the quartier, or empty."""
    url: str
    """What the QR code holds."""
    typed_at: str
    """The address where the code is typed, without its scheme."""
    hours: tuple[Hours, ...]
    contact: str
    levels: frozenset[str] = frozenset()
    """Those agreed; empty is every one."""
    begins_on: date | None = None
    """The first day, where the agreement is to come."""

    @property
    def never_closes(self) -> bool:
        """No evening is told of it."""
        return bool(self.hours) and all(one.opens is None or one.closes is None for one in self.hours)


def _payer(handout: Handout, language: str) -> str:
    return handout.payer if language == "fr" else handout.name


def promised(handout: Handout, language: str) -> str:
    """At the top of a paper: for which classes, where they are few words, and when."""
    words, levels = LANGUAGES[language], told_levels(handout.levels, language)
    when = words.any_hour if handout.never_closes else words.evening
    if not levels:
        return words.promise.format(when=when)
    return when if len(levels) > SHORT else begun(words.some_promise.format(levels=levels, when=when))


def letter_subject(handout: Handout, words: Words) -> str:
    return words.letter_object_any_hour if handout.never_closes else words.letter_object


def told_letter(handout: Handout, language: str) -> list[str]:
    words, levels = LANGUAGES[language], told_levels(handout.levels, language)
    *before, last = words.letter
    said = {"who": _payer(handout, language), "levels": levels}
    return [paragraph.format(**said) for paragraph in (*before, words.some_letter if levels else last)]


def told_sms(handout: Handout, language: str) -> str:
    words, levels = LANGUAGES[language], told_levels(handout.levels, language)
    said = {"who": handout.name, "url": handout.typed_at, "code": handout.code, "levels": levels, "later": ""}
    said["evening"] = "" if handout.never_closes else words.sms_evening
    if day := handout.begins_on:
        said["later"] = " " + words.sms_later.format(day=_date(day, words), date=f"{day:%d/%m/%Y}")
    return plainer((words.some_sms if levels else words.sms).format(**said))


def first_day(day: date, words: Words) -> str:
    """« À partir du 1er septembre 2027 »."""
    return words.from_day.format(day=_date(day, words))


def told_steps(handout: Handout, words: Words) -> Sequence[tuple[str, str]]:
    """What to do, the third of which is « ce soir » or from the first day on."""
    if handout.begins_on is None:
        return words.steps
    *before, (_, rest) = words.steps
    return [*before, (words.later.format(day=_date(handout.begins_on, words)), rest)]


def _date(day: date, words: Words) -> str:
    number = "1er" if day.day == 1 and words.name == "français" else str(day.day)
    said = words.date.format(day=number, month=words.months[day.month - 1], year=day.year)
    return said.replace(" ", "\u00a0")


def begun(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def told_hours(hours: Sequence[Hours], words: Words) -> list[str]:
    """« lundi, mardi, jeudi, vendredi : 17:00–20:00 », a line for each."""
    lines = []
    for one in hours:
        days = words.every_day if len(one.days) == 7 else words.comma.join(words.days[day] for day in one.days)
        if one.opens is None or one.closes is None:
            lines.append(f"{days}{words.comma}{words.all_day}")
        else:
            lines.append(f"{days} : {_clock(one.opens, words)}\u00a0–\u00a0{_clock(one.closes, words)}")
    return lines


def _clock(at: time, words: Words) -> str:
    if words.name != "français":
        return f"{at:%H:%M}"
    return f"{at.hour}\u00a0h\u00a0{at.minute:02d}" if at.minute else f"{at.hour}\u00a0h"

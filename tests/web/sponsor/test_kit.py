"""The kit: every paper in every language, with the code, the name and the logo of its sponsor, for it alone."""

import io
import re
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from declic.curriculum.rules import LEVELS
from declic.ground.errors import Refusal
from declic.ground.ids import spaced
from declic.ground.moments import full_day
from declic.ground.paris import paris_day
from declic.ground.text_message import size_of
from declic.people.models import Account
from declic.sponsors import clean
from declic.sponsors.actions import issue_code, present_sponsor, reissue_code, revoke_code
from declic.sponsors.models import Agreement, Officer, Sponsor
from declic.sponsors.rules.agreements import AgreementState
from declic.sponsors.rules.officers import OfficerRole
from declic.web.sponsor.kit import hours_of
from declic.web.sponsor.papers.kit import (
    PAPERS,
    Handout,
    Hours,
    _fraction,
    first_day,
    promised,
    told_hours,
    told_letter,
    told_sms,
    told_steps,
)
from declic.web.sponsor.papers.levels import told_levels
from declic.web.sponsor.papers.sheet import Sheet
from declic.web.sponsor.papers.words import LANGUAGES
from tests.world import make_officer, make_sponsor, set_hours

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)
PAGES = {"depliant": (2, 420, 595), "lettre": (1, 595, 842), "affiche": (1, 842, 1191)}


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def an_image(size: tuple[int, int] = (400, 200), form: str = "PNG") -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", size, (20, 60, 160)).save(drawn, form)
    return drawn.getvalue()


def a_handout(**given: object) -> Handout:
    said: dict[str, object] = {
        "who": "Commune d’Asnières-sur-Oise",
        "payer": "La commune d’Asnières-sur-Oise",
        "name": "Asnières-sur-Oise",
        "logo": clean.logo(an_image()),
        "code": "ACDE-FHJK",
        "label": "École Jules-Ferry",
        "url": "https://declic.example/inscription/?code=ACDEFHJK",
        "typed_at": "declic.example/inscription",
        "hours": (Hours((0, 1, 3, 4), time(17), time(20)), Hours((2,), time(14), time(19, 30))),
        "contact": "Mairie, accueil, 01 02 03 04 05",
    }
    return Handout(**{**said, **given})  # type: ignore[arg-type]


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


# -- on paper ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAPERS)
def test_each_paper_has_its_pages_its_code_and_its_address(name: str, language: str) -> None:
    pdf = PAPERS[name][1](a_handout(), language=language, now=NOW)
    document = pypdfium2.PdfDocument(pdf)
    count, width, height = PAGES[name]
    assert len(document) == count
    assert [round(side) for side in document[0].get_size()] == [width, height]
    text = text_of(pdf)
    for words in ("ACDE-FHJK", "declic.example/inscription", "01 02 03 04 05"):
        assert words in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAPERS)
def test_nothing_leaves_the_page_with_long_names_nor_without_anything(name: str, language: str) -> None:
    long = {
        "who": "Comité social et économique de la Société des Établissements Métallurgiques du Haut-Rhin",
        "code": "ACDE-FHJK",
        "label": "École élémentaire Saint-Exupéry – Les Champs-Dolents, site de la Gare",
        "contact": "Direction de l’éducation et de la jeunesse, 12 bis, rue du Général-de-Gaulle, 01 02 03 04 05",
        "typed_at": "soutien-scolaire.communaute-agglomeration.example.fr/inscription",
        "levels": frozenset(LEVELS) - {"CE2", "TG"},
    }
    later = {**long, "begins_on": date(2027, 9, 22)}
    bare = {"logo": b"", "label": "", "contact": "", "hours": ()}
    for given in (long, later, bare):
        document = pypdfium2.PdfDocument(PAPERS[name][1](a_handout(**given), language=language, now=NOW))
        assert len(document) == PAGES[name][0]
        for page in document:
            wide, tall = page.get_size()
            for thing in page.get_objects(filter=[1]):  # texts
                left, bottom, right, top = thing.get_bounds()
                assert left >= 0
                assert bottom >= 0
                assert right <= wide + 0.5
                assert top <= tall + 0.5


WEEK = tuple(Hours((day,), time(8 + day), time(20, 30)) for day in range(7))
LONG_NAME = "Comité social et économique de la Société des Établissements Métallurgiques du Haut-Rhin"
SCATTERED = frozenset(sorted(LEVELS)[::2])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAPERS)
def test_the_hours_of_each_day_end_above_the_edge_a_printer_leaves_blank(name: str, language: str) -> None:
    contact = (
        "Mairie, service Éducation, 2 place de l’Hôtel-de-Ville, 01 02 03 04 05, du lundi au vendredi de 9 h à 12 h"
    )
    told: tuple[dict[str, object], ...] = (
        {},
        {"begins_on": date(2027, 9, 1)},
        {"begins_on": date(2027, 9, 1), "levels": SCATTERED},
    )
    for lines in (3, 4, 7):
        for more in told:
            handout = a_handout(hours=WEEK[:lines], contact=contact, **more)
            document = pypdfium2.PdfDocument(PAPERS[name][1](handout, language=language, now=NOW))
            page = document[len(document) - 1]
            text = page.get_textpage()
            lowest = min(text.get_rect(at)[1] for at in range(text.count_rects()))
            assert lowest >= 5 / 25.4 * 72
            assert "01 02 03 04 05" in text.get_text_bounded().replace("\u00a0", " ")


NAMES = {
    "fr": ("jamais des noms", "combien d’enfants appellent, jamais lesquels ni pourquoi"),
    "en": ("never names", "how many children call, never which ones or why"),
    "ar": ("أي اسم", "من هم ولا لماذا"),
    "pt": ("nunca nomes", "quantas crianças pedem ajuda, nunca quais nem porquê"),
    "tr": ("isimleri", "hangi çocuğun neden aradığını asla görmez"),
    "uk": ("імен", "хто саме і чому"),
}
"""A partner that gives a list of pupils, or registers families at its desk, does see names: never who calls."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("levels", [frozenset[str](), frozenset({"CE2", "4E"})])
def test_no_paper_says_that_names_are_never_seen_but_that_those_who_call_are_not_known(
    levels: frozenset[str], language: str
) -> None:
    untrue, true = NAMES[language]
    told = "\n".join([*told_letter(a_handout(levels=levels), language), LANGUAGES[language].magazine])
    assert untrue not in told
    assert told.count(true) == (2 if language == "fr" else 1)


EVENINGS = {
    "fr": "soir",
    "en": "evening",
    "ar": "مساء",
    "pt": "noite",
    "tr": "akşamları",
    "uk": "вечері",
}
OPEN_DAY = (Hours(tuple(range(7))),)
CLOSED_SUNDAY = (Hours(tuple(range(6))), Hours((6,), time(9), time(20)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("levels", [frozenset[str](), frozenset({"CE2", "4E"}), frozenset(list(LEVELS)[::2])])
def test_no_paper_says_in_the_evening_of_a_service_that_never_closes(levels: frozenset[str], language: str) -> None:
    def said(hours: tuple[Hours, ...]) -> list[str]:
        handout = a_handout(levels=levels, hours=hours)
        letter = pypdfium2.PdfDocument(PAPERS["lettre"][1](handout, language=language, now=NOW))
        told = (promised(handout, language), letter.get_metadata_value("Title"), told_sms(handout, language))
        return [words.lower().replace("aksamlari", "akşamları") for words in told]

    for words in said(OPEN_DAY):
        assert EVENINGS[language] not in words
        assert "{" not in words
        assert "  " not in words
    for hours in (a_handout().hours, CLOSED_SUNDAY, ()):
        assert all(EVENINGS[language] in words for words in said(hours))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_with_the_most_to_say_is_set_smaller_as_a_whole(language: str) -> None:
    handout = a_handout(
        who=LONG_NAME,
        payer=LONG_NAME,
        name=LONG_NAME,
        hours=tuple(Hours((day,), time(9 + day, 15), time(19, 30 + day)) for day in range(7)),
        contact="Mairie, service Éducation, 2 place de l’Hôtel-de-Ville, 01 02 03 04 05, du lundi au samedi, 9 h–12 h",
        levels=frozenset(LEVELS) - {"CE2", "TG"},
        begins_on=date(2027, 9, 22),
    )
    (page,) = pypdfium2.PdfDocument(PAPERS["lettre"][1](handout, language=language, now=NOW))
    text = page.get_textpage()
    rects = [text.get_rect(at) for at in range(text.count_rects())]
    assert min(bottom for _, bottom, _, _ in rects) >= 5 / 25.4 * 72
    at = text.search("02 03 04 05").get_next()
    assert at
    _, bottom, _, top = text.get_charbox(at[0], loose=True)
    assert top - bottom > 8, "larger than what is least on the other papers"


FIRST_DAYS = {
    "fr": "À partir du 1er septembre 2027",
    "en": "From 1 September 2027",
    "ar": "ابتداءً من 1 سبتمبر 2027",
    "pt": "A partir de 1 de setembro de 2027",
    "tr": "1 Eylül 2027 tarihinden itibaren",
    "uk": "Починаючи з 1 вересня 2027 року",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAPERS)
def test_of_an_agreement_to_come_each_paper_says_the_first_day_and_calls_nobody_tonight(
    name: str, language: str
) -> None:
    begins, words = date(2027, 9, 1), LANGUAGES[language]
    assert first_day(begins, words).replace("\u00a0", " ") == FIRST_DAYS[language]
    for hours in (a_handout().hours, ()):
        pdf = PAPERS[name][1](a_handout(begins_on=begins, hours=hours), language=language, now=NOW)
        text = text_of(pdf).replace("\u00a0", " ").replace("\r\n", " ")
        assert "2027" in text if language == "ar" else FIRST_DAYS[language] in text, "shaped letters in any order"
        assert words.steps[2][0] not in text
    assert [rest for _, rest in told_steps(a_handout(begins_on=begins), words)] == [rest for _, rest in words.steps]
    assert "2027" not in text_of(PAPERS[name][1](a_handout(), language=language, now=NOW))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "title_at"), [("depliant", 36), ("lettre", 44), ("affiche", 66)])
def test_the_longest_name_stays_above_the_title_beside_the_logo(name: str, title_at: int, language: str) -> None:
    """`title_at`: in millimetres from the top."""
    who = " ".join(f"Intercommunalité{n}" for n in range(1, 8))
    page = pypdfium2.PdfDocument(PAPERS[name][1](a_handout(who=who), language=language, now=NOW))[0]
    limit = page.get_size()[1] - title_at * 72 / 25.4
    text = page.get_textpage()
    assert "Intercommunalité7" in text.get_text_bounded(bottom=limit)
    assert "Intercommunalité" not in text.get_text_bounded(top=limit)


SMS_DAYS = {
    "fr": "Ouvert à partir du 22/02/2027.",
    "en": "Open from 22 February 2027.",
    "ar": "ابتداءً من 22 فبراير 2027.",
    "pt": "A partir de 22/02/2027.",
    "tr": "22/02/2027 tarihinden itibaren.",
    "uk": "Починаючи з 22 лютого 2027 року.",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("levels", [frozenset[str](), frozenset({"CE2", "4E"})])
def test_of_an_agreement_to_come_the_text_message_says_the_first_day_in_its_own_alphabet(
    levels: frozenset[str], language: str
) -> None:
    begins = date(2027, 2, 22)
    now, then = (told_sms(a_handout(levels=levels, begins_on=day), language) for day in (None, begins))
    assert f" {SMS_DAYS[language]} declic.example" in then
    assert then.replace(f" {SMS_DAYS[language]}", "") == now
    assert size_of(then).special == size_of(now).special or language in {"ar", "uk"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("month", range(1, 13))
def test_each_month_of_a_first_day_has_its_name(language: str, month: int) -> None:
    told = first_day(date(2027, month, 15), LANGUAGES[language])
    assert len({first_day(date(2027, other, 15), LANGUAGES[language]) for other in range(1, 13)}) == 12
    assert told.count("15") == told.count("2027") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_the_leaflet_a_first_day_leaves_room_for_the_other_languages(language: str) -> None:
    long = {
        "contact": "Direction de l’éducation et de la jeunesse, 12 bis, rue du Général-de-Gaulle, 01 02 03 04 05",
        "levels": frozenset(LEVELS) - {"CE2", "TG"},
        "begins_on": date(2027, 9, 22),
    }
    page = pypdfium2.PdfDocument(PAPERS["depliant"][1](a_handout(**long), language=language, now=NOW))[1]
    names = (210 - 194) * 72 / 25.4  # of the languages, from the foot
    tops = [thing.get_bounds()[3] for thing in page.get_objects(filter=[1])]
    bottoms = [thing.get_bounds()[1] for thing in page.get_objects(filter=[1]) if thing.get_bounds()[3] > names + 2]
    assert min(bottoms) > names, "nothing on their line"
    assert any(top <= names + 2 for top in tops)


ALL_LEVELS = {
    "fr": "Terminale",
    "en": "18",
    "ar": "آخر",
    "pt": "secundário",
    "tr": "lise",
    "uk": "останнього",
}
"""What is said of all of them, in each language."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_paper_promises_a_class_that_was_not_agreed(language: str) -> None:
    college = a_handout(levels=frozenset({"6E", "5E", "4E", "3E"}))
    told = "e la 6e à la 3e" if language == "fr" else "6e–3e"
    for name, (_, draw) in PAPERS.items():
        text = text_of(draw(college, language=language, now=NOW))
        assert told in text.replace("\u00a0", " ") or language == "ar", f"{name}; shaped letters are read in any order"
        assert ALL_LEVELS[language] not in text, name
    words = LANGUAGES[language]
    assert ALL_LEVELS[language] in promised(a_handout(), language)
    assert ALL_LEVELS[language] not in f"{promised(college, language)} {told_letter(college, language)}"
    sms = told_sms(college, language)
    assert told.replace("–", "-") in sms
    assert size_of(sms).messages <= size_of(told_sms(a_handout(), language)).messages
    assert {"{levels}", "{when}"} == set(re.findall(r"{\w+}", words.some_promise))


@pytest.mark.parametrize(
    ("levels", "french", "others"),
    [
        ("", "", ""),
        (" ".join(LEVELS), "", ""),
        ("CP", "en CP", "CP"),
        ("CM1 CM2 6E", "du CM1 à la 6e", "CM1–6e"),
        ("CP CE1 CE2 CM1 CM2", "du CP au CM2", "CP–CM2"),
        ("CP 6E 5E", "en CP et de la 6e à la 5e", "CP, 6e–5e"),
        ("CP CE2 3E", "en CP, en CE2 et en 3e", "CP, CE2, 3e"),
        (" ".join(list(LEVELS)[5:]), "de la 6e à la Terminale", "6e–lycée"),
        (" ".join(["CP", *list(LEVELS)[9:]]), "en CP et au lycée", "CP, lycée"),
        ("3E TG CAP", "en 3e, en Terminale générale et en CAP", "3e, Terminale générale, CAP"),
    ],
)
def test_classes_are_said_by_the_first_and_the_last_of_those_that_follow(levels: str, french: str, others: str) -> None:
    assert told_levels(frozenset(levels.split()), "fr") == french
    assert told_levels(frozenset(levels.split()), "uk") == others


@pytest.mark.django_db
def test_the_words_to_copy_tell_the_classes_agreed() -> None:
    sponsor = make_sponsor("Bezons", now=timezone.now())
    officer = make_officer(sponsor, OfficerRole.ENROLLER)
    issue_code(sponsor=sponsor, ceiling=9, now=timezone.now())
    page = signed_in(officer.account).get(reverse("sponsor:kit")).content.decode()
    assert page.count("du CP à la Terminale") + page.count("du CP a la Terminale") == 2
    sponsor.agreements.update(levels="6E 5E 4E 3E")
    page = signed_in(officer.account).get(reverse("sponsor:kit")).content.decode()
    assert "Terminale" not in page
    assert page.count("de la 6e à la 3e") == 2


def test_arabic_is_joined_and_not_left_as_single_letters() -> None:
    """A shaped line is narrower than its letters side by side."""
    pdf = PAPERS["depliant"][1](a_handout(), language="ar", now=NOW)
    page = pypdfium2.PdfDocument(pdf)[1]
    right_edges = [thing.get_bounds()[2] for thing in page.get_objects(filter=[1])]
    assert max(right_edges) > page.get_size()[0] - 12 / 25.4 * 72 - 4  # it begins at the right margin


def test_black_and_white_keeps_the_words_readable() -> None:
    """The yellow of the leaflet, printed in grey, leaves ink a contrast of 7 at least."""
    image = pypdfium2.PdfDocument(PAPERS["depliant"][1](a_handout(), language="fr", now=NOW))[0].render().to_pil()
    grey = image.convert("L").getpixel((5, image.height // 2))
    assert grey > 170


def inked(pdf: bytes, box: tuple[float, float, float, float]) -> Image.Image:
    """Of the first page, in black on white, the part inside `box` (left, top, right, bottom, mm); 4 px a mm."""
    image = pypdfium2.PdfDocument(pdf)[0].render(scale=4 * 25.4 / 72).to_pil().convert("L")
    return image.crop(tuple(round(4 * edge) for edge in box)).point(lambda grey: 255 if grey < 128 else 0)


@pytest.mark.parametrize(("above", "below"), [("3", "4"), ("1", "2"), ("5", "4")])
def test_the_bar_of_a_fraction_crosses_neither_of_its_numbers(above: str, below: str) -> None:
    sheet = Sheet((60.0, 60.0), language="fr", title="3/4", now=NOW)
    sheet.page()
    _fraction(sheet, above, below, 30, 20, 1.0, (0, 0, 0))
    ink = inked(sheet.printed(), (25, 15, 35, 45))
    rows = [ink.crop((0, y, ink.width, y + 1)).getbbox() is not None for y in range(ink.height)]
    assert sum(here and not before for before, here in pairwise(rows)) == 3


@pytest.mark.parametrize("name", PAPERS)
def test_where_one_reads_from_the_right_the_mark_stands_at_the_right_margin(name: str) -> None:
    pdf, margin = PAPERS[name][1](a_handout(logo=b""), language="ar", now=NOW), 12 if name == "depliant" else 22
    wide = pypdfium2.PdfDocument(pdf)[0].get_width() * 25.4 / 72
    found = inked(pdf, (wide / 2, 0, wide, margin + 10)).getbbox()
    assert found
    assert wide / 2 + found[2] / 4 == pytest.approx(wide - margin, abs=1)


def test_hours_are_told_by_days_that_go_together() -> None:
    assert told_hours((Hours((0, 1), time(17), time(20)), Hours((2,), time(14), time(19, 30))), LANGUAGES["fr"]) == [
        "lundi, mardi : 17\u00a0h\u00a0–\u00a020\u00a0h",
        "mercredi : 14\u00a0h\u00a0–\u00a019\u00a0h\u00a030",
    ]
    assert told_hours((Hours(tuple(range(7))),), LANGUAGES["fr"]) == ["tous les jours, à toute heure"]


# -- logos ------------------------------------------------------------------------------------------------------------
def test_a_logo_is_made_small_and_written_again() -> None:
    with Image.open(io.BytesIO(clean.logo(an_image((3000, 1000), "JPEG")))) as kept:
        assert (kept.format, kept.size) == ("PNG", (900, 300))


@pytest.mark.parametrize(
    "data",
    [b"", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", an_image()[:60], b"x" * (clean.LOGO_BYTES + 1)],
    ids=["empty", "gif", "svg", "cut", "heavy"],
)
def test_what_is_no_logo_is_refused(data: bytes) -> None:
    with pytest.raises(Refusal):
        clean.logo(data)


# -- pages ------------------------------------------------------------------------------------------------------------
@pytest.fixture
def officer(db: None) -> Officer:
    set_hours((0, "17:00", "20:00"))
    return make_officer(make_sponsor("CSE <b>Horizon</b>", now=timezone.now()), OfficerRole.ENROLLER)


def test_the_kit_carries_the_code_chosen_and_the_logo_given(officer: Officer) -> None:
    issue_code(sponsor=officer.sponsor, ceiling=9, now=timezone.now())
    school = issue_code(sponsor=officer.sponsor, ceiling=9, label="École", scope="school", now=timezone.now())
    client = signed_in(officer.account)
    sent = {"contact": "Accueil, poste 12", "logo": SimpleUploadedFile("logo.png", an_image(), "image/png")}
    assert client.post(reverse("sponsor:kit"), sent).status_code == 302
    assert client.get(reverse("sponsor:logo"))["Content-Type"] == "image/png"
    page = client.get(reverse("sponsor:kit"), {"code": school.pk, "langue": "ar"}).content.decode()
    address = reverse("sponsor:paper", args=[school.pk, "depliant", "ar"])
    assert address in page
    assert "<b>Horizon</b>" not in page
    assert 'dir="rtl"' in page
    pdf = client.get(address)
    assert pdf["Content-Type"] == "application/pdf"
    assert f"{school.code[:4]}-{school.code[4:]}" in text_of(pdf.content)
    assert "poste 12" in text_of(pdf.content)


def test_the_words_to_copy_do_not_say_in_the_evening_of_a_service_that_never_closes(officer: Officer) -> None:
    issue_code(sponsor=officer.sponsor, ceiling=9, now=timezone.now())
    client, address = signed_in(officer.account), reverse("sponsor:kit")
    assert "Le soir, votre enfant montre" in client.get(address).content.decode()
    set_hours(*((day, "00:00", "00:00") for day in range(7)))
    page = client.get(address).content.decode()
    assert "Votre enfant montre" in page
    assert "e soir" not in page


def an_agreement(sponsor: Sponsor, starts: int, ends: int, **said: object) -> Agreement:
    """From so many days from now to so many."""
    today = paris_day(timezone.now())
    return Agreement.objects.create(
        sponsor=sponsor,
        starts_on=today + timedelta(days=starts),
        ends_on=today + timedelta(days=ends),
        state=AgreementState.SIGNED.value,
        **said,
    )


@pytest.mark.django_db
def test_before_it_begins_the_kit_already_tells_the_hours_agreed() -> None:
    set_hours(*((day, "16:00", "22:00") for day in range(5)))
    sponsor = make_sponsor(agreement=False)
    an_agreement(sponsor, 400, 700)
    an_agreement(sponsor, 30, 395, weekdays="1", opens_at="17:00", closes_at="18:00")
    assert hours_of(sponsor) == (Hours((1,), time(17), time(18)),)
    code = issue_code(sponsor=sponsor, ceiling=9, now=timezone.now())
    officer = make_officer(sponsor, OfficerRole.ENROLLER)
    address = reverse("sponsor:paper", args=[code.pk, "lettre", "fr"])
    text = text_of(signed_in(officer.account).get(address).content).replace("\u00a0", " ")
    assert "mardi : 17 h – 18 h" in text
    assert "16 h" not in text
    begins = full_day(paris_day(timezone.now()) + timedelta(days=30)).replace("\u00a0", " ")
    assert f"À partir du {begins}" in text
    page = signed_in(officer.account).get(reverse("sponsor:kit")).content.decode().replace("\u00a0", " ")
    assert f"Ouvert à partir du {begins} : mardi : 17 h" in page


@pytest.mark.django_db
def test_hours_agreed_on_a_day_without_service_are_not_printed() -> None:
    set_hours((0, "17:00", "20:00"), (2, "14:00", "19:30"))
    sponsor = make_sponsor(agreement=False)
    agreement = an_agreement(sponsor, -5, 300, weekdays="025", opens_at="09:00", closes_at="19:00")
    assert hours_of(sponsor) == (Hours((0,), time(17), time(19)), Hours((2,), time(14), time(19)))
    agreement.weekdays = "5"
    agreement.save()
    assert hours_of(sponsor) == ()


def test_a_wrong_logo_changes_nothing_and_is_explained(officer: Officer) -> None:
    present_sponsor(sponsor=officer.sponsor, contact="Accueil", logo=clean.logo(an_image()), now=timezone.now())
    issue_code(sponsor=officer.sponsor, ceiling=9, now=timezone.now())
    sent = {"contact": "Autre", "logo": SimpleUploadedFile("logo.png", b"<svg/>", "image/png")}
    answer = signed_in(officer.account).post(reverse("sponsor:kit"), sent)
    assert answer.status_code == 422
    assert "ne s’ouvre pas" in answer.content.decode()
    officer.sponsor.refresh_from_db()
    assert officer.sponsor.contact == "Accueil"


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("commune", "Pour le magazine de la ville"),
        ("works_council", "Pour la lettre aux salariés"),
        ("department", "Pour votre magazine"),
    ],
)
def test_the_words_to_copy_are_for_what_the_sponsor_prints(officer: Officer, kind: str, title: str) -> None:
    Sponsor.objects.filter(pk=officer.sponsor_id).update(kind=kind)
    issue_code(sponsor=officer.sponsor, ceiling=9, now=timezone.now())
    assert f"<h2>{title}</h2>" in signed_in(officer.account).get(reverse("sponsor:kit")).content.decode()


def test_a_paper_of_another_sponsor_and_one_that_does_not_exist_are_not_found(officer: Officer) -> None:
    theirs = issue_code(sponsor=make_sponsor(), ceiling=9, now=timezone.now())
    mine = issue_code(sponsor=officer.sponsor, ceiling=9, now=timezone.now())
    client = signed_in(officer.account)
    for args in ([theirs.pk, "depliant", "fr"], [mine.pk, "tract", "fr"], [mine.pk, "depliant", "xx"]):
        assert client.get(reverse("sponsor:paper", args=args)).status_code == 404
    reader = make_officer(officer.sponsor, OfficerRole.READER)
    assert signed_in(reader.account).get(reverse("sponsor:paper", args=[mine.pk, "depliant", "fr"])).status_code == 404


# -- a code that opens nothing ----------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_kit_says_that_no_code_opens_anything_without_an_agreement() -> None:
    officer = make_officer(make_sponsor("Clichy", now=timezone.now(), agreement=False))
    issue_code(sponsor=officer.sponsor, ceiling=50, now=timezone.now())
    pages = [signed_in(officer.account).get(reverse(f"sponsor:{name}")).content.decode() for name in ("codes", "kit")]
    assert all("Aucune convention n’est en cours." in page for page in pages)


@pytest.mark.django_db
def test_the_papers_of_a_code_that_was_replaced_are_refused_and_the_new_one_is_named() -> None:
    officer = make_officer(make_sponsor("Clichy", now=timezone.now()))
    old = issue_code(sponsor=officer.sponsor, ceiling=50, now=timezone.now())
    first = reissue_code(code=old, now=timezone.now())
    fresh = reissue_code(code=first, now=timezone.now())
    issue_code(sponsor=officer.sponsor, ceiling=50, now=timezone.now(), label="École Jules-Ferry")
    client = signed_in(officer.account)

    answer = client.get(reverse("sponsor:paper", args=[old.pk, "lettre", "fr"]))
    assert answer.status_code == 409
    assert f"imprimez les papiers de {spaced(fresh.code)}" in answer.content.decode()
    kit = client.get(f"{reverse('sponsor:kit')}?code={old.pk}").content.decode()
    assert f"Le code {spaced(old.code)} ne sert plus." in kit
    assert reverse("sponsor:paper", args=[fresh.pk, "lettre", "fr"]) in kit

    revoke_code(code=fresh, now=timezone.now())
    gone = client.get(reverse("sponsor:paper", args=[old.pk, "lettre", "fr"])).content.decode()
    assert f"Le code {spaced(old.code)} ne sert plus." in gone
    assert client.get(f"{reverse('sponsor:kit')}?code=9²").status_code == 200

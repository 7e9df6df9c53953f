"""The look: French typography, charts and their tables, drawings, the contrast of every pair of colours."""

import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django import forms
from django.template import engines
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from declic.curriculum.rules import SUBJECTS
from declic.ground.elision import elided
from declic.web.layout import charts, typography
from declic.web.layout.icons import ICONS
from declic.web.layout.marks import mark
from declic.web.layout.pictures import FACES, FAMILY, OF_SUBJECT, PICTURES, SIGN_IN, face_of, family_of, picture_of

ROOT = Path(__file__).resolve().parents[3]
STYLE = ROOT / "frontend" / "src" / "style"
N = "\u00a0"


def render(source: str, **context: object) -> str:
    request = RequestFactory().get("/")
    return engines["django"].from_string(source).render(context, request)


# -- typography -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Bloqué sur un devoir ?", f"Bloqué sur un devoir{N}?"),
        ("Bloqué sur un devoir?", f"Bloqué sur un devoir{N}?"),
        ("l'exercice d'hier", "l’exercice d’hier"),
        ("Il dit : « oui ! »", f"Il dit{N}: «{N}oui{N}!{N}»"),
        ("«oui»", f"«{N}oui{N}»"),
        ("97 % des demandes, 97% en tout", f"97{N}% des demandes, 97{N}% en tout"),
        ("17 h 42, 3 min, 1 200 élèves", f"17{N}h{N}42, 3{N}min, 1{N}200 élèves"),
        ("la 6ème, la 1ère, la 2nde", "la 6e, la 1re, la 2de"),
        ("Mme Lefèvre et M. Diallo", f"Mme{N}Lefèvre et M.{N}Diallo"),
        ("20 Mo, 50 000 élèves", f"20{N}Mo, 50{N}000 élèves"),
        ("Mairie, 01 23 45 67 89", f"Mairie, 01{N}23{N}45{N}67{N}89"),
        ("(RGPD, article 28)", f"(RGPD, article{N}28)"),
    ],
)
def test_french_is_set_right(typed: str, printed: str) -> None:
    assert typography.french(typed) == printed


@pytest.mark.parametrize("text", ["https://declic.example/a?b=1;c", "17:42", "3:2", "a;b", "$x$", "x!y"])
def test_what_is_not_french_text_is_left_alone(text: str) -> None:
    assert typography.french(text) == text


@given(st.text(alphabet="ab 'é?!:;%«»<>/0123456789", max_size=60))
def test_setting_twice_changes_nothing_more(text: str) -> None:
    once = typography.french(text)
    assert typography.french(once) == once


class Asked(forms.Form):
    """As a form of a page says things: typed in Python, with plain spaces."""

    number = forms.CharField(label="Numéro : le vôtre", help_text="« Mairie, 01 23 45 67 89 »")
    kind = forms.ChoiceField(label="Quoi ?", choices=[("a", "Tout : chiffres")], widget=forms.RadioSelect)

    def clean_number(self) -> str:
        raise forms.ValidationError("Ce n’est pas un numéro : recopiez-le.")


def test_forms_and_notes_are_set_in_french_whatever_python_typed() -> None:
    form = Asked({"number": "<b>", "kind": "a"})
    shown = "".join(render("{% field one %}", one=form[name]) for name in ("number", "kind"))
    for words in (
        f"Numéro{N}: le vôtre",
        f"«{N}Mairie, 01{N}23{N}45{N}67{N}89{N}»",
        f"Ce n’est pas un numéro{N}: recopiez-le.",
        f"Quoi{N}?",
        f"Tout{N}: chiffres",
    ):
        assert words in shown, words
    assert "<b>" not in shown
    note = render('{% include "layout/pieces/note.html" with text=said %}', said="Perdu : <b>refaites</b>")
    assert f"Perdu{N}: &lt;b&gt;refaites" in note


def test_every_template_is_set_in_french() -> None:
    tool = [sys.executable, str(ROOT / "tools" / "french_templates.py"), "--check", str(ROOT / "src/declic/web")]
    done = subprocess.run(tool, check=False, capture_output=True, text=True)
    assert done.stdout + done.stderr == "", "tools/french_templates.py sets them right"


SAID = re.compile(r'"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`')
LOOSE = re.compile(r"[\w’)”}] [:;?!»](?=[\s`\"]|$)|« (?=[^\"`])")
"""A space that may break before a sign, which then begins a line by itself."""


def test_what_scripts_say_keeps_its_signs_on_the_line() -> None:
    found = []
    for path in sorted((ROOT / "frontend" / "src").rglob("*.ts")):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if line.lstrip().startswith(("*", "//", "/*")):
                continue
            said = (re.sub(r"\$\{[^`]*?\}", "}", one[0]) for one in SAID.finditer(line))
            found += [f"{path.name}:{number} {one}" for one in said if LOOSE.search(one) and ' ? "' not in one]
    assert found == [], "\\u00a0 stands before : ; ? ! and inside « »"


def test_the_filter_escapes_what_people_typed_and_keeps_our_tags() -> None:
    assert render("{{ typed|french }}", typed="<b>l'âge ?</b>") == f"&lt;b&gt;l’âge{N}?&lt;/b&gt;"
    safe = render("{% filter french %}<a title=\"l'un\" href='/?a=1'>Qui ?</a>{% endfilter %}")
    assert safe == f"<a title=\"l'un\" href='/?a=1'>Qui{N}?</a>"


@pytest.mark.parametrize(
    ("seconds", "printed", "exact"),
    [
        (0, f"0{N}s", f"0{N}s"),
        (40, f"40{N}s", f"40{N}s"),
        (125, f"2{N}min", f"2{N}min{N}05{N}s"),
        (180, f"3{N}min", f"3{N}min"),
        (3600, f"1{N}h", f"1{N}h"),
        (3900, f"1{N}h{N}05", f"1{N}h{N}05"),
        (-3, f"0{N}s", f"0{N}s"),
    ],
)
def test_a_length_of_time_is_short(seconds: int, printed: str, exact: str) -> None:
    assert typography.duration(timedelta(seconds=seconds)) == printed
    assert typography.duration(seconds, exact=True) == exact


def test_moments_are_on_a_french_clock_summer_and_winter() -> None:
    winter = datetime(2026, 11, 24, 16, 42, tzinfo=UTC)
    assert render("{{ at|paris }}", at=winter) == f"mardi 24{N}novembre, 17{N}h{N}42"
    assert render("{{ at|paris:'time' }}", at=datetime(2026, 7, 1, 15, 0, tzinfo=UTC)) == f"17{N}h"
    assert render("{{ at|paris:'day' }}", at=datetime(2026, 12, 1, 8, 0, tzinfo=UTC)) == f"mardi 1er{N}décembre"
    assert render("{{ at|paris:'short' }}", at=winter) == f"24{N}nov."
    assert render("{{ at|paris }}{{ length|duration }}", at=None, length=None) == ""


def test_zero_is_singular_in_french() -> None:
    assert [typography.count(n, "cheval,chevaux") for n in (0, 1, 2, 1200)] == [
        f"0{N}cheval",
        f"1{N}cheval",
        f"2{N}chevaux",
        f"1{N}200{N}chevaux",
    ]
    assert typography.count(3, "leçon") == f"3{N}leçons"


def test_de_and_que_lose_their_vowel_before_another_and_before_a_silent_h() -> None:
    names = ("Inès", "Élise", "Hélène", "Yves", "Sami", "Hugo", "Yanis", "Mme Roux")
    assert [elided("de", name) for name in names] == [
        "d’Inès",
        "d’Élise",
        "d’Hélène",
        "d’Yves",
        "de Sami",
        "de Hugo",
        "de Yanis",
        "de Mme Roux",
    ]
    assert render("Ce {{ name|after:'que' }} avait essayé", name="Inès") == "Ce qu’Inès avait essayé"
    assert render("{{ name|after:'de' }}", name="A<b>") == "d’A&lt;b&gt;"


# -- charts ---------------------------------------------------------------------------------------------------------
def test_a_chart_comes_with_its_table() -> None:
    page = render(
        '{% bar_chart "Par quartier" rows head="Quartier" unit="Inscrits" of_label="En âge" %}',
        rows=[("Le Bourg", 62, 118), ("La Gare", 23, 89)],
    )
    assert '<th scope="row">Le Bourg</th><td class="r">62</td><td class="r">118</td>' in page
    assert f"62 sur{N}118" in page
    assert "Le plus : Le Bourg, 62" in page


@pytest.mark.parametrize("tag", ["bar_chart", "column_chart"])
def test_a_masked_cell_shows_no_number_anywhere(tag: str) -> None:
    page = render(
        f'{{% {tag} "Leçons" rows head="Semaine" unit="Leçons" %}}', rows=[("S1", 40), ("S2", None), ("S3", 7)]
    )
    assert f'<th scope="row">S2</th><td class="r">{charts.MASKED}</td>' in page
    assert "None" not in page
    assert 'class="masked"' in page


def test_a_chart_of_nothing_says_so() -> None:
    for tag in ("bar_chart", "column_chart"):
        page = render(f'{{% {tag} "Leçons" rows head="Semaine" unit="Leçons" %}}', rows=[])
        assert "Pas encore de chiffre" in page
        assert "<svg" not in page


def test_labels_of_a_chart_are_escaped() -> None:
    page = render('{% bar_chart title rows head="x" unit="y" %}', title="<i>", rows=[("<script>", 3)])
    assert "<script>" not in page
    assert "<i>" not in page.replace("<i></i>", "")


rows = st.lists(st.builds(charts.Row, st.just("x"), st.none() | st.integers(0, 10**7)), min_size=1, max_size=60)


@given(rows)
def test_columns_stay_in_their_frame(drawn: list[charts.Row]) -> None:
    grid = charts.grid_of(drawn)
    assert len(grid) <= 4
    assert grid[0].value == 0
    for column in charts.columns(drawn, grid):
        assert 0 <= column.x <= column.x + column.width <= 100.01
        assert column.top >= charts.COLUMN_FOOT - charts.COLUMN_HEIGHT - 0.01
        assert column.height >= 0


@given(rows)
def test_bars_leave_room_for_their_words(drawn: list[charts.Row]) -> None:
    assert all(0 <= bar.width <= charts.BAR_ROOM for bar in charts.bars(drawn))


# -- titles ---------------------------------------------------------------------------------------------------------
def test_a_long_word_of_a_title_is_cut_at_a_syllable_where_there_is_little_room_and_short_ones_never() -> None:
    sheet = (STYLE / "pieces" / "base.css").read_text()
    narrow = re.search(r"@media [(]max-width: ([0-9]+)em[)] { h1, h2, h3, [.]title { (.*?) } }", sheet)
    assert narrow is not None
    assert 320 / 16 <= int(narrow[1]) < 390 / 16, "a phone of 390 px keeps its words whole, until letters grow"
    assert "hyphens: auto" in narrow[2]
    shortest, before, after = map(int, re.findall(r"hyphenate-limit-chars: (\d+) (\d+) (\d+)", narrow[2])[0])
    assert (shortest, before, after) == (10, 4, 4)
    assert "hyphens" not in sheet.replace(narrow[0], ""), "nowhere else: a title with room is not cut"
    frame = Path(ROOT / "src/declic/web/layout/templates/layout/base.html").read_text()
    assert '<html lang="fr"' in frame, "the language the syllables are those of"


# -- drawings -------------------------------------------------------------------------------------------------------
def test_every_subject_has_its_picture_and_every_picture_its_colour() -> None:
    assert [code for code in SUBJECTS if picture_of(code) == "autre"] == []
    assert [s.code for s in SUBJECTS.values() if picture_of(s.picture) != picture_of(s.code)] == []
    assert set(FAMILY) == set(PICTURES)
    assert set(OF_SUBJECT.values()) | set(SIGN_IN) <= set(PICTURES)
    tokens = (STYLE / "tokens.css").read_text()
    assert all(f"--{family}-2:" in tokens for family in FAMILY.values())
    assert family_of("une matière inconnue") == FAMILY["autre"]


def test_a_child_s_face_says_nothing_of_their_secret_pictures() -> None:
    assert set(FACES) <= set(PICTURES)
    assert not set(FACES) & set(SIGN_IN)
    assert {face_of(number) for number in range(12)} == set(FACES)


@pytest.mark.parametrize("source", ["{% initials 'Mme Lefèvre' %}", "{% include 'public/scene.html' %}"])
def test_one_teacher_has_the_same_letters_on_every_page(source: str) -> None:
    assert re.findall(r'<span class="face[^>]*>([^<]*)<', render(source)) == ["LE"]


def test_drawings_carry_no_style_and_no_script() -> None:
    for drawing in (*ICONS.values(), *PICTURES.values(), mark(16), mark(28)):
        assert re.search(r"style=|<script|\son\w+=", drawing) is None


def test_drawings_of_the_front_end_are_fresh() -> None:
    sys.path.insert(0, str(ROOT / "tools"))
    import drawings_ts  # noqa: PLC0415  (a program of the workshop, not a package)

    for name, made in (("icons.ts", drawings_ts.icons_ts()), ("pictures.ts", drawings_ts.pictures_ts())):
        assert (STYLE / name).read_text() == made, f"python tools/drawings_ts.py ({name})"


def test_an_icon_with_a_label_is_heard_and_one_without_is_not() -> None:
    assert 'aria-label="Micro &lt;coupé&gt;"' in render('{% icon "mic" label=said %}', said="Micro <coupé>")
    assert 'aria-hidden="true"' in render('{% icon "mic" %}')


# -- colours --------------------------------------------------------------------------------------------------------
PAIRS = {
    "ink": ("page", "card", "sunk"),
    "ink2": ("page", "card", "sunk"),
    "link": ("page", "card", "sunk"),
    "action": ("page", "card"),
    "onaction": ("action", "action2"),
    "ontint": ("tint",),
    "onspark": ("spark",),
    "onsparksoft": ("sparksoft",),
    "alert": ("page", "card"),
    "onalert": ("alert",),
    "onalertsoft": ("alertsoft",),
}
LINES = {
    "edge": ("page", "card"),
    "chosen": ("page", "card", "sunk", "tint"),
    "sparkedge": ("page", "card"),
    "focus": ("page", "card", "sunk"),
    "data1": ("card",),
    "data2": ("card",),
    "data3": ("card",),
    "data4": ("card",),
}
FAMILIES = ("maths", "francais", "anglais", "histoire", "physique", "svt", "espagnol", "techno", "arts", "societe")


def palettes() -> dict[str, dict[str, str]]:
    """Day, and night as it is written twice."""
    text = re.sub(r"/\*.*?\*/", "", (STYLE / "tokens.css").read_text(), flags=re.DOTALL)
    day, by_system, by_choice = (
        dict(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})", block))
        for block in re.findall(r":root[^{]*\{([^}]*)\}", text)
    )
    return {"day": day, "night": {**day, **by_choice}, "night by the system": {**day, **by_system}}


def luminance(colour: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("light", ["day", "night", "night by the system"])
def test_every_text_has_4_5_and_every_line_3(light: str) -> None:
    colours = palettes()[light]
    weak = [
        f"{front} on {back}: {contrast(colours[front], colours[back]):.2f}"
        for pairs, least in ((PAIRS, 4.5), (LINES, 3))
        for front, backs in pairs.items()
        for back in backs
        if contrast(colours[front], colours[back]) < least
    ]
    weak += [f"ink on {family}" for family in FAMILIES if contrast(colours["pic-ink"], colours[family]) < 7]
    weak += [f"{who} on paper" for who in ("pupil", "teacher") if contrast(colours[who], "#FFFFFF") < 4.5]
    assert weak == []


def test_the_night_is_the_same_chosen_or_not() -> None:
    written = palettes()
    assert written["night"] == written["night by the system"]


def test_yellow_is_kept_for_what_rings_is_here_or_is_understood() -> None:
    allowed = re.compile(r"ring|now|spark|pick-up|call|slot|steady|wait-d|c-spark|badge|wave|50%|swatch|rays")
    for path in STYLE.rglob("*.css"):
        if path.name == "tokens.css":
            continue
        text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
        for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", text):
            if re.search(r"var\(--spark\)", body):
                assert allowed.search(selector), f"{path.name}: {selector.strip()}"


# -- weight ---------------------------------------------------------------------------------------------------------
def test_fonts_stay_light() -> None:
    sizes = {path.stem: path.stat().st_size for path in (ROOT / "frontend" / "src" / "fonts").glob("*.woff2")}
    assert sizes["title"] <= 14_000
    assert sizes["text"] <= 18_000
    assert sizes["zero"] <= 1_000


# -- templates ------------------------------------------------------------------------------------------------------
WEB = ROOT / "src" / "declic" / "web"


def test_templates_hold_no_inline_style_script_or_handler() -> None:
    guilty = [
        str(path.relative_to(WEB))
        for path in WEB.rglob("*.html")
        if re.search(r"\sstyle=\"|<style|\son[a-z]+=\"|<script(?![^>]*\ssrc=)", path.read_text())
    ]
    assert guilty == []


def test_templates_of_the_layout_are_set_in_french() -> None:
    program = [sys.executable, str(ROOT / "tools" / "french_templates.py"), "--check"]
    found = subprocess.run(
        [*program, str(WEB / "layout"), str(WEB / "public")], capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, f"python tools/french_templates.py src/declic/web\n{found.stdout}{found.stderr}"


stacks = st.lists(st.builds(charts.Stack, st.just("x"), st.tuples(*[st.floats(0, 10**5)] * 5)), min_size=1, max_size=60)


@given(stacks)
def test_parts_stand_on_each_other_in_their_frame(drawn: list[charts.Stack]) -> None:
    grid = charts.grid_under(drawn)
    for stack, tower in zip(drawn, charts.towers(drawn, grid), strict=True):
        assert 0 <= tower.x <= tower.x + tower.width <= 100.01
        foot = charts.COLUMN_FOOT
        for piece in tower.pieces:
            assert piece.top + piece.height == pytest.approx(foot, abs=0.03)
            foot = piece.top
        assert foot >= charts.COLUMN_FOOT - charts.COLUMN_HEIGHT - 0.03
        assert len(tower.pieces) == sum(part > 0 for part in stack.parts)


def test_a_stacked_chart_of_nothing_says_so() -> None:
    page = render('{% stacked_chart "Professeurs" rows names "Heure" %}', rows=[], names=["Libres"])
    assert "Pas encore de chiffre" in page
    assert "<svg" not in page


def test_a_phone_may_see_all_columns_with_the_values_of_the_highest_and_the_lowest() -> None:
    hours = [(f"{hour} h", 100 - hour % 7) for hour in range(20)]
    page = render('{% column_chart "Promesse" rows head="Heure" unit="%" most=24 whole=1 %}', rows=hours)
    phone = page[page.index('class="narrow-only"') : page.index("<details")]
    assert phone.count('<rect class="bar"') == 20
    assert re.findall(r'<text class="v mid"[^>]*>(\d+)<', phone) == ["94", "100"]
    assert 2 <= phone.count('<text class="mid"') <= 3


def test_no_page_says_de_or_que_before_a_name_that_may_begin_with_a_vowel() -> None:
    """`name|after:"de"` elides: « d’Inès », « qu’Asnières »."""
    whole = re.compile(r"\b(?:de|que) \{\{ *[\w.]*name *\}\}")
    said = {path.name: whole.findall(path.read_text()) for path in WEB.rglob("*.html")}
    assert {name: found for name, found in said.items() if found} == {}

"""A scenario file that is wrong is refused by the name of its field."""

import json
import re
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from declic.ground.errors import Refusal
from declic.planning.rules.recipe import draw
from declic.planning.rules.scenario import Recipe, Request, Teacher, read
from declic.planning.scenarios import NAMES, shipped

REQUEST = {"id": "d1", "at_s": 12, "level": "4E", "subject": "MAT", "patience_s": 600, "lesson_s": 1200}
TEACHER = {"id": "p1", "skills": [["MAT", "4E"]], "from_s": 0, "to_s": 7200}


def lists(**changes: Any) -> dict[str, Any]:
    return {"name": "essai", "requests": [REQUEST], "teachers": [TEACHER], **changes}


def recipe(**changes: Any) -> dict[str, Any]:
    return {"name": "essai", "recipe": {"teachers": 20, "load": 0.8, **changes}}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": "essai"}, "recipe : il faut une recette, ou les deux listes"),
        (lists(recipe={"teachers": 3, "load": 1}), "recipe : une recette, ou des listes"),
        (lists(requests=[{**REQUEST, "at_s": "douze"}]), "requests[0].at_s : il faut un nombre, pas un texte."),
        (lists(requests=[REQUEST, {**REQUEST, "id": "d2", "lesson_s": 0}]), "requests[1].lesson_s : il faut un nombre"),
        (lists(requests=[REQUEST, REQUEST]), "requests[1].id : « d1 » y est deux fois."),
        (lists(teachers=[{**TEACHER, "to_s": 0.5, "from_s": 9}]), "teachers[0].to_s : le service finit avant"),
        (lists(teachers=[{**TEACHER, "skils": []}]), "teachers[0].skils : ce champ n’existe pas."),
        (lists(teachers=[{"id": "p1"}]), "teachers[0].skills : ce champ manque."),
        (lists(answers={"accept": 0.5}), "answers : accept, decline et miss doivent faire 1 à eux trois."),
        (lists(outages=[{"from_s": 60, "to_s": 30}]), "outages[0].to_s : la panne finit avant de commencer."),
        (lists(opens="25:00"), "opens : il faut un texte qui dise l’heure, comme « 16:30 »."),
        (recipe(teachers=0), "recipe.teachers : il faut un nombre entier, 1 au moins."),
        (recipe(breadth="huge"), "recipe.breadth : il faut narrow, medium ou broad, pas « huge »."),
        (recipe(shortage=3), "recipe.shortage : il faut un objet { }, pas un nombre entier."),
        (recipe(load=1e6), "recipe.load : il faut un nombre, 1\u00a0000 au plus."),
        (recipe(behaviour={"lesson_sigma": 900}), "recipe.behaviour.lesson_sigma : il faut un nombre, 5 au plus."),
        (recipe(weights={"QUIDDITCH collège": 1}), "recipe.weights.QUIDDITCH collège : « QUIDDITCH » n’est pas"),
        (recipe(weights={"MAT 4E": 1}), "recipe.weights.MAT 4E : après la matière"),
        (recipe(weights={"MAT collège": 9}), "recipe.weights"),
        (recipe(subjects={"MAT": 2, "FRA": -1}), "recipe.subjects.FRA : il faut un nombre, 0 au moins."),
        (recipe(weights={"MAT lycée": 1, "MAT collège": 7}), "recipe.weights.MAT collège : il faut un nombre, 6 au"),
        (recipe(subjects={"MAT": 2, "[...]": "x"}), "recipe.subjects.[...] : il faut un nombre, pas un texte."),
        (recipe(subjects={"QUIDDITCH": 1}), "recipe.subjects.QUIDDITCH : « QUIDDITCH » n’est pas une matière"),
        (recipe(shortage={"subject": "QUIDDITCH", "keep": 0}), "recipe.shortage.subject : « QUIDDITCH » n’est pas"),
        (recipe(profile=[0, 0, 0]), "recipe.profile : il faut au moins un quart d’heure"),
        (lists(requests=[{**REQUEST, "subject": "MATHS"}]), "requests[0].subject : « MATHS » n’est pas une matière"),
        (lists(requests=[{**REQUEST, "level": "4e"}]), "requests[0].level : « 4e » n’est pas un niveau ; il faut l’un"),
        (lists(requests=[{**REQUEST, "subject": "PHI"}]), "requests[0].subject : « PHI » ne s’enseigne pas au niveau"),
        (lists(teachers=[{**TEACHER, "skills": [["MAT", "4E"], ["4E", "MAT"]]}]), "teachers[0].skills[1] : « MAT » n’"),
        (lists(teachers=[{**TEACHER, "wide": [["PHI", "4E"]]}]), "teachers[0].wide[0] : « PHI » ne s’enseigne pas"),
        (
            lists(teachers=[{**TEACHER, "skills": [["MAT"]]}]),
            "teachers[0].skills[0] : il faut une liste de 2 él",
        ),
        ([], "le fichier : il faut un objet { }, pas une liste [ ]."),
        (lists(requests=[]), "requests : il faut au moins un élément dans cette liste."),
        (lists(teachers=[]), "teachers : il faut au moins un élément dans cette liste."),
        (lists(teachers=[{**TEACHER, "skills": []}]), "teachers[0].skills : il faut au moins un élément dans"),
        (lists(teachers=[{**TEACHER, "id": ""}]), "teachers[0].id : il faut un texte qui ne soit pas vide."),
        (lists(name=""), "name : il faut un texte qui ne soit pas vide."),
        (lists(name=" \t"), "name : il faut un texte qui ne soit pas vide."),
        (lists(name="\ud800"), "name : ce texte contient une moitié de caractère, qui ne s’écrit pas."),
        (lists(requests=[{**REQUEST, "sponsor": "a\udfff"}]), "requests[0].sponsor : ce texte contient une moitié"),
        (lists(**{"n\ud83d": 1}), "n? : ce nom contient une moitié de caractère"),
        (lists(name="\x1b[31mrouge"), "name : ce texte contient un signe de commande, qu’un terminal exécuterait."),
        (lists(name="une ligne\nune autre"), "name : ce texte contient un signe de commande"),
        (lists(name="\x9b2J"), "name : ce texte contient un signe de commande"),
        (lists(name="à l’envers\u202e"), "name : ce texte contient un signe de commande"),
        (lists(requests=[{**REQUEST, "id": "d1\x07"}]), "requests[0].id : ce texte contient un signe de commande"),
        (lists(requests=[{**REQUEST, "sponsor": "a\x7f"}]), "requests[0].sponsor : ce texte contient un signe de"),
        (lists(teachers=[{**TEACHER, "id": "\x1b]0;moi\x07"}]), "teachers[0].id : ce texte contient un signe de"),
        (recipe(subjects={"MAT\x1b[2J": 1}), "recipe.subjects.MAT?[2J : ce nom contient un signe de commande"),
        (lists(requests=[{**REQUEST, "patience_s": 1e9}]), "requests[0].patience_s : il faut un nombre, 604\u00a0800"),
        (lists(requests=[{**REQUEST, "at_s": 1e9}]), "requests[0].at_s : il faut un nombre, 604\u00a0800 au plus."),
        (lists(teachers=[{**TEACHER, "to_s": 1e9}]), "teachers[0].to_s : il faut un nombre, 604\u00a0800 au plus."),
        (lists(outages=[{"from_s": 60, "to_s": 1e9}]), "outages[0].to_s : il faut un nombre, 604\u00a0800 au plus."),
        (lists(wrap_up_s=1e9), "wrap_up_s : il faut un nombre, 604\u00a0800 au plus."),
        (lists(answers={"delay_median_s": 1e9}), "answers.delay_median_s : il faut un nombre, 604\u00a0800 au plus."),
        (lists(answers={"back_after_s": 1e9}), "answers.back_after_s : il faut un nombre, 604\u00a0800 au plus."),
        (recipe(behaviour={"patience_median_min": 1e6}), "recipe.behaviour.patience_median_min : il faut un nombre"),
        (lists(wrap_up_s=10**400), "wrap_up_s : ce nombre est trop grand."),
        (lists(wrap_up_s=-(10**19)), "wrap_up_s : ce nombre est trop petit."),
        (recipe(teachers=10**30), "recipe.teachers : ce nombre est trop grand."),
    ],
)
def test_what_is_wrong_is_said_with_its_field(wrong: object, said: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(json.dumps(wrong).encode())
    assert refused.value.message.startswith(said)


@pytest.mark.parametrize("text", [b"{", b"\xff", b"[" * 5_000])
def test_what_is_no_json_is_said(text: bytes) -> None:
    with pytest.raises(Refusal, match="Ce n’est pas du JSON"):
        read(text)


@pytest.mark.parametrize("text", ["", " \n\t", "\ufeff"])
def test_a_file_with_nothing_in_it_is_said_to_be_empty(text: str) -> None:
    with pytest.raises(Refusal, match="Ce n’est pas du JSON : le fichier est vide"):
        read(text.encode())


def test_whole_characters_beyond_the_first_65536_are_text() -> None:
    assert read(json.dumps(lists(name="soirée \U0001f642")).encode()).scenario.name == "soirée \U0001f642"
    assert read(json.dumps(lists(name="\\ud800")).encode()).scenario.name == "\\ud800"


def test_a_sign_that_commands_a_terminal_is_refused_written_as_it_is_and_spelt_out_is_text() -> None:
    with pytest.raises(Refusal, match="name : ce texte contient un signe de commande"):
        read(json.dumps(lists(name="\x9b2J"), ensure_ascii=False).encode())
    for name in ("\\u001b[31m", "soirée\u00a0\u202f: l’essai", "\u200ffamille \U0001f468\u200d\U0001f469", "\\n"):
        assert read(json.dumps(lists(name=name)).encode()).scenario.name == name


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"name": "a", "name": "b"}', "name : ce champ y est deux fois."),
        ('{"name": "a", "requests": [{"id": "d1"}, {"id": "d2", "id": "d3"}]}', "requests[1].id : ce champ y est deux"),
        ('{"recipe": {"subjects": {"MAT": 1, "MAT": 2}}}', "recipe.subjects.MAT : ce champ y est deux fois."),
        ('{"name": {"\\ud800": 1, "\\ud800": 2}}', "name.? : ce champ y est deux fois."),
        ('{"requests": [{"patience_s": ' + "9" * 5_000 + "}]}", "requests[0].patience_s : ce nombre est trop grand."),
        ('{"wrap_up_s": ' + "9" * 5_000 + ".5}", "wrap_up_s : il faut un nombre, 604\u00a0800"),
        ("9" * 5_000, "le fichier : ce nombre est trop grand."),
        ('{"wrap_up_s": NaN}', "wrap_up_s : NaN n’est pas un nombre."),
        ('{"requests": [{"at_s": 1}, {"at_s": -Infinity}]}', "requests[1].at_s : -Infinity n’est pas un nombre."),
    ],
)
def test_what_json_lets_through_is_refused_with_its_field(text: str, said: str) -> None:
    for whole in (text, text.replace('{"', '{"name": "x", "', 1) if '"name"' not in text else text):
        with pytest.raises(Refusal) as refused:
            read(whole.encode())
        assert refused.value.message.startswith(said)


def test_half_a_character_is_refused_however_it_is_written() -> None:
    for bad in (b'"\\ud800"', b'"\\uDFFF\\ud800"', b'"\xed\xa0\x80"'):
        with pytest.raises(Refusal, match=r"^name : ce texte|UTF-8"):
            read(b'{"name": ' + bad + b"}")


def test_a_number_past_all_bounds_is_refused() -> None:
    with pytest.raises(Refusal, match=r"requests\[0\].at_s"):
        read(json.dumps(lists(requests=[{**REQUEST, "at_s": 1}])).replace('"at_s": 1', '"at_s": 1e999').encode())


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"subjects": {"MAT": 0}}, "recipe.subjects"),
        ({"closes": "16:00"}, "recipe.closes"),
        ({"teachers": 20_000, "load": 1000}, "recipe.load : ce serait plus de 400\u00a0000 demandes"),
        ({"load": 900, "behaviour": {"lesson_mean_min": 1e-300}}, "recipe.load : ce serait plus de"),
        ({"profile": [0] * 22 + [1]}, "recipe.profile : aucun quart d’heure ne compte avant la fermeture."),
        ({"shortage": {"subject": "QLM", "keep": 0}}, "recipe.shortage.subject : aucun professeur de cette recette"),
        ({"subjects": {"MAT": 1}, "shortage": {"subject": "PC", "keep": 0}}, "recipe.shortage.subject : aucun"),
        ({"behaviour": {"lesson_mean_min": 10_080}}, "recipe.load : avec cette graine, personne ne demande rien"),
    ],
)
def test_a_recipe_that_cannot_be_drawn_names_its_field(wrong: dict[str, Any], field: str) -> None:
    found = read(json.dumps(recipe(**wrong)).encode())
    assert found.recipe is not None
    with pytest.raises(Refusal) as refused:
        draw(found.scenario, found.recipe, 1)
    assert refused.value.message.startswith(field)


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([2**63, 10**400, -(10**400)])
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5)
    | st.text(st.characters(categories=["Cs", "Lu"]), max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=4,
)
PLACES = (
    ("name",), ("opens",), ("wrap_up_s",), ("outages",), ("answers",), ("answers", "accept"), ("recipe",),
    *(("recipe", field) for field in Recipe.__struct_fields__), ("requests",), ("teachers",),
    *(("requests", field) for field in Request.__struct_fields__),
    *(("teachers", field) for field in Teacher.__struct_fields__),
)  # fmt: skip
ENGLISH = re.compile(r"[Ee]xpected|[Ii]nvalid|regex|\bgot\b|\bof\b|length|enum|line|char|`|\^")


@given(place=st.sampled_from(PLACES), value=ANYTHING)
def test_whatever_stands_in_a_field_it_is_taken_or_refused_in_french(place: tuple[str, ...], value: Any) -> None:
    if place[0] in ("requests", "teachers"):
        one = REQUEST if place[0] == "requests" else TEACHER
        wrong = lists(**{place[0]: value if len(place) == 1 else [{**one, place[1]: value}]})
    elif place[0] == "recipe":
        wrong = recipe(**{place[1]: value}) if len(place) > 1 else {"name": "essai", "recipe": value}
    else:
        wrong = recipe()
        wrong[place[0]] = value if len(place) == 1 else {place[1]: value}
    try:
        found = read(json.dumps(wrong).encode())
        json.dumps(msgspec.to_builtins(found), ensure_ascii=False).encode()
    except Refusal as refused:
        said = refused.message
        said.encode()
        known = [json.dumps(value, ensure_ascii=False), str(value)]
        if not any(word.strip('"') in said for word in known if word.strip('"')):
            ours = said
            for key in filter(None, value if isinstance(value, dict) else ()):
                ours = ours.replace(key, "")  # the file's own word, in the name of the field
            assert ENGLISH.search(ours) is None, said
        assert said.startswith((place[0], "le fichier", "requests", "teachers", "recipe")), said


@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_scenario_can_be_drawn(name: str) -> None:
    text = shipped(name)
    assert text is not None
    found = read(text)
    assert found.recipe is not None
    scenario = draw(found.scenario, found.recipe, 1)
    assert scenario.requests
    assert len(scenario.teachers) <= found.recipe.teachers

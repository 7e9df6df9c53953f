"""A scenario file that is wrong is refused by the name of its field."""

import json
from typing import Any

import pytest

from declic.ground.errors import Refusal
from declic.planning.rules.recipe import draw
from declic.planning.rules.scenario import read
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
        (lists(opens="25:00"), "opens : il faut un texte"),
        (recipe(teachers=0), "recipe.teachers : il faut un nombre entier >= 1."),
        (recipe(breadth="huge"), "recipe.breadth : "),
        ([], "le fichier : il faut un objet { }, pas une liste [ ]."),
    ],
)
def test_what_is_wrong_is_said_with_its_field(wrong: object, said: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(json.dumps(wrong).encode())
    assert refused.value.message.startswith(said)


@pytest.mark.parametrize("text", [b"", b"{", b"\xff", b'{"wrap_up_s": NaN}', b"[" * 5_000])
def test_what_is_no_json_is_said(text: bytes) -> None:
    with pytest.raises(Refusal, match="Ce n’est pas du JSON"):
        read(text)


def test_a_number_past_all_bounds_is_refused() -> None:
    with pytest.raises(Refusal, match=r"requests\[0\].at_s"):
        read(json.dumps(lists(requests=[{**REQUEST, "at_s": 1}])).replace('"at_s": 1', '"at_s": 1e999').encode())


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"subjects": {"QUIDDITCH": 1}}, "recipe.subjects.QUIDDITCH"), ({"subjects": {"MAT": 0}}, "recipe.subjects"),
     ({"closes": "16:00"}, "recipe.closes")],
)  # fmt: skip
def test_a_recipe_that_cannot_be_drawn_names_its_field(wrong: dict[str, Any], field: str) -> None:
    found = read(json.dumps(recipe(**wrong)).encode())
    assert found.recipe is not None
    with pytest.raises(Refusal) as refused:
        draw(found.scenario, found.recipe, 1)
    assert refused.value.message.startswith(field)


@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_scenario_can_be_drawn(name: str) -> None:
    text = shipped(name)
    assert text is not None
    found = read(text)
    assert found.recipe is not None
    scenario = draw(found.scenario, found.recipe, 1)
    assert scenario.requests
    assert len(scenario.teachers) <= found.recipe.teachers

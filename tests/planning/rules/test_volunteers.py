"""What teachers offer, as a file tells it: what is wrong is refused by the name of its field, in French."""

import json
from typing import Any

import pytest

from declic.ground.errors import Refusal
from declic.planning.rules.shifts import Stretch
from declic.planning.rules.volunteers import read

FREE = {"day": 0, "from": "17:00", "to": "20:00"}
TEACHER = {"id": "p1", "skills": [["MAT", "6E"], ["MAT", "5E"]], "free": [FREE], "hours": [2, 8]}


def told(**changes: Any) -> str:
    return json.dumps({"teachers": [{**TEACHER, **changes}]})


def test_what_is_offered_is_read() -> None:
    (one,) = read(told().encode())
    assert (one.id, one.free, one.least, one.most) == ("p1", (Stretch(0, 68, 80),), 8, 32)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "Ce n’est pas du JSON : voir ligne 1, colonne 2."),
        ("[]", "le fichier : il faut un objet { }, pas une liste [ ]."),
        ('{"teachers": []}', "teachers : il faut au moins un élément dans cette liste."),
        ('{"teachers": [], "teachers": []}', "teachers : ce champ y est deux fois."),
        (told(hours=[2, 61]), "teachers[0].hours[1] : il faut un nombre, 60 au plus."),
        (told(hours=[8, 2]), "teachers[0].hours : le moins vient avant le plus."),
        (told().replace("[2, 8]", f"[2, {'9' * 5_000}]"), "teachers[0].hours[1] : ce nombre est trop grand."),
        (told(id="\ud800"), "teachers[0].id : ce texte contient une moitié de caractère"),
        (told(id="Claire\x1b[2J"), "teachers[0].id : ce texte contient un signe de commande"),
        (told(id=""), "teachers[0].id : il faut un texte qui ne soit pas vide."),
        (told(skills=[]), "teachers[0].skills : il faut au moins un élément dans cette liste."),
        (told(skills=[["MATHS", "6E"]]), "teachers[0].skills[0] : « MATHS » n’est pas une matière"),
        (told(skills=[["MAT", "6e"]]), "teachers[0].skills[0] : « 6e » n’est pas un niveau"),
        (told(free=[{**FREE, "from": "17:05"}]), "teachers[0].free[0].from : il faut un texte qui dise l’heure"),
        (told(free=[{**FREE, "to": "16:00"}]), "teachers[0].free[0].to : la fin vient après le début"),
        (told(free=[{**FREE, "day": 7}]), "teachers[0].free[0].day : il faut un nombre entier, 6 au plus."),
    ],
)
def test_what_is_wrong_is_said_with_its_field(text: str, said: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(text.encode())
    assert refused.value.message.startswith(said)

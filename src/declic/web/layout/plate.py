"""The plate: every piece of the look on one page, to judge a change by day and by night. Demo mode only."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from declic.web.layout.charts import Row
from declic.web.layout.icons import ICONS
from declic.web.layout.pictures import PICTURES, SIGN_IN

COLOURS = ("page", "card", "sunk", "ink", "ink2", "edge", "action", "tint", "spark", "sparksoft", "alert", "alertsoft")


class Sample(forms.Form):
    email = forms.EmailField(label="Votre adresse e-mail", help_text="Pour votre compte, et rien d’autre.")
    school = forms.CharField(label="École ou établissement", required=False)
    level = forms.ChoiceField(label="Classe", choices=[("6E", "6e"), ("5E", "5e")])
    kind = forms.ChoiceField(
        label="C’est pour…", choices=[("a", "Un exercice"), ("b", "Une leçon")], widget=forms.RadioSelect
    )
    accept = forms.BooleanField(label="J’ai lu ce qui est gardé, et j’accepte.")


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """`?partie=petits` shows the pieces of CP to CE2: `&piece=accueil`, `entrer`, `cahier`, `attente`."""
    if request.GET.get("partie") == "petits":
        piece = request.GET.get("piece", "accueil")
        chosen = ["soleil", "cle"]
        return render(
            request,
            "layout/plate_small.html",
            {"piece": piece, "pictures": SIGN_IN.items(), "chosen": chosen, "left": "1"},
        )
    return render(
        request,
        "layout/plate.html",
        {
            "colours": COLOURS,
            "pictures": list(PICTURES),
            "icons": list(ICONS),
            "form": Sample(),
            "wrong_form": Sample({"email": "inès", "kind": "a"}, auto_id="wrong_%s"),
            "steps": [
                ("done", "Ta demande est partie à 17\u00a0h\u00a042"),
                ("now", "On appelle les profs"),
                ("next", "Ton téléphone sonne : tu décroches"),
            ],
            "kinds": [("homework", "Exercice"), ("lesson", "Leçon"), ("test", "Contrôle")],
            "weeks": [
                (f"{day} {month}", value)
                for day, month, value in (
                    (15, "sept.", 11),
                    (22, "sept.", 19),
                    (29, "sept.", 26),
                    (6, "oct.", 24),
                    (13, "oct.", None),
                    (3, "nov.", 29),
                    (10, "nov.", 38),
                    (17, "nov.", 42),
                )
            ],
            "waits": [
                Row("moins de 1 min", 38),
                Row("1 à 2 min", 79),
                Row("2 à 3 min", 64),
                Row("3 à 5 min", 33),
                Row("plus de 5 min", 6, warn=True),
            ],
            "places": [("Le Bourg", 62, 118), ("Baillon", 31, 74), ("La Gare", 23, 89), ("Royaumont", None, 12)],
            "ring": {
                "subject": "MAT",
                "title": "Maths, 4e",
                "wait": "Attend depuis 40 s",
                "met": "vous l’avez déjà aidée 2 fois",
                "text": "J’ai ajouté 6 et 8 mais ma règle dit que ça fait 10, pas 14. Je ne vois pas pourquoi.",
                "left_s": 14,
                "total_s": 20,
                "pages": [],
            },
        },
    )

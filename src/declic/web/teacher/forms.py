"""The one-minute report."""

from typing import ClassVar

from django import forms

from declic.lessons.models import Report


class ReportForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    class Meta:
        model = Report
        fields: ClassVar[list[str]] = ["worked_on", "understood", "next_step"]
        labels: ClassVar[dict[str, str]] = {
            "worked_on": "Ce qu’on a travaillé",
            "understood": "Ce qui est compris",
            "next_step": "La suite",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "worked_on": "Une ligne suffit : le titre de la leçon.",
            "understood": "Ce que l’élève sait faire maintenant, et ce qui résiste encore.",
            "next_step": "Un conseil pour continuer seul(e), à la maison ou en classe.",
        }
        error_messages: ClassVar[dict[str, dict[str, str]]] = {
            "worked_on": {
                "required": "Écrivez ce que vous avez travaillé : la famille lira cette ligne.",
                "max_length": "Une ligne suffit : 300 signes au plus.",
            },
            "understood": {"max_length": "1 000 signes au plus."},
            "next_step": {"max_length": "1 000 signes au plus."},
        }
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "worked_on": forms.TextInput(attrs={"autocomplete": "off", "enterkeyhint": "next"}),
            "understood": forms.Textarea(attrs={"rows": 3}),
            "next_step": forms.Textarea(attrs={"rows": 3}),
        }


OPENINGS: dict[str, tuple[str, ...]] = {
    "understood": (
        "A compris la méthode et l’applique seul(e).",
        "A compris avec de l’aide : à refaire une fois.",
        "Sait refaire l’exercice du cahier.",
        "Bloque encore sur ",
    ),
    "next_step": (
        "Refaire l’exercice demain, sans aide.",
        "Apprendre la leçon du cahier, puis un exercice du même type.",
        "Revoir ",
        "Demander au professeur de la classe ",
    ),
}
"""Beginnings to tap: a report takes a minute, and half of it is often the same sentence."""

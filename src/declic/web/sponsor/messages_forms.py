"""What an officer fills in about messages to families."""

from datetime import datetime

from django import forms

from declic.campaigns.rules.states import Audience, Channel
from declic.campaigns.rules.words import MOST, PUPILS_MOST, TITLE_MAX
from declic.ground.paris import at_paris


class WordsForm(forms.Form):
    title = forms.CharField(label="Objet", max_length=TITLE_MAX)
    text = forms.CharField(
        label="Message",
        help_text="{prenom} devient le prénom du parent, {commune} votre nom.",
        widget=forms.Textarea(attrs={"rows": 12, "class": "field copied"}),
        strip=False,
    )

    word = forms.CharField(
        label="Un mot pour les élèves",
        help_text=(
            f"{PUPILS_MOST} signes au plus, sans lien ni numéro. L’élève le lit sur sa page jusqu’à ce qu’il le "
            "range ; son parent l’a dans l’e-mail, à lire ensemble."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": PUPILS_MOST}),
    )

    def __init__(self, *args: object, audience: Audience, channel: Channel, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if audience is Audience.NOT_ENROLLED:
            del self.fields["word"]
        self.fields["text"].widget.attrs["maxlength"] = MOST[channel]
        if channel is Channel.SMS:
            del self.fields["title"]
            self.fields["text"].widget.attrs["rows"] = 6

    def words(self) -> dict[str, str]:
        said = self.cleaned_data
        return {"title": said.get("title", ""), "text": said["text"], "word": said.get("word", "")}


class PlanForm(forms.Form):
    on = forms.DateField(label="Le jour", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    clock = forms.TimeField(label="À partir de", widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))

    def moment(self) -> datetime:
        return at_paris(self.cleaned_data["on"], self.cleaned_data["clock"])

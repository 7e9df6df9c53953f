"""A campaign in words: how many families, in fives; how far it is; what it changed; what a button came too late for."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages as told
from django.http import HttpRequest

from declic.campaigns.models import Campaign
from declic.campaigns.queries import progress_of
from declic.campaigns.rules.effect import DAYS, Effect, Verdict
from declic.campaigns.rules.states import CampaignState, Channel
from declic.web.layout.typography import NBSP


def carrier(campaign: Campaign) -> str:
    return "l’opérateur" if campaign.channel == Channel.SMS.value else "la messagerie"


def say(request: HttpRequest, campaign: Campaign, done: str) -> None:
    """`done`: what the button did; where it came too late, or for the second time, how the message stands."""
    if done:
        told.success(request, done)
        return
    told.info(
        request,
        {
            CampaignState.DRAFT: "C’est déjà un brouillon : rien ne part.",
            CampaignState.PLANNED: "Il n’a pas commencé à partir : reprenez-le ici.",
            CampaignState.SENDING: "Trop tard pour le reprendre, il commence à partir : vous pouvez encore l’arrêter.",
            CampaignState.SENT: "Trop tard : aucun de ses messages n’attend plus.",
            CampaignState.CANCELLED: "Il est déjà arrêté : rien d’autre ne part.",
        }[CampaignState(campaign.state)],
    )


def families(number: int) -> str:
    """« moins de 5 familles », « 120 familles environ ».

    Nobody reads as one: whoever gave a code to one family would else see it come, and ask.
    """
    return f"{number}{NBSP}familles environ" if number else f"moins de 5{NBSP}familles"


def progress_lines(campaign: Campaign, now: datetime) -> list[tuple[str, str]]:
    """The same lines whoever was reached; nothing of a campaign that was not drawn."""
    if campaign.drawn_at is None:
        return []
    progress = progress_of(campaign, now)
    is_text = campaign.channel == Channel.SMS.value
    whose, address = carrier(campaign), "numéro" if is_text else "adresse"
    left = [("Encore à prévenir", progress.left)] if campaign.state == CampaignState.SENDING.value else []
    is_stopped = campaign.state == CampaignState.CANCELLED.value
    stopped = [("Arrêtées avant de partir", progress.stopped)] if is_stopped else []
    waiting = [(f"En attente, {whose} ne les a pas encore prises", progress.carried)]
    numbers = [
        ("Prévenues", progress.written_to),
        *left,
        *(waiting if progress.is_carrying else []),
        *stopped,
        ("Mises de côté pour comparer", progress.held_out),
        (f"Pas jointes{NBSP}: leur {address} refuse", progress.refused),
        (f"Pas jointes{NBSP}: {whose} n’a rien pris en deux jours", progress.unsent),
        ("Plus concernées au départ, ou ont dit non", progress.dropped),
    ]
    return [(name, families(number)) for name, number in numbers]


@dataclass(frozen=True)
class EffectLine:
    title: str
    verdict: str
    detail: str


def effect_line(one: Effect) -> EffectLine:
    title = f"Après {one.days}{NBSP}jours"
    if one.repeats:
        return EffectLine(
            title,
            f"Comme après {DAYS[0]}{NBSP}jours.",
            "Trop peu de familles sont venues depuis, d’un côté ou des deux, pour en dire davantage.",
        )
    shares = (
        f"{one.sent:.0f}{NBSP}% des familles prévenues sont venues, {one.held:.0f}{NBSP}% de celles mises de côté. "
        f"L’écart est entre {_points(one.low)} et {_points(one.high)} points, 95 fois sur 100."
    )
    verdict, detail = {
        Verdict.TOO_SOON: ("C’est trop tôt.", "Le résultat se lira ici, ce jour-là."),
        Verdict.TOO_FEW: (
            "Trop peu de familles pour le dire.",
            "Il en faut cinq venues et cinq pas venues de chaque côté, pour que personne ne se devine.",
        ),
        Verdict.UNKNOWN: ("On ne peut pas encore dire.", f"L’écart peut être dû au hasard. {shares}"),
        Verdict.MORE: ("Le message a fait venir des familles.", shares),
        Verdict.LESS: ("Les familles prévenues sont moins venues.", shares),
    }[one.verdict]
    return EffectLine(title, verdict, detail)


def _points(value: float) -> str:
    return f"{value:+.0f}".replace("-", "−")

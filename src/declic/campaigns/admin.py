"""Campaigns as the team reads them: their words and where they stand. Whom they went to is on no page."""

from django.contrib import admin

from declic.campaigns.models import Campaign
from declic.journal.admin import Register, shown, sifted


@admin.register(Campaign)
class CampaignAdmin(Register):
    list_display = (
        shown("partenaire", "sponsor"),
        shown("familles", "audience_label", orders=False),
        shown("par", "channel_label", orders=False),
        shown("état", "state_label", orders=False),
        shown("part le", "planned_for"),
        shown("écrit le", "written_at"),
    )
    list_filter = (sifted("état", "state"),)
    search_fields = ("sponsor__name",)
    ordering = ("-written_at",)
    list_select_related = ("sponsor", "written_by")
    fields = (
        shown("partenaire", "sponsor"),
        shown("familles", "audience_label", orders=False),
        shown("par", "channel_label", orders=False),
        shown("objet", "title"),
        shown("message", "text"),
        shown("mot pour les élèves", "word"),
        shown("état", "state_label", orders=False),
        shown("écrit par", "written_by"),
        shown("écrit le", "written_at"),
        shown("part le", "planned_for"),
        shown("familles tirées le", "drawn_at"),
        shown("fini le", "ended_at"),
    )
    readonly_fields = fields

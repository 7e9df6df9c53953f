"""The admin of lists: files, and what was said of the families. Pupils of a list are the sponsor's own: not here."""

from django.contrib import admin

from declic.journal.admin import Register, shown, sifted
from declic.rolls.models import RollFile, RollNotice


@admin.register(RollFile)
class RollFileAdmin(Register):
    list_display = (
        shown("partenaire", "sponsor"),
        shown("état", "state"),
        shown("genre", "kind"),
        shown("envoyé", "sent_at"),
        shown("comptes", "counts", orders=False),
    )
    list_filter = (sifted("état", "state"),)
    ordering = ("-sent_at",)
    list_select_related = ("sponsor",)
    fields = (*list_display, shown("refus", "refusal"))
    readonly_fields = fields


@admin.register(RollNotice)
class RollNoticeAdmin(Register):
    list_display = (
        shown("partenaire", "sponsor"),
        shown("dit le", "at"),
        shown("par", "by"),
        shown("version", "version"),
    )
    ordering = ("-at",)
    list_select_related = ("sponsor", "by")
    fields = list_display
    readonly_fields = fields

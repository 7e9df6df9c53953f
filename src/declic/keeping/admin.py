"""Families told of the end of their accounts, as the team reads it: by number, and what holds them."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from declic.journal.admin import Register, shown, sifted
from declic.keeping.actions import lift_hold
from declic.keeping.models import EndNotice
from declic.keeping.queries import children_ending, hold_of
from declic.people.models import Account


@admin.register(EndNotice)
class EndNoticeAdmin(Register):
    list_display = (
        shown("famille", "guardian_id"),
        shown("fin le", "ends_on"),
        shown("lettre", "state_label", orders=False),
        shown("partie le", "handed_at"),
        shown("continue depuis", "went_on_at"),
        "held",
    )
    list_filter = ("year", sifted("lettre", "state"))
    search_fields = ("=guardian__id",)
    ordering = ("ends_on", "guardian_id")
    list_select_related = ("guardian__account",)
    fields = (*list_display, shown("rappelée le", "reminded_at"), shown("essais", "tries"))
    readonly_fields = fields
    actions = ("lift",)

    @admin.display(description="retenue par")
    def held(self, notice: EndNotice) -> str:
        hold = hold_of(notice.guardian, children_ending(notice), timezone.now())
        return hold.label if hold else ""

    @admin.action(description="L’alerte est traitée : elle ne retient plus ces familles")
    def lift(self, request: HttpRequest, notices: QuerySet[EndNotice]) -> None:
        assert isinstance(request.user, Account)  # noqa: S101  (nobody else is let in)
        for notice in notices.select_related("guardian"):
            lift_hold(guardian=notice.guardian, by=request.user, now=timezone.now())
        messages.success(request, "C’est noté au journal.")

"""Letters that wait or were given up, as the team reads them: what they are about, never what they say nor to whom."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from declic.journal.admin import Register, shown, sifted
from declic.letters.actions import mark_seen
from declic.letters.models import Letter, Owed


@admin.register(Letter)
class LetterAdmin(Register):
    list_display = (
        shown("lettre", "kind_label", orders=False),
        shown("écrite le", "kept_at"),
        shown("essais", "tries"),
        shown("prochain essai", "due_at"),
        shown("abandonnée le", "given_up_at"),
        shown("parce que", "why_label", orders=False),
        shown("vue", "is_seen"),
    )
    list_filter = (sifted("lettre", "kind"), sifted("parce que", "why"), sifted("vue", "is_seen"))
    ordering = ("-kept_at", "-pk")
    fields = (*list_display, shown("ne sert plus après", "expires_at"))
    readonly_fields = fields
    actions = ("see",)

    @admin.action(description="C’est vu : la page « En direct » n’en parle plus")
    def see(self, request: HttpRequest, letters: QuerySet[Letter]) -> None:
        mark_seen(letter_ids=list(letters.values_list("pk", flat=True)))
        messages.success(request, "C’est noté.")


@admin.register(Owed)
class OwedAdmin(Register):
    list_display = (shown("fait", "fact_id"), shown("prochain essai", "due_at"), shown("essais", "tries"))
    ordering = ("-pk",)
    fields = list_display
    readonly_fields = fields

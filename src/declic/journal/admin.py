"""The admin of facts, and what every register of the service shares: it is read here, and written by actions."""

from functools import cache
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from declic.ground.spelling import spelled
from declic.journal.models import Fact


@cache
def shown(label: str, path: str, *, orders: bool = True) -> Any:
    """A column: what `path` (attributes joined by `__`) leads to, under a French label.

    The same function for the same column: Django compares those of `fields` and `readonly_fields`.
    """

    def column(row: Any) -> object:
        value = row
        for name in path.split("__"):
            value = getattr(value, name, None)
        return value

    column.__name__ = path
    return admin.display(description=label, ordering=path if orders else None)(column)


@cache
def sifted(label: str, path: str) -> tuple[str, type[admin.FieldListFilter]]:
    """A filter on `path` under a French label; a column's own name is that of the code."""

    class Sifted(admin.AllValuesFieldListFilter):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            self.title = label

    return path, Sifted


class Searched(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """What is searched anywhere in a column is found accents aside: « helene » finds Hélène."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        found, repeats = super().get_search_results(request, queryset, search_term)
        anywhere = [path for path in self.get_search_fields(request) if path[0].isalpha()]
        words = [pattern for word in search_term.split() if (pattern := spelled(word))]
        if not anywhere or not words:
            return found, repeats
        alike = queryset
        for word in words:
            alike = alike.filter(Q(*((f"{path}__iregex", word) for path in anywhere), _connector=Q.OR))
        return found | alike, repeats


class Register(Searched):
    """Read-only: an edit here would go round the actions, and leave no fact."""

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        del request
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        del request, obj
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        del request, obj
        return False


@admin.register(Fact)
class FactAdmin(Register):
    list_display = ("id", shown("fait", "name"), shown("à", "at"), shown("sujet", "subject"), shown("par", "actor"))
    list_filter = ("name",)
    search_fields = ("=subject",)
    date_hierarchy = "at"
    ordering = ("-id",)
    list_select_related = ("actor",)
    fields = (
        shown("fait", "name"),
        shown("à", "at"),
        shown("sujet", "subject"),
        shown("par", "actor"),
        shown("détail", "data"),
    )
    readonly_fields = fields

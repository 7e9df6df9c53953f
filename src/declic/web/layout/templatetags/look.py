"""Tags and filters of the look. Built in: no `{% load %}` needed. README.md beside says how to use each."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from django import forms, template
from django.conf import settings
from django.forms import BoundField
from django.template.context import RequestContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django_vite.core.asset_loader import DjangoViteAssetLoader
from django_vite.core.exceptions import DjangoViteManifestError

from declic.billing.rules import amounts
from declic.ground.elision import elided
from declic.ground.paris import at_paris
from declic.letters.queries import trouble
from declic.people.rules.names import initials as initials_of
from declic.web.layout import charts, typography
from declic.web.layout.icons import ICONS
from declic.web.layout.marks import mark
from declic.web.layout.once import once_field
from declic.web.layout.pictures import PICTURES, face_of, family_of, picture_of

register = template.Library()


# -- drawings -------------------------------------------------------------------------------------------------------
@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of `icons.py`; hidden from screen readers unless it has a label."""
    if label:
        head = format_html('<svg class="i" viewBox="0 0 24 24" role="img" aria-label="{}">', label)
    else:
        head = mark_safe('<svg class="i" viewBox="0 0 24 24" aria-hidden="true">')
    return mark_safe(f"{head}{ICONS[name]}</svg>")  # noqa: S308  (our own drawings; the label is escaped above)


@register.simple_tag
def picture(name: str) -> SafeString:
    """A drawing, by its name or by a subject's code."""
    return mark_safe(  # noqa: S308  (our own drawings)
        f'<svg class="pic" viewBox="0 0 64 64" aria-hidden="true">{PICTURES[picture_of(name)]}</svg>'
    )


@register.simple_tag
def tint(name: str) -> str:
    """The class of a picture's colour, e.g. `t-maths`."""
    return f"t-{family_of(name)}"


@register.simple_tag
def mini(name: str) -> SafeString:
    """A picture in its small coloured square."""
    return mark_safe(f'<span class="mini t-{family_of(name)}">{picture(name)}</span>')  # noqa: S308  (our own drawings)


@register.filter
def face(number: int) -> str:
    """The name of the picture that stands for the pupil of this number."""
    return face_of(number)


@register.simple_tag
def logo(size: int = 28) -> SafeString:
    """The mark; under 20 px the drawing is another, whose lower ray keeps off the bowl."""
    return mark_safe(mark(int(size)))  # noqa: S308  (our own drawing)


@register.simple_tag
def initials(name: str, css: str = "") -> SafeString:
    """The round face with the letters of `people.rules.names.initials`."""
    shade = sum(map(ord, name)) % 4
    return format_html('<span class="face f{} {}" aria-hidden="true">{}</span>', shade, css, initials_of(name))


@register.simple_tag
def once() -> SafeString:
    """In a form that makes something: sent twice, it makes it once. With the script `once` on its page."""
    return once_field()


# -- the build ------------------------------------------------------------------------------------------------------
@register.simple_tag
def sheet(name: str) -> SafeString:
    """The link to a sheet of `frontend/src/style`."""
    return format_html('<link rel="stylesheet" href="{}">', built(f"src/style/{name}.css"))


@register.simple_tag
def font(name: str) -> SafeString:
    """Asked for with the sheet and not after it: words do not move."""
    link = '<link rel="preload" as="font" type="font/woff2" href="{}" crossorigin>'
    return format_html(link, built(f"src/fonts/{name}.woff2"))


@register.simple_tag
def script(name: str) -> SafeString:
    """The script of a page, from `frontend/src/pages`, and what it imports: one trip on a slow network, not two."""
    path = f"src/pages/{name}.ts"
    return format_html('{}<script type="module" src="{}"></script>', _imported(path), built(path))


@register.simple_tag
def prefetch(name: str) -> SafeString:
    """Fetches ahead, when nothing else is needed, the script of the page one goes to next."""
    return format_html('<link rel="prefetch" as="script" href="{}">', built(f"src/pages/{name}.ts"))


@lru_cache
def _imported(path: str) -> SafeString:
    try:
        tags = DjangoViteAssetLoader.instance().preload_vite_asset(path)
    except DjangoViteManifestError:
        if settings.TESTING:
            return mark_safe("")
        raise
    return SafeString(tags)  # made from our own manifest


@lru_cache
def built(path: str) -> str:
    """Where the browser finds what Vite made of this file of `frontend`."""
    try:
        return str(DjangoViteAssetLoader.instance().generate_vite_asset_url(path))
    except DjangoViteManifestError:
        if settings.TESTING:  # the pages are tested without the build; the build has its own test
            return f"{settings.STATIC_URL}{path}"
        raise


# -- navigation -----------------------------------------------------------------------------------------------------
@register.simple_tag(takes_context=True)
def nav_link(context: RequestContext, url_name: str, label: str, icon_name: str = "", *also: str) -> SafeString:
    """A link of the navigation; nothing when the page does not exist. `also`: parts of it that lie elsewhere."""
    try:
        href = reverse(url_name)
    except NoReverseMatch:
        return mark_safe("")
    here = context["request"].path
    root = href.strip("/").count("/") == 0  # « /eleve/ » is not where one is on « /eleve/lecons/ »
    parts = [*map(reverse, also), *([] if root else [href])]
    current = here == href or here.startswith(tuple(parts))
    return format_html(
        '<a href="{}"{}>{}{}</a>',
        href,
        mark_safe(' aria-current="page"') if current else "",
        icon(icon_name) if icon_name else "",
        label,
    )


@register.simple_tag
def url_or_nothing(url_name: str, *args: object) -> str:
    """The address of a page, or nothing when it does not exist (a part of the service that is not there)."""
    try:
        return reverse(url_name, args=args)
    except NoReverseMatch:
        return ""


# -- forms ----------------------------------------------------------------------------------------------------------
@register.inclusion_tag("layout/pieces/field.html")
def field(bound: BoundField, class_: str = "", *, hide_label: bool = False, **attrs: str) -> dict[str, Any]:
    """A form field with its label, help and errors tied to it. Other options become attributes (`_` for `-`).

    What may be left empty says « facultatif », or what the form's `needed` says it will be needed for.
    """
    ticked = isinstance(bound.field.widget, forms.CheckboxInput)
    described = [
        f"{bound.id_for_label}-{part}" for part, there in (("help", bound.help_text), ("error", bound.errors)) if there
    ]
    given: dict[str, str | bool] = {name.replace("_", "-"): value for name, value in attrs.items()}
    if described:
        given["aria-describedby"] = " ".join(described)
    if bound.errors:
        given["aria-invalid"] = "true"
    if not ticked:
        given["class"] = f"field {class_}".strip()
    grouped = isinstance(bound.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
    return {
        "field": bound,
        "input": bound if grouped else bound.as_widget(attrs=given),
        "ticked": ticked,
        "grouped": grouped,
        "hide_label": hide_label,
        "unless": getattr(bound.form, "needed", {}).get(bound.name, "facultatif"),
    }


# -- charts ---------------------------------------------------------------------------------------------------------
@register.inclusion_tag("layout/pieces/letters_trouble.html")
def letters_trouble() -> dict[str, object]:
    """For operators: letters that do not leave, on whatever page of theirs is open."""
    return {"trouble": trouble(timezone.now())}


@register.inclusion_tag("layout/pieces/bar_chart.html")
def bar_chart(title: str, rows: Iterable[charts.RowLike], head: str, unit: str, **options: Any) -> dict[str, Any]:
    """Bars and their table. Options: `of_label`, `note_label`, `promise`, `promise_after`, `open`, `note`.

    `table_below`: the page lists the same numbers itself.
    """
    listed = charts.rows_of(rows)
    drawn = charts.bars(listed)
    after = options.get("promise_after")
    return {
        **_common(title, listed, head, unit, options),
        "bars": drawn,
        "height": len(drawn) * charts.BAR_STEP,
        "promise_top": after * charts.BAR_STEP - 0.1 if after is not None else None,
    }


@register.inclusion_tag("layout/pieces/column_chart.html")
def column_chart(title: str, rows: Iterable[charts.RowLike], head: str, unit: str, **options: Any) -> dict[str, Any]:
    """Columns and their table; a phone shows the last five, or all of them, small, with `whole`; others `most`.

    Options as for bars.
    """
    listed = charts.rows_of(rows)
    is_small = bool(options.get("whole"))
    phone = listed if is_small else listed[-charts.PHONE_COLUMNS :]
    views = []
    for name, kept, small in (
        ("wide-only", listed[-options.get("most", charts.WIDE_COLUMNS) :], False),
        ("narrow-only", phone, is_small),
    ):
        grid = charts.grid_of(kept)
        drawn = charts.columns(kept, grid, is_small=small)
        views.append({"name": name, "grid": grid, "columns": drawn, "summary": charts.summary(kept)})
    return {**_common(title, listed, head, unit, options), "views": views}


@register.inclusion_tag("layout/pieces/stacked_chart.html")
def stacked_chart(
    title: str, stacks: Sequence[charts.Stack], names: Sequence[str], head: str, **options: Any
) -> dict[str, Any]:
    """Columns of several parts, five at most, told apart by pattern and colour, and their table."""
    grid = charts.grid_under(stacks)
    return {
        "title": title,
        "stacks": stacks,
        "names": list(enumerate(names, 1)),
        "head": head,
        "grid": grid,
        "views": [
            ("wide-only", charts.towers(stacks, grid)),
            ("narrow-only", charts.towers(stacks, grid, is_small=True)),
        ],
        "summary": charts.most_of_each(names, stacks),
        **options,
    }


def _common(title: str, rows: tuple[charts.Row, ...], head: str, unit: str, options: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": title,
        "rows": rows,
        "head": head,
        "unit": unit,
        "summary": charts.summary(rows),
        "masked": any(row.value is None for row in rows),
        **options,
    }


# -- French ---------------------------------------------------------------------------------------------------------
@register.filter(is_safe=True)
def french(text: object) -> str:
    """Typography of French. Text that was safe stays safe, its tags untouched; other text is escaped as ever."""
    return typography.french(str(text))


@register.filter
def after(name: str, word: str) -> str:
    """`name|after:"de"` is « d’Inès », « de Sami »."""
    return elided(word, name)


@register.filter
def duration(length: timedelta | float | None, form: str = "") -> str:
    """« 3 min »; with `:"exact"`, « 2 min 05 s ». Nothing for nothing."""
    return "" if length is None else typography.duration(length, exact=form == "exact")


@register.filter
def paris(moment: datetime | date | None, form: str = "moment") -> str:
    """A moment on a French clock: `moment`, `time`, `day`, `date`, `short`; or a French day. Nothing for nothing."""
    forms_of = {
        "moment": typography.moment_of,
        "time": typography.clock,
        "day": typography.day,
        "date": typography.date,
        "short": typography.short,
    }
    if moment is None:
        return ""
    return forms_of[form](moment if isinstance(moment, datetime) else at_paris(moment, time(12)))


@register.filter
def count(number: int | None, words: str) -> str:
    """`{{ 2|count:"leçon,leçons" }}`; a masked number is « leçons : masqué »."""
    if number is None:
        one, _, many = words.partition(",")
        return f"{many or one + 's'} : {charts.MASKED}"
    return typography.count(number, words)


@register.filter
def figure(number: int | None) -> str:
    """A number with its thousands apart; a masked one is « masqué »."""
    return charts.MASKED if number is None else typography.thousands(number)


@register.filter
def euros(cents: int | None) -> str:
    """« 8 000 € », « 40,50 € ». Nothing for nothing."""
    return "" if cents is None else typography.euros(cents)


@register.filter
def money(cents: int) -> str:
    """« 8 000,00 € »: an amount of an invoice, always with its cents."""
    return amounts.money(cents)


@register.filter
def writtenday(iso: str) -> str:
    """« 1er septembre 2026 », of a day kept as ISO 8601 text."""
    return paris(date.fromisoformat(iso), "date")

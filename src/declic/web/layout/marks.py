"""The mark: a « d » whose stem meets three rays; two rays at 16 px, where the third would touch the bowl."""

_LARGE = (
    '<g fill="none" stroke="currentColor" stroke-width="3.4" stroke-linecap="round">'
    '<circle cx="7.6" cy="16" r="5.6"/><path d="M13.2 21.6V3.4"/></g>'
    '<g class="rays" fill="none" stroke="currentColor" stroke-width="2.6" stroke-linecap="round">'
    '<path d="M16.8 4.6l2.9-2.3M18 8.6h4M16.8 12.6l2.9 2.3"/></g>'
)
_SMALL = (
    '<g fill="none" stroke="currentColor" stroke-width="4" stroke-linecap="round">'
    '<circle cx="7.5" cy="16.5" r="5"/><path d="M13 21.5V3"/></g>'
    '<g class="rays" fill="none" stroke="currentColor" stroke-width="3.4" stroke-linecap="round">'
    '<path d="M18 5.5l3.5-3M18.5 10.5h4"/></g>'
)


def mark(size: int) -> str:
    """The mark as inline SVG, `size` pixels wide."""
    drawing = _LARGE if size >= 20 else _SMALL
    return f'<svg class="mark" width="{size}" height="{size}" viewBox="0 0 24 24" aria-hidden="true">{drawing}</svg>'

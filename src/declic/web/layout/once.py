"""What tells a form from the same form asked for again: a token of its page, which `frontend/src/pages/once.ts` helps
to be sent once, and `web/account/once.py` to be done once.
"""

from typing import Final

from django.utils.crypto import get_random_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

FIELD: Final = "once"


def once_field() -> SafeString:
    return format_html('<input type="hidden" name="{}" value="{}" data-once>', FIELD, get_random_string(22))

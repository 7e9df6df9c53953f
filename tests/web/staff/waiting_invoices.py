"""The operator's list of what waits for its invoice."""

import re

from django.test import Client
from django.urls import reverse


def listed(operator: Client) -> dict[str, str]:
    """What the form that issues them all sends, as the page bears it."""
    _, _, form = (
        operator.get(reverse("staff:invoices")).content.decode().partition(f'action="{reverse("staff:renew")}"')
    )
    return dict(re.findall(r'name="(seen)" value="([^"]+)"', form.partition("</form>")[0]))

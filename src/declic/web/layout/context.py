"""What every page knows."""

from django.conf import settings
from django.http import HttpRequest


def layout(request: HttpRequest) -> dict[str, object]:
    return {
        "DEMO": settings.DEMO,
        "proconnect": bool(settings.PROCONNECT_ISSUER),
        "educonnect": bool(settings.EDUCONNECT_ENTITY),
        "theme": request.COOKIES.get("theme", ""),
    }

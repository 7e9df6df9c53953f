"""What every answer says to the browser, for those made before Django is asked: no middleware sees them."""

from functools import cache
from typing import Any

from csp.middleware import CSPMiddleware
from django.http import HttpRequest, HttpResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware
from django_permissions_policy import PermissionsPolicyMiddleware


@cache
def usual_headers() -> tuple[tuple[bytes, bytes], ...]:
    """As the pieces that put them on pages say them: no foreign script, no frame, no guess of what it is."""
    answer = HttpResponse()
    del answer["Content-Type"]
    said: Any = XFrameOptionsMiddleware(lambda _request: answer)
    for outer in (PermissionsPolicyMiddleware, CSPMiddleware, SecurityMiddleware):
        said = outer(said)
    return tuple((name.encode(), value.encode()) for name, value in said(HttpRequest()).items())

"""What anyone may read: what Déclic is, how it works, what it keeps, who is behind it."""

from email.utils import parseaddr
from importlib import import_module

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

THEMES = ("light", "dark")
A_YEAR = 60 * 60 * 24 * 365


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "public/home.html", {"demo_people": _demo_people()})


@require_safe
def how(request: HttpRequest) -> HttpResponse:
    return render(request, "public/how.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "public/accessibility.html", _about())


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "public/privacy.html", _about())


@require_safe
def legal(request: HttpRequest) -> HttpResponse:
    return render(request, "public/legal.html", _about())


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What a page shows when there is no network and it was not kept."""
    return render(request, "layout/offline.html")


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Day, night, or as the device does (an empty choice): a cookie, read by the layout."""
    following = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(
        following, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        following = "/"
    answer = redirect(following)
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        answer.set_cookie("theme", chosen, max_age=A_YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
    else:
        answer.delete_cookie("theme", samesite="Lax")
    return answer


@require_safe
def manifest(_request: HttpRequest) -> HttpResponse:
    """What a phone needs to put Déclic on its home screen."""
    return JsonResponse(
        {
            "name": "Déclic",
            "short_name": "Déclic",
            "description": "Bloqué sur un devoir ? Un professeur appelle.",
            "lang": "fr",
            "start_url": "/entrer/",
            "scope": "/",
            "display": "standalone",
            "background_color": "#FAFAF5",
            "theme_color": "#FAFAF5",
            "icons": [
                {"src": static("favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
                {"src": static("icon-192.png"), "sizes": "192x192", "type": "image/png"},
                {"src": static("icon-512.png"), "sizes": "512x512", "type": "image/png"},
                {
                    "src": static("icon-maskable-512.png"),
                    "sizes": "512x512",
                    "type": "image/png",
                    "purpose": "maskable",
                },
            ],
        },
        content_type="application/manifest+json",
    )


def _about() -> dict[str, str]:
    """Who runs this installation."""
    return {
        "contact": parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        "publisher": settings.PUBLISHER or "L’organisme qui a installé ce service.",
        "host": settings.HOST or "L’organisme qui a installé ce service, ou son hébergeur.",
    }


def _demo_people() -> list[object]:
    """The people of the demo world, each a click away; nobody outside demo mode."""
    if not settings.DEMO:
        return []
    world = import_module("declic.web.demo.world")  # not loaded outside demo mode
    return list(world.people_shown())

"""Being anybody with one click, reading the demo's letters, choosing its hours. Demo mode only."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from declic.web.demo import world

BACKEND = "django.contrib.auth.backends.ModelBackend"


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, slug: str) -> HttpResponse:
    """A page with a button (a link in a terminal works, its preview signs nobody in), then the sign-in."""
    person = next((one for one in world.people_shown() if one.slug == slug), None)
    account = world.account_of(slug)
    if person is None or account is None:
        raise Http404
    if request.method != "POST":
        return render(request, "demo/enter.html", {"person": person})
    logout(request)
    login(request, account, backend=BACKEND)
    return redirect(settings.LOGIN_REDIRECT_URL)


@require_safe
def mail(request: HttpRequest) -> HttpResponse:
    """The letters the demo would have sent, the last one first."""
    return render(request, "demo/mail.html", {"letters": _letters(Path(settings.EMAIL_FILE_PATH))})


@require_http_methods(["GET", "HEAD", "POST"])
def hours(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        if request.POST.get("hours") == "evening":
            world.open_in_the_evening()
        else:
            world.open_always()
        return redirect("demo:hours")
    return render(request, "demo/hours.html", {"always": world.is_always_open(), "codes": world.demo_codes()})


def _letters(folder: Path) -> list[dict[str, object]]:
    """Django's file back end writes each process's letters into one file, with a line of dashes after each."""
    letters: list[dict[str, object]] = []
    files = sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in files[:50]:
        raws = reversed(path.read_bytes().split(b"-" * 79 + b"\n"))
        letters += [
            _letter(message_from_bytes(raw.strip(), _class=EmailMessage, policy=policy.default))
            for raw in raws
            if raw.strip()
        ]
    return letters[:50]


def _letter(message: EmailMessage) -> dict[str, object]:
    body = message.get_body(("plain",))
    # Django writes « -0000 », which reads as a moment without zone: it is UTC.
    sent = message["date"].datetime if message["date"] else datetime.fromtimestamp(0, tz=UTC)
    return {
        "to": message["to"],
        "subject": message["subject"],
        "at": sent if sent.tzinfo else sent.replace(tzinfo=UTC),
        "text": body.get_content() if body else "",
    }

"""« Vous pouvez m’appeler hors permanence » : on this browser or with a number, and taken back in one tap."""

import json
from hashlib import sha256

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from declic.dispatch.rules.calls import DAY
from declic.ground.errors import Refusal
from declic.people.actions.calls import add_push_device, agree_to_calls, refuse_calls, remove_push_device
from declic.people.queries import are_texts_carried, push_devices_of
from declic.people.rules.addresses import spaced_phone
from declic.web.layout.templatetags.look import built
from declic.web.teacher.access import is_suspended, teacher_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def calls(request: HttpRequest) -> HttpResponse:
    teacher = teacher_of(request)
    if is_suspended(teacher):
        return redirect("teacher:desk")
    typed, refusal = request.POST.get("phone", ""), None
    if request.method == "POST":
        try:
            if "no" in request.POST:
                refuse_calls(teacher=teacher, now=timezone.now())
                messages.success(request, "C’est noté : on ne vous appellera plus hors permanence.")
            elif not are_texts_carried():
                raise _not_carried()
            else:
                agree_to_calls(teacher=teacher, phone=typed, now=timezone.now())
                messages.success(request, "Merci. On vous écrira rarement, et jamais la nuit.")
            return redirect("teacher:calls")
        except Refusal as refused:
            refusal = refused
    devices = push_devices_of(teacher)
    said = {
        "agreed": bool(teacher.phone or devices),
        "devices": len(devices),
        "known": json.dumps([sha256(one.endpoint.encode()).hexdigest() for one in devices]),
        "phone": teacher.phone,
        "texts": are_texts_carried(),
        "typed": typed or spaced_phone(teacher.phone),
        "refusal": refusal,
        "push_key": settings.PUSH_PUBLIC_KEY,
        "from_hour": DAY[0].hour,
        "to_hour": f"{DAY[1].hour}\u00a0h\u00a0{DAY[1].minute:02}",
    }
    return render(request, "teacher/calls.html", said, status=422 if refusal else 200)


def _not_carried() -> Refusal:
    return Refusal("not_carried", "Aucun SMS ne part pour l’instant : votre numéro ne servirait à rien.")


@login_required
@require_POST
@never_cache
def device(request: HttpRequest) -> HttpResponse:
    """Yes on this browser, with what it gave to write to it; `no`: not on it any more. For the page's script."""
    teacher = teacher_of(request)
    if is_suspended(teacher):
        raise Refusal("suspended", "Votre compte est suspendu : on ne vous appelle pas.")
    given = {name: request.POST.get(name, "") for name in ("endpoint", "p256dh", "auth")}
    if "no" in request.POST:
        remove_push_device(teacher=teacher, endpoint=given["endpoint"], now=timezone.now())
        messages.success(request, "C’est noté : plus de notification sur cet appareil.")
    else:
        add_push_device(teacher=teacher, now=timezone.now(), **given)
        messages.success(request, "Merci. On vous préviendra rarement sur cet appareil, et jamais la nuit.")
    return JsonResponse({"devices": len(push_devices_of(teacher))})


@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker, at the address that lets it open the teachers' pages; a new build is another file."""
    line = f'importScripts("{built("src/worker/push.ts")}");\n'
    return HttpResponse(
        line, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "private, no-store"}
    )

"""« Vous pouvez m’appeler hors permanence » : agreed to with a number, and taken back in one tap."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from declic.dispatch.rules.calls import DAY
from declic.ground.errors import Refusal
from declic.people.actions import agree_to_calls, refuse_calls
from declic.people.rules import spaced_phone
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
            else:
                agree_to_calls(teacher=teacher, phone=typed, now=timezone.now())
                messages.success(request, "Merci. On vous écrira rarement, et jamais la nuit.")
            return redirect("teacher:calls")
        except Refusal as refused:
            refusal = refused
    said = {
        "agreed": spaced_phone(teacher.phone),
        "typed": typed or spaced_phone(teacher.phone),
        "refusal": refusal,
        "from_hour": DAY[0].hour,
        "to_hour": f"{DAY[1].hour}\u00a0h\u00a0{DAY[1].minute:02}",
    }
    return render(request, "teacher/calls.html", said, status=422 if refusal else 200)

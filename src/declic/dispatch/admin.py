"""The admin of dispatch: requests, rings and duties move by actions only; opening hours are set here."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from declic.dispatch.models import (
    Announcement,
    AnswerDrawing,
    AnswerPage,
    AttemptPage,
    Duty,
    ExceptionalClosing,
    HelpRequest,
    Lease,
    OffDutyCall,
    Offer,
    OpeningHours,
    SubjectClosing,
    WrittenQuestion,
)
from declic.ground.moments import DAYS, wall_clock
from declic.journal.admin import Register, shown, sifted


class HoursForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    weekday = forms.TypedChoiceField(label="jour", coerce=int, choices=list(enumerate(DAYS)))

    class Meta:
        help_texts: ClassVar = {"closes_at": "À l’heure de l’ouverture, ou plus tôt\u00a0: c’est celle du lendemain."}


@admin.register(OpeningHours)
class OpeningHoursAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    form = HoursForm
    list_display = ("day", "opens_at", "closes_at", "in_holidays")

    @admin.display(description="jour", ordering="weekday")
    def day(self, slot: OpeningHours) -> str:
        return slot.day_name

    def save_model(self, request: HttpRequest, obj: OpeningHours, form: Any, change: Any) -> None:
        super().save_model(request, obj, form, change)
        if obj.closes_at <= obj.opens_at:
            begins = f"{obj.day_name} à partir de {wall_clock(obj.opens_at)}"
            ends = f"{DAYS[(obj.weekday + 1) % len(DAYS)]}, {wall_clock(obj.closes_at)}"
            messages.warning(request, f"La fermeture est le lendemain\u00a0: ouvert {begins}, jusqu’à {ends}.")

    def delete_model(self, request: HttpRequest, obj: OpeningHours) -> None:
        super().delete_model(request, obj)
        _warn_without_hours(request)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[OpeningHours]) -> None:
        super().delete_queryset(request, queryset)
        _warn_without_hours(request)


def _warn_without_hours(request: HttpRequest) -> None:
    if not OpeningHours.objects.exists():
        messages.warning(
            request, "Il n’y a plus d’horaire\u00a0: le service est ouvert jour et nuit, vacances comprises."
        )


@admin.register(ExceptionalClosing)
class ExceptionalClosingAdmin(Register):
    list_display = (
        shown("du", "starts_at"),
        shown("au", "ends_at"),
        shown("raison", "reason"),
        shown("décidée par", "decided_by"),
    )
    ordering = ("-starts_at",)
    list_select_related = ("decided_by",)
    fields = (*list_display, shown("décidée", "decided_at"))
    readonly_fields = fields


@admin.register(SubjectClosing)
class SubjectClosingAdmin(Register):
    list_display = (
        shown("matière", "subject"),
        shown("niveaux", "levels"),
        shown("raison", "reason"),
        shown("fermée", "closed_at"),
        shown("rouverte", "reopened_at"),
        shown("par", "closed_by"),
    )
    ordering = ("-closed_at",)
    list_select_related = ("closed_by",)
    fields = (*list_display, shown("jusqu’à", "ends_at"))
    readonly_fields = fields


@admin.register(Announcement)
class AnnouncementAdmin(Register):
    list_display = (
        shown("texte", "text"),
        shown("matière", "subject"),
        shown("niveaux", "levels"),
        shown("envoyée", "sent_at"),
        shown("retirée", "withdrawn_at"),
        shown("par", "sent_by"),
    )
    ordering = ("-sent_at",)
    list_select_related = ("sent_by",)
    fields = (*list_display, shown("jusqu’à", "ends_at"))
    readonly_fields = fields


@admin.register(HelpRequest)
class HelpRequestAdmin(Register):
    """Without the pupil's words, which the teacher alone needs."""

    list_display = (
        shown("demande", "id"),
        shown("matière", "subject"),
        shown("niveau", "level"),
        shown("état", "state"),
        shown("partenaire", "sponsor"),
        shown("demandée", "asked_at"),
        shown("acceptée", "first_accepted_at"),
        shown("close", "closed_at"),
        shown("raison", "close_reason"),
    )
    list_filter = (sifted("état", "state"), sifted("niveau", "level"), "sponsor")
    search_fields = ("=id",)
    date_hierarchy = "asked_at"
    ordering = ("-asked_at",)
    list_select_related = ("sponsor",)
    fields = (*list_display, shown("genre", "kind"), shown("l’attente court depuis", "wait_from"))
    readonly_fields = fields


@admin.register(AttemptPage)
class AttemptPageAdmin(Register):
    list_display = (shown("demande", "help_request"), shown("rang", "position"), shown("envoi", "upload_id"))
    search_fields = ("=help_request__id",)
    list_select_related = ("help_request",)
    fields = list_display
    readonly_fields = list_display


@admin.register(WrittenQuestion)
class WrittenQuestionAdmin(Register):
    """Without the words of either."""

    list_display = (
        shown("question", "id"),
        shown("matière", "help_request__subject"),
        shown("niveau", "help_request__level"),
        shown("posée", "asked_at"),
        shown("prise par", "claimed_by"),
        shown("jusqu’à", "claimed_until"),
        shown("répondue", "answered_at"),
        shown("lue", "read_at"),
    )
    search_fields = ("=help_request__id", "claimed_by__account__name")
    ordering = ("-asked_at",)
    list_select_related = ("help_request", "claimed_by__account")
    fields = list_display
    readonly_fields = list_display


@admin.register(AnswerPage)
class AnswerPageAdmin(Register):
    list_display = (shown("question", "question_id"), shown("rang", "position"), shown("envoi", "upload_id"))
    fields = list_display
    readonly_fields = list_display


@admin.register(AnswerDrawing)
class AnswerDrawingAdmin(Register):
    """Without what is drawn."""

    list_display = (shown("question", "question_id"), shown("tracés", "drawn"), shown("gardé", "at"))
    fields = list_display
    readonly_fields = list_display


@admin.register(OffDutyCall)
class OffDutyCallAdmin(Register):
    list_display = (
        shown("professeur", "teacher"),
        shown("demande", "help_request_id"),
        shown("appelé", "at"),
    )
    ordering = ("-at",)
    list_select_related = ("teacher__account",)
    fields = list_display
    readonly_fields = list_display


@admin.register(Offer)
class OfferAdmin(Register):
    list_display = (
        shown("professeur", "teacher"),
        shown("demande", "help_request_id"),
        shown("état", "state"),
        shown("pourquoi lui ou elle", "reason"),
        shown("sonné", "offered_at"),
        shown("répondu", "answered_at"),
        shown("fin", "why"),
    )
    list_filter = (sifted("état", "state"), sifted("fin", "why"))
    search_fields = ("=help_request__id", "teacher__account__name")
    ordering = ("-offered_at",)
    list_select_related = ("teacher__account",)
    fields = (*list_display, shown("échéance", "deadline_at"), shown("sonnerie", "slot"))
    readonly_fields = fields


@admin.register(Duty)
class DutyAdmin(Register):
    list_display = (
        shown("professeur", "teacher"),
        shown("état", "state"),
        shown("depuis", "since"),
        shown("arrivé", "started_at"),
        shown("parti", "ended_at"),
        shown("dernier élève", "last_one"),
        shown("sans réponse", "missed"),
    )
    list_filter = (sifted("état", "state"),)
    search_fields = ("teacher__account__name",)
    ordering = ("-started_at",)
    list_select_related = ("teacher__account",)
    fields = (*list_display, shown("vu", "seen_at"))
    readonly_fields = fields


@admin.register(Lease)
class LeaseAdmin(Register):
    list_display = (
        shown("ce qui est mené", "name"),
        shown("processus qui mène", "holder"),
        shown("depuis", "since"),
        shown("battements", "beat"),
    )
    search_fields = ("holder",)
    fields = list_display
    readonly_fields = list_display

"""The admin of planning: read here, written by actions. Availabilities are the teacher's own, and not listed."""

from django.contrib import admin

from declic.journal.admin import Register, shown, sifted
from declic.planning.models import EqualityCheck, LearnedWeights, Rota, Shift, Swap


@admin.register(Rota)
class RotaAdmin(Register):
    list_display = (
        shown("semaine", "week"),
        shown("état", "state"),
        shown("demandé", "asked_at"),
        shown("publié", "published_at"),
    )
    list_filter = (sifted("état", "state"),)
    ordering = ("-week",)
    fields = (*list_display, shown("étape", "step"), shown("demandes passées", "learned_from"))
    readonly_fields = fields


@admin.register(Shift)
class ShiftAdmin(Register):
    list_display = (
        shown("professeur", "teacher__account__name"),
        shown("commence", "starts_at"),
        shown("finit", "ends_at"),
        shown("état", "state"),
        shown("absence vue", "absent_at"),
        shown("absences", "absences"),
    )
    list_filter = (sifted("état", "state"),)
    search_fields = ("teacher__account__name",)
    date_hierarchy = "on"
    ordering = ("-starts_at",)
    list_select_related = ("teacher__account",)
    fields = (*list_display, shown("rappels", "reminded"))
    readonly_fields = fields


@admin.register(Swap)
class SwapAdmin(Register):
    list_display = (
        shown("demandé par", "asked_by__account__name"),
        shown("à", "asked_of__account__name"),
        shown("état", "state"),
        shown("demandé", "asked_at"),
        shown("répondu", "answered_at"),
    )
    list_filter = (sifted("état", "state"),)
    ordering = ("-asked_at",)
    list_select_related = ("asked_by__account", "asked_of__account")
    fields = list_display
    readonly_fields = fields


@admin.register(EqualityCheck)
class EqualityCheckAdmin(Register):
    list_display = (
        shown("semaine", "week"),
        shown("demandes", "asked"),
        shown("servies à temps", "kept"),
        shown("lignes trop peu nombreuses", "unjudged"),
        shown("regardée", "at"),
    )
    ordering = ("-week",)
    fields = list_display
    readonly_fields = list_display


@admin.register(LearnedWeights)
class LearnedWeightsAdmin(Register):
    list_display = (
        shown("pour le", "on"),
        shown("attente moyenne, s", "whole_s"),
        shown("soirées", "evenings"),
        shown("poids", "weights"),
        shown("appris", "at"),
    )
    ordering = ("-on",)
    fields = list_display
    readonly_fields = list_display

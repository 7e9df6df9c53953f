"""The admin of lessons: read only. A report belongs to its teacher and to the family."""

from django.contrib import admin

from declic.journal.admin import Register, shown, sifted
from declic.lessons.models import Lesson, Presence, Report, SelfAssessment


@admin.register(Lesson)
class LessonAdmin(Register):
    list_display = (
        shown("leçon", "id"),
        shown("matière", "subject"),
        shown("niveau", "level"),
        shown("état", "state"),
        shown("professeur", "teacher"),
        shown("partenaire", "sponsor"),
        shown("ouverte", "opened_at"),
        shown("finie", "ended_at"),
        shown("raison", "end_reason"),
    )
    list_filter = (sifted("état", "state"), sifted("niveau", "level"), "sponsor")
    search_fields = ("=id", "teacher__account__name")
    date_hierarchy = "opened_at"
    ordering = ("-opened_at",)
    list_select_related = ("teacher__account", "sponsor")
    fields = (*list_display, shown("commencée", "started_at"), shown("billets", "ticket_generation"))
    readonly_fields = fields


@admin.register(Presence)
class PresenceAdmin(Register):
    list_display = (
        shown("leçon", "lesson_id"),
        shown("personne", "account"),
        shown("entrée", "joined_at"),
        shown("vue", "seen_at"),
        shown("sortie", "left_at"),
    )
    search_fields = ("=lesson__id",)
    list_select_related = ("account",)
    fields = list_display
    readonly_fields = list_display


@admin.register(Report)
class ReportAdmin(Register):
    list_display = (shown("leçon", "lesson_id"), "worked_on", shown("écrit", "written_at"))
    search_fields = ("=lesson__id",)
    ordering = ("-written_at",)
    fields = ("worked_on", "understood", "next_step", shown("écrit", "written_at"))
    readonly_fields = (shown("écrit", "written_at"),)


@admin.register(SelfAssessment)
class SelfAssessmentAdmin(Register):
    list_display = (shown("leçon", "lesson_id"), shown("réponse", "get_answer_display", orders=False), shown("à", "at"))
    list_filter = (sifted("réponse", "answer"),)
    search_fields = ("=lesson__id",)
    fields = list_display
    readonly_fields = list_display

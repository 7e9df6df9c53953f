"""The admin of people. A pupil's card, a teacher's approval and a consent are acts: they are read here."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from declic.journal.actions import record
from declic.journal.admin import Register, Searched, shown
from declic.people import facts
from declic.people.actions.sign_ins import end_sign_ins
from declic.people.models import Account, Consent, Guardian, Pupil, RefusedAddress, SignInCard, Skill, Teacher


@admin.register(Account)
class AccountAdmin(Searched):
    """Names, addresses, and who is of the team. Accounts are made and erased by actions; passwords by reset link."""

    list_display = ("name", "email", "is_active", "is_staff", shown("depuis", "created_at"))
    list_filter = ("is_staff", "is_active")
    search_fields = ("name", "email")
    ordering = ("-created_at",)
    fields = ("name", "email", "is_active", "is_staff", "groups", shown("depuis", "created_at"))
    readonly_fields = (shown("depuis", "created_at"),)
    filter_horizontal = ("groups",)

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Account, form: Any, change: Any) -> None:
        """Whoever is closed out, or is of the team no more, is out of the pages they have open too."""
        super().save_model(request, obj, form, change)
        if any(not getattr(obj, name) for name in {"is_active", "is_staff"} & set(form.changed_data)):
            by = request.user if isinstance(request.user, Account) else None
            end_sign_ins(account=obj, why="team", now=timezone.now(), by=by)
        if "is_active" in form.changed_data and not obj.is_active:
            record(facts.AccountClosed(obj.pk), now=timezone.now(), actor_id=request.user.pk)

    def has_add_permission(self, request: HttpRequest) -> bool:
        del request
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        del request, obj
        return False


class _Pupils(admin.TabularInline):  # type: ignore[type-arg]
    model = Pupil
    fields = ("first_name", "level", "school")
    readonly_fields = fields
    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        del request, obj
        return False


@admin.register(RefusedAddress)
class RefusedAddressAdmin(Register):
    """Families read it on their own page, and correct their address there."""

    list_display = (
        shown("compte", "account__name"),
        shown("adresse", "email"),
        shown("refusée le", "at"),
    )
    search_fields = ("account__name", "email")
    list_select_related = ("account",)
    ordering = ("-at",)
    fields = list_display
    readonly_fields = list_display


@admin.register(Guardian)
class GuardianAdmin(Register):
    list_display = (shown("nom", "account__name"), shown("adresse", "account__email"))
    search_fields = ("account__name", "account__email")
    list_select_related = ("account",)
    fields = (shown("nom", "account__name"), shown("adresse", "account__email"))
    readonly_fields = fields
    inlines = (_Pupils,)


@admin.register(Pupil)
class PupilAdmin(Register):
    list_display = ("first_name", "level", "school", shown("parent", "guardian"), shown("depuis", "created_at"))
    list_filter = ("level",)
    search_fields = ("first_name", "guardian__account__name", "guardian__account__email")
    list_select_related = ("guardian__account",)
    ordering = ("-created_at",)
    fields = list_display
    readonly_fields = (shown("parent", "guardian"), shown("depuis", "created_at"))


@admin.register(SignInCard)
class SignInCardAdmin(Register):
    """Never the secret: it is in no table."""

    list_display = (
        shown("élève", "pupil"),
        shown("numéro", "generation"),
        shown("faite", "created_at"),
        shown("révoquée", "revoked_at"),
    )
    search_fields = ("pupil__first_name",)
    list_select_related = ("pupil",)
    fields = list_display
    readonly_fields = list_display


@admin.register(Teacher)
class TeacherAdmin(Register):
    """Dates, approval and skills are set on the operator's page, with a fact for each."""

    list_display = (
        shown("nom", "account__name"),
        "state",
        "position",
        "record_answered_on",
        "authorised_until",
        shown("agréé le", "approved_at"),
    )
    list_filter = ("state",)
    search_fields = ("account__name", "account__email")
    list_select_related = ("account",)
    fields = (*list_display, "record_asked_on", shown("agréé par", "approved_by"))
    readonly_fields = (
        shown("nom", "account__name"),
        shown("agréé le", "approved_at"),
        shown("agréé par", "approved_by"),
    )


@admin.register(Skill)
class SkillAdmin(Register):
    list_display = (shown("professeur", "teacher"), shown("matière", "subject"), shown("niveau", "level"))
    list_filter = ("level",)
    search_fields = ("teacher__account__name", "=subject")
    list_select_related = ("teacher__account",)
    fields = list_display
    readonly_fields = list_display


@admin.register(Consent)
class ConsentAdmin(Register):
    list_display = (
        shown("parent", "guardian"),
        shown("accord", "kind"),
        shown("version", "version"),
        shown("donné", "given_at"),
        shown("repris", "withdrawn_at"),
    )
    list_filter = ("kind", "version")
    search_fields = ("guardian__account__name", "guardian__account__email")
    list_select_related = ("guardian__account",)
    fields = list_display
    readonly_fields = list_display

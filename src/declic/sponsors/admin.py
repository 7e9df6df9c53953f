"""The admin of sponsors. What a statement is drawn from (ledger, enrolments, uses of a code) is read only."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from declic.ground.errors import Refusal
from declic.journal.admin import Register, Searched, shown
from declic.people.models import HeldAddress
from declic.sponsors.actions import settle_address
from declic.sponsors.models import (
    ActivationCode,
    Agreement,
    Commune,
    DeskFamily,
    Enrolment,
    GuardianCode,
    LedgerEntry,
    Officer,
    OfficerInvitation,
    Sponsor,
    TakenPlace,
)


@admin.register(Commune)
class CommuneAdmin(Register):
    list_display = (
        shown("Insee", "insee"),
        shown("nom", "name"),
        shown("département", "department"),
        shown("académie", "academie"),
        shown("habitants", "population"),
        shown("SIREN", "siren"),
    )
    list_filter = ("academie",)
    search_fields = ("^name", "=insee", "postcodes", "=siren")
    fields = (*list_display, shown("codes postaux", "postcodes"))
    readonly_fields = fields


class _Agreements(admin.TabularInline):  # type: ignore[type-arg]
    model = Agreement
    """What was signed is changed by an amendment, never here."""

    fields = (
        shown("du", "starts_on"),
        shown("au", "ends_on"),
        shown("signée le", "signed_on"),
        shown("prix (centimes)", "price_cents"),
    )
    readonly_fields = fields
    extra = 0
    max_num = 0
    can_delete = False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        del request, obj
        return False


@admin.register(Sponsor)
class SponsorAdmin(Searched):
    """The name and the zone may be mended; what makes it a payer, and its agreements, may not."""

    list_display = ("name", "kind", shown("SIREN", "siren"), "zone", shown("depuis", "created_at"))
    list_filter = ("kind", "zone")
    search_fields = ("name", "=siret", "=siren", "=commune__insee")
    fields = (
        "name",
        "zone",
        shown("genre", "get_kind_display"),
        shown("commune", "commune"),
        shown("SIREN", "siren"),
        shown("SIRET", "siret"),
        shown("académie", "academie"),
        shown("depuis", "created_at"),
    )
    readonly_fields = fields[2:]
    inlines = (_Agreements,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        del request
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        del request, obj
        return False


@admin.register(Agreement)
class AgreementAdmin(Register):
    list_display = (
        shown("partenaire", "sponsor"),
        "starts_on",
        "ends_on",
        "state",
        "signed_on",
        "price_model",
        "price_cents",
    )
    search_fields = ("sponsor__name",)
    list_select_related = ("sponsor",)
    fields = list_display
    readonly_fields = (shown("partenaire", "sponsor"),)


@admin.register(ActivationCode)
class ActivationCodeAdmin(Register):
    list_display = (
        shown("code", "code"),
        shown("partenaire", "sponsor"),
        "label",
        shown("familles", "uses"),
        "ceiling",
        shown("fait", "created_at"),
        shown("révoqué", "revoked_at"),
    )
    search_fields = ("=code", "sponsor__name", "label")
    list_select_related = ("sponsor",)
    fields = list_display
    readonly_fields = tuple(field for field in list_display if callable(field))


@admin.register(Enrolment)
class EnrolmentAdmin(Register):
    list_display = (
        shown("élève", "pupil"),
        shown("partenaire", "sponsor"),
        shown("depuis", "since"),
        shown("jusqu’à", "until"),
    )
    list_filter = ("sponsor",)
    search_fields = ("pupil__first_name", "sponsor__name")
    list_select_related = ("pupil", "sponsor")
    fields = list_display
    readonly_fields = list_display


@admin.register(GuardianCode)
class GuardianCodeAdmin(Register):
    list_display = (shown("parent", "guardian"), shown("code", "code"), shown("à", "at"))
    search_fields = ("guardian__account__email", "=code__code")
    list_select_related = ("guardian__account", "code")
    fields = list_display
    readonly_fields = list_display


@admin.register(TakenPlace)
class TakenPlaceAdmin(Register):
    list_display = (shown("parent", "guardian"), shown("code", "code"), shown("à", "at"))
    search_fields = ("=code__code",)
    list_select_related = ("guardian__account", "code")
    fields = list_display
    readonly_fields = list_display


@admin.register(DeskFamily)
class DeskFamilyAdmin(Register):
    list_display = (shown("parent", "guardian"), shown("partenaire", "sponsor"), shown("à", "at"), shown("par", "by"))
    list_select_related = ("guardian__account", "sponsor", "by")
    fields = list_display
    readonly_fields = list_display


@admin.register(Officer)
class OfficerAdmin(Register):
    list_display = (
        shown("nom", "account__name"),
        shown("adresse", "account__email"),
        shown("partenaire", "sponsor"),
        "role",
    )
    search_fields = ("account__name", "account__email", "sponsor__name")
    list_select_related = ("account", "sponsor")
    fields = list_display
    readonly_fields = list_display


@admin.register(OfficerInvitation)
class OfficerInvitationAdmin(Register):
    """What was typed; the link is shown to nobody."""

    list_display = (
        shown("nom", "name"),
        shown("adresse", "email"),
        shown("partenaire", "sponsor"),
        "role",
        shown("par", "by"),
        shown("jusqu’au", "until"),
    )
    search_fields = ("name", "email", "sponsor__name")
    list_select_related = ("sponsor", "by")
    fields = list_display
    readonly_fields = list_display


@admin.register(HeldAddress)
class HeldAddressAdmin(Register):
    """Where the team decides whose the address is: the row goes with the decision."""

    list_display = (
        shown("parent", "guardian"),
        shown("adresse", "email"),
        shown("depuis", "at"),
        shown("déjà prouvée une fois", "by_team"),
        shown("inscrite par", "guardian__desk__by", orders=False),
        shown("partenaire", "guardian__desk__sponsor", orders=False),
    )
    list_select_related = ("guardian__account", "guardian__desk__by", "guardian__desk__sponsor")
    fields = list_display
    readonly_fields = list_display
    actions = ("give_back", "let_go")

    @admin.action(description="C’est bien celle du parent : la rendre")
    def give_back(self, request: HttpRequest, chosen: QuerySet[HeldAddress]) -> None:
        self._settle(request, chosen, is_theirs=True)

    @admin.action(description="Ce n’est pas celle du parent : la retirer")
    def let_go(self, request: HttpRequest, chosen: QuerySet[HeldAddress]) -> None:
        self._settle(request, chosen, is_theirs=False)

    def _settle(self, request: HttpRequest, chosen: QuerySet[HeldAddress], *, is_theirs: bool) -> None:
        for held in chosen:
            try:
                settle_address(held=held, is_theirs=is_theirs, by=request.user, now=timezone.now())  # type: ignore[arg-type]
            except Refusal as refusal:
                self.message_user(request, refusal.message, messages.ERROR)


@admin.register(LedgerEntry)
class LedgerEntryAdmin(Register):
    list_display = (
        shown("partenaire", "sponsor"),
        shown("genre", "kind"),
        shown("à", "at"),
        shown("leçon", "about"),
        shown("secondes", "seconds"),
    )
    list_filter = ("sponsor",)
    date_hierarchy = "at"
    search_fields = ("=about",)
    list_select_related = ("sponsor",)
    fields = list_display
    readonly_fields = list_display

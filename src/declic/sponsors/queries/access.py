"""What an officer may see: `NotYours` for anything else."""

from django.db.models import Exists, OuterRef

from declic.ground.errors import NotYours, Refusal
from declic.ground.ids import clean_code
from declic.journal.models import Fact
from declic.people.models import Account, Guardian, Pupil, Teacher
from declic.sponsors.facts import JoinAsked
from declic.sponsors.models import ActivationCode, Agreement, DeskFamily, Enrolment, JoinRequest, Officer
from declic.sponsors.queries.codes import shared_codes
from declic.sponsors.rules.officers import Right


def access_officer(account: Account, right: Right | None = None) -> Officer:
    """This account as officer, if its role holds `right`. NotYours."""
    officer = Officer.objects.select_related("account", "sponsor__commune").filter(account=account).first()
    if officer is None or (right is not None and not officer.may(right)):
        raise NotYours
    return officer


def has_other_roles(account: Account) -> bool:
    """Whether a guardian's account is a teacher's, an officer's or an operator's besides."""
    held = (Teacher.objects.filter(account=account), Officer.objects.filter(account=account))
    return account.is_staff or any(rows.exists() for rows in held)


def has_roles_but_teacher(account: Account) -> bool:
    """Likewise of a teacher's account: a guardian's, an officer's or an operator's."""
    held = (Guardian.objects.filter(account=account), Officer.objects.filter(account=account))
    return account.is_staff or any(rows.exists() for rows in held)


def access_agreement(officer: Officer, agreement_id: int) -> Agreement:
    """An agreement of this officer's sponsor. NotYours."""
    agreement = Agreement.objects.select_related("sponsor").filter(pk=agreement_id, sponsor=officer.sponsor_id).first()
    if agreement is None:
        raise NotYours
    return agreement


def access_colleague(officer: Officer, officer_id: int) -> Officer:
    """An officer of the same sponsor. NotYours."""
    colleague = Officer.objects.select_related("account").filter(pk=officer_id, sponsor=officer.sponsor_id).first()
    if colleague is None:
        raise NotYours
    return colleague


def access_join_request(officer: Officer, request_id: int) -> JoinRequest:
    """A request to join this officer's sponsor. NotYours; refusal `request_gone` where theirs waits no more."""
    asked = JoinRequest.objects.select_related("sponsor").filter(pk=request_id, sponsor=officer.sponsor_id).first()
    if asked is not None:
        return asked
    was = JoinAsked(sponsor_id=officer.sponsor_id, request_id=request_id)
    if Fact.objects.filter(name=JoinAsked.__name__, subject=was.subject(), data__request_id=request_id).exists():
        raise Refusal("request_gone", "Cette demande n’attend plus de réponse.")
    raise NotYours


def access_code(officer: Officer, code_id: int) -> ActivationCode:
    """A shared code of this officer's sponsor. NotYours."""
    code = shared_codes(officer.sponsor).select_related("sponsor").filter(pk=code_id).first()
    if code is None:
        raise NotYours
    return code


def access_desk_family(officer: Officer, reference: str) -> DeskFamily:
    """A family this officer's desk registered, by the reference on its paper. NotYours; so is one that has moved: all
    its children are another sponsor's by now.
    """
    families = DeskFamily.objects.select_related("guardian__account", "sponsor")
    family = families.filter(reference=clean_code(reference), sponsor=officer.sponsor_id).first()
    if family is None or _has_moved(family):
        raise NotYours
    return family


def children_at_desk(family: DeskFamily) -> list[Pupil]:
    """Those of the family this desk's sponsor pays for, or did, in the order they were added. One who only ever came by
    somebody else is not its business: not even their first name.
    """
    here = Enrolment.objects.filter(pupil=OuterRef("pk"), sponsor=family.sponsor_id)
    return list(family.guardian.pupils.select_related("account", "guardian").filter(Exists(here)).order_by("id"))


def access_desk_child(family: DeskFamily, pupil_id: int) -> Pupil:
    """One of them. NotYours."""
    child = next((pupil for pupil in children_at_desk(family) if pupil.pk == pupil_id), None)
    if child is None:
        raise NotYours
    return child


def _has_moved(family: DeskFamily) -> bool:
    today = Enrolment.objects.filter(pupil__guardian=family.guardian_id, until=None)
    payers = set(today.values_list("sponsor_id", flat=True))
    return bool(payers) and family.sponsor_id not in payers

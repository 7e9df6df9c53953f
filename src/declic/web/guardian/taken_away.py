"""What a family takes away: all that is kept about it in words, in one file (RGPD art. 15 and 20)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from declic.campaigns.models import CampaignLetter
from declic.campaigns.queries import choice_of
from declic.campaigns.rules.states import LetterState
from declic.classroom.queries import last_lines
from declic.dispatch.models import HelpRequest, WrittenQuestion
from declic.dispatch.queries.written import drawing_of, questions_of_family
from declic.dispatch.rules import HelpState
from declic.journal.models import Fact
from declic.lessons.models import Lesson, SelfAssessment
from declic.lessons.queries import lessons_of_family, notes_of_family
from declic.people.models import Guardian, Pupil
from declic.people.queries import card_of, children_of, is_linked, refused_addresses, sign_ins_of
from declic.safeguarding.queries import concerns_of
from declic.sponsors.models import DeskFamily, Enrolment
from declic.web.layout.typography import french

BECAME: Final = {
    HelpState.DRAFT: "pas envoyée",
    HelpState.HELPED: "leçon",
    HelpState.WRITTEN: "question écrite",
    HelpState.ANSWERED: "réponse écrite",
    HelpState.CANCELLED: "abandonnée",
    HelpState.UNMET: "sans professeur",
}
"""What a request became; any other is still open."""

OTHERS_REPORTS: Final = (
    "Ce qu’un enfant ou un professeur signale depuis une salle n’est pas dans ce fichier, qu’il y en ait ou non : "
    "qui signale parle à l’équipe seule (RGPD, art. 15, 4). Pour le demander, écrivez-nous par « Signaler » : une "
    "personne vous répond, sans livrer ce qui est à un autre ni mettre un enfant en danger."
)
"""The same words for every family: whether anything was reported may itself put a child in danger."""


def taken_away(guardian: Guardian, now: datetime) -> dict[str, Any]:
    account = guardian.account
    lessons = lessons_of_family(account)
    return {
        "compte": _account(guardian),
        "connexions": [
            {"navigateur": one.browser, "depuis": one.began_at, "vue le": one.seen_at}
            for one in sign_ins_of(account, now)
        ],
        "accords": [
            {"accord": one.kind, "version": one.version, "le": one.given_at, "retiré le": one.withdrawn_at}
            for one in guardian.consents.all()
        ],
        "messages": _choice(guardian),
        "messages de votre partenaire": [_letter(one) for one in _letters(guardian)],
        "fins de compte annoncées": [
            {"pour le": one.ends_on, "dite le": one.handed_at, "vous continuez depuis": one.went_on_at}
            for one in guardian.end_notices.order_by("ends_on")
        ],
        "enfants": [_child(pupil) for pupil in children_of(guardian)],
        "demandes": [_request(one) for one in _requests(guardian)],
        "questions écrites": [_question(one) for one in questions_of_family(guardian)],
        "notes des professeurs": [
            {"enfant": one.pupil.first_name, "de": one.teacher.account.name, "texte": one.text, "le": one.written_at}
            for one in notes_of_family(account)
        ],
        "leçons": [_lesson(lesson) for lesson in lessons],
        "signalements": {
            "écrits par vous": [_concern(one, lessons) for one in concerns_of(guardian)],
            "écrits par d’autres": french(OTHERS_REPORTS),
        },
    }


def _account(guardian: Guardian) -> dict[str, Any]:
    account = guardian.account
    refused = refused_addresses().filter(account=account).first()
    desk = DeskFamily.objects.select_related("sponsor").filter(guardian=guardian).first()
    return {
        "nom": account.name,
        "adresse": account.email,
        "adresse qui refuse depuis": refused and refused.at,
        "ouvert le": account.created_at,
        "relié à EduConnect": is_linked(account),
        "inscrit à l’accueil": desk and {"de": desk.sponsor.name, "le": desk.at, "référence": desk.reference},
    }


def _choice(guardian: Guardian) -> dict[str, Any]:
    choice = choice_of(guardian)
    if choice is None:
        return {}
    return {
        "refusés le": choice.refused_at,
        "refusés par": choice.refused_where,
        "mobile": choice.phone,
        "SMS acceptés le": choice.sms_agreed_at,
        "SMS acceptés par": choice.sms_agreed_where,
    }


def _letters(guardian: Guardian) -> list[CampaignLetter]:
    held = CampaignLetter.objects.select_related("campaign__sponsor").filter(guardian=guardian)
    return list(held.exclude(state=LetterState.WAITING.value).order_by("campaign__drawn_at", "pk"))


def _letter(letter: CampaignLetter) -> dict[str, Any]:
    return {
        "de": letter.campaign.sponsor.name,
        "par": letter.campaign.channel,
        "objet": letter.campaign.title,
        "tiré au sort pour comparer, sans message": letter.state == LetterState.HELD_OUT.value,
        "arrêté avant de partir": letter.state == LetterState.STOPPED.value,
        "le": letter.handed_at or letter.campaign.drawn_at,
    }


def _child(pupil: Pupil) -> dict[str, Any]:
    card = card_of(pupil)
    enrolments = Enrolment.objects.select_related("sponsor").filter(pupil=pupil).order_by("since")
    return {
        "prénom": pupil.first_name,
        "niveau": pupil.level_label,
        "établissement": pupil.school,
        "inscriptions": [
            {"qui paie": one.sponsor.name, "depuis": one.since, "jusqu’à": one.until} for one in enrolments
        ],
        "carte faite le": card and card.created_at,
        "relié à EduConnect": is_linked(pupil.account),
    }


def _requests(guardian: Guardian) -> list[HelpRequest]:
    held = HelpRequest.objects.select_related("pupil").prefetch_related("pages").filter(pupil__guardian=guardian)
    return list(held.order_by("-drafted_at"))


def _request(one: HelpRequest) -> dict[str, Any]:
    return {
        "enfant": one.pupil.first_name,
        "matière": one.subject,
        "niveau": one.level,
        "commencée le": one.drafted_at,
        "demandée le": one.asked_at,
        "un professeur a accepté le": one.first_accepted_at,
        "essai": one.tried,
        "photos et pages": len(one.pages.all()),
        "appareil": one.get_device_display() if one.device else "",
        "devenue": BECAME.get(HelpState(one.state), "en cours"),
    }


def _question(question: WrittenQuestion) -> dict[str, Any]:
    answered = question.answered_at is not None
    return {
        "enfant": question.help_request.pupil.first_name,
        "matière": question.help_request.subject,
        "le": question.asked_at,
        "essai": question.help_request.tried,
        "professeur": question.written_by,
        "réponse": question.text if answered else "",
        "écrit au tableau": drawing.words if answered and (drawing := drawing_of(question)) else [],
    }


def _lesson(lesson: Lesson) -> dict[str, Any]:
    report = getattr(lesson, "report", None)
    answer: SelfAssessment | None = getattr(lesson, "self_assessment", None)
    return {
        "enfant": lesson.pupil.first_name,
        "matière": lesson.subject,
        "le": lesson.opened_at,
        "professeur": lesson.teacher.account.name,
        "essai": lesson.help_request.tried,
        "compte rendu": [report.worked_on, report.understood, report.next_step] if report else [],
        "saurait le refaire": answer.get_answer_display() if answer else "",
        "messages": [
            {
                "de": line.name,
                "texte": line.text,
                "le": line.at,
                "fichiers": [page["id"] for page in line.pages],
                "signes": [one.word for one in line.kept_reactions],
            }
            for line in last_lines(lesson.board_id)
        ],
    }


def _concern(fact: Fact, lessons: Iterable[Lesson]) -> dict[str, Any]:
    """Of a lesson erased since, nothing is said of it."""
    about = next((one for one in lessons if str(one.pk) == fact.data["lesson_id"]), None)
    lesson = about and {"enfant": about.pupil.first_name, "matière": about.subject, "le": about.opened_at}
    return {"le": fact.at, "texte": fact.data["text"], "leçon": lesson}

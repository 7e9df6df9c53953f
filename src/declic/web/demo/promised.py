"""What is not a lesson in the demo: an answer in writing, read at home, and a call-back to come."""

from datetime import datetime, timedelta

from declic.dispatch.actions import answer_in_writing, ask, ask_in_writing, call_back, claim_question, save_draft
from declic.dispatch.models import HelpRequest
from declic.dispatch.queries.call_backs import free_half_hours
from declic.ground.paris import in_paris
from declic.people.models import Pupil, Teacher

TRIED = "J’ai remplacé x par 3 dans 2(x + 4) et je trouve 10, le livre dit 14."
ANSWER = (
    "Tu as calculé 2 × 3 + 4. Les parenthèses disent de faire x + 4 d’abord : 3 + 4 = 7. Ensuite on double : "
    "2 × 7 = 14. Essaie avec x = 5 : combien trouves-tu ? (18, si tu as commencé par la parenthèse.)"
)
TO_COME = "Je dois dériver f(x) = x e^x. J’ai trouvé e^x, mais le graphique ne colle pas."
EVENING = 18
"""The call-back is at this hour of Paris, that evening or the next."""


def promise(*, asks: Pupil, answers: Teacher, called_back: Pupil, now: datetime) -> None:
    """Through the same actions as the pages, so that letters and figures follow. The service must be open."""
    yesterday = now - timedelta(days=1)
    asked = _asked(asks, TRIED, yesterday)
    question = ask_in_writing(help_request=asked, now=yesterday + timedelta(minutes=6))
    taken_at = yesterday + timedelta(minutes=40)
    taken = claim_question(question_id=str(question.pk), teacher=answers, now=taken_at)
    answer_in_writing(question=taken, teacher=answers, text=ANSWER, now=taken_at + timedelta(minutes=7))

    waits = _asked(called_back, TO_COME, now - timedelta(minutes=2))
    offered = free_half_hours(waits, now, notice=timedelta(minutes=1))  # those that `call_back` takes
    times = [time for time in offered if time >= now + timedelta(hours=1)]
    evening = [time for time in times if in_paris(time).hour == EVENING]
    call_back(help_request=waits, at=(evening or times)[0], now=now)


def _asked(pupil: Pupil, tried: str, now: datetime) -> HelpRequest:
    draft = save_draft(pupil=pupil, subject="MAT", kind="exercise", tried=tried, now=now)
    return ask(help_request=draft, now=now)

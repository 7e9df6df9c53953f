"""A second factor that was lost."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from declic.ground.errors import Refusal
from declic.journal.actions import record
from declic.people import facts
from declic.people.actions.sign_ins import end_sign_ins
from declic.people.models import Account


@transaction.atomic
def reset_second_factor(*, account: Account, by: Account, now: datetime) -> None:
    """Everything that was shown besides the password is forgotten, every browser is signed out, and the person chooses
    again at their next sign-in.

    They are written to once this is committed. Refusal `own_factor`: an operator who lost theirs asks another.
    Refusal `no_factor`.
    """
    if account.pk == by.pk:
        raise Refusal("own_factor", "Le vôtre, c’est une autre personne de l’équipe qui le retire.")
    if not Authenticator.objects.filter(user=account).delete()[0]:
        raise Refusal("no_factor", "Ce compte n’a pas de second contrôle.")
    end_sign_ins(account=account, why="factor", now=now, by=by)
    record(facts.SecondFactorReset(account_id=account.pk), now=now, actor_id=by.pk)

"""An employee whose family was just registered: no second one by the same company account."""

from datetime import datetime
from typing import Final

from django.http import HttpRequest

from declic.ground.errors import Refusal
from declic.people.models import Guardian
from declic.sponsors.actions.directories import note_member
from declic.sponsors.models import ActivationCode, Directory
from declic.sponsors.rules.codes import CodeScope

MEMBER: Final = "directory_member"
"""Key of the session: [directory, digest], from the company's answer until the family is registered."""


def note_employee(request: HttpRequest, code: ActivationCode, guardian: Guardian, now: datetime) -> None:
    """Nothing, for a code that was given. In the transaction of the registration: a refusal undoes it.

    Refusal `already_member`; `unknown_code` for a directory's own code typed by somebody it did not identify.
    """
    if code.scope != CodeScope.EMPLOYEE.value:
        return
    directory_id, digest = request.session.get(MEMBER) or (0, "")
    directory = Directory.objects.filter(pk=directory_id, code=code).first()
    if directory is None:
        raise Refusal("unknown_code", "Identifiez-vous avec le compte de votre entreprise pour vous inscrire.")
    note_member(directory=directory, digest=digest, guardian=guardian, now=now)
    del request.session[MEMBER]

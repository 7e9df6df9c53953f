"""The steps of a family's registration, and what is kept between them."""

from declic.people.models import Guardian
from declic.people.queries import missing_consents

CODE = "activation_code"
"""Key of the session: the code that was typed and opens the form, until the account exists."""
TYPED = "activation_typed"
"""Key of the session: a code typed while a child's session was open, shown again once it is closed."""
NEXT = "suite"
"""In the address of « Les accords »: the page a family already registered was on, and comes back to."""
CODE_MOST = 200
"""Signs of what is typed for a code: a leaflet's whole address may be pasted there."""
STEPS = ("Le code", "Votre compte", "Les accords", "Vos enfants", "Les cartes")


def next_step(guardian: Guardian) -> str:
    """The name of the page where this family goes on; empty when all is done."""
    if not hasattr(guardian, "activation"):
        return "account:enrol"
    if missing_consents(guardian):
        return "account:consents"
    if not guardian.pupils.exists():
        return "account:children"
    return ""

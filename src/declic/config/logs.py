"""What goes to the log, and what never does."""

import logging
import re

_SECRET = re.compile(
    r"(/carte/|/invitation/|/messages/non/|/continuer/|/compte/confirm-email/|/compte/proconnect/relier/|/compte/password/reset/key/|[?&](?:ticket|code|q)=)[^\s/&'\"]+"
)
"""What opens a door by itself, or names somebody, after what announces it in an address."""


class NoSecrets(logging.Filter):
    """Django writes the path of each request it refuses: cards' secrets, one-time keys and names stay out. So does the
    way to a refusal of a stranger's host: anybody could fill the log with it.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name == "django.security.DisallowedHost":
            record.exc_info = None
        said = record.getMessage()
        if _SECRET.search(said):
            record.msg, record.args = _SECRET.sub(r"\1…", said), ()
        return True

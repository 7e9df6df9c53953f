"""Refusals: what a person may be told when something cannot be done."""


class Refusal(Exception):  # noqa: N818  (it is not a failure of the program)
    """A request the rules turn down.

    `code` is stable and English, for sockets, tests and logs; `message` is French, for the person.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class NotYours(Refusal):
    """The object does not exist for this person (whether it exists at all is not said)."""

    def __init__(self, message: str = "Cette page n’existe pas, ou elle est à quelqu’un d’autre.") -> None:
        super().__init__("not_found", message)

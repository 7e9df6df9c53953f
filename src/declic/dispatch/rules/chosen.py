"""A teacher rung because an operator chose them: the reason on the board, and what is said when it comes too late."""

from collections.abc import Sequence

from declic.ground.errors import Refusal

REASON_MAX = 200


def reason(instead_of: Sequence[str]) -> str:
    """French, for the operator's board: « choisi par la régie, à la place de M. Roy »."""
    others = " et ".join(instead_of)
    said = f"choisi par la régie, à la place de {others}" if others else "choisi par la régie"
    return said if len(said) <= REASON_MAX else "choisi par la régie"


def gone(name: str) -> Refusal:
    return Refusal(
        "teacher_taken", f"{name} vient d’être appelé ailleurs ou n’est plus libre. Choisissez quelqu’un d’autre."
    )

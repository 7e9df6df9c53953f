"""What an officer says before a list is taken: the commune decided it, the families know."""

from typing import Final

from declic.ground.errors import Refusal

VERSION: Final = "2026-11"
WORDS: Final = (
    "L’usage de cette liste pour Déclic a été décidé par la collectivité ou le comité (délibération ou décision, "
    "registre des traitements), et les familles savent quelles données, pourquoi, jusqu’à quand, comment s’y opposer."
)


def not_said() -> Refusal:
    return Refusal("notice_missing", "Cochez d’abord que l’usage de la liste est décidé et que les familles le savent.")

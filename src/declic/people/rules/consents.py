"""What a guardian accepts."""

from dataclasses import dataclass

from declic.ground.errors import Refusal


@dataclass(frozen=True)
class ConsentText:
    kind: str
    version: str
    required: bool
    title: str
    words: str
    at_desk: str = ""
    """Read aloud by an officer who registers the family, where `words` would not be true."""
    desk_version: str = ""
    """That of `at_desk`: two texts never bear one version."""

    @property
    def read_aloud(self) -> str:
        return self.at_desk or self.words

    @property
    def version_aloud(self) -> str:
        return self.desk_version or self.version

    @property
    def versions(self) -> frozenset[str]:
        """Whoever accepted one of them has accepted this."""
        return frozenset({self.version, self.version_aloud})


CONSENTS = (
    ConsentText(
        "guardian",
        "2026-11",
        True,
        "Je suis responsable de ces enfants",
        "Je suis leur parent ou la personne qui en a la charge, et je les inscris à Déclic.",
    ),
    ConsentText(
        "rules",
        "2026-11",
        True,
        "J’accepte les règles de Déclic",
        "Déclic aide un enfant qui a déjà commencé son travail : un professeur explique, il ne fait pas le devoir à sa "
        "place. On se parle avec respect. On n’échange ni téléphone, ni adresse, ni compte sur un réseau.",
    ),
    ConsentText(
        "data",
        "2026-12",
        True,
        "J’ai lu ce qui est gardé",
        "Déclic garde le prénom, le niveau, les demandes, le tableau et les messages de chaque leçon, et le compte "
        "rendu du professeur. Ni la voix ni l’image ne sont enregistrées. La mairie ou le CSE ne voit que des "
        "nombres : ni ce que fait un enfant, ni qui est venu, même là où il envoie une liste d’élèves.",
        "Déclic garde le prénom, le niveau, les demandes, le tableau et les messages de chaque leçon, et le compte "
        "rendu du professeur. Ni la voix ni l’image ne sont enregistrées. L’accueil qui vous inscrit voit votre nom "
        "et les prénoms de vos enfants, aujourd’hui et quand vous revenez avec votre papier ; il ne voit rien de "
        "leurs leçons.",
        "2026-11-accueil",
    ),
)


def not_accepted() -> Refusal:
    return Refusal(
        "consent_missing",
        "Avant d’inscrire un enfant, acceptez ce que Déclic demande aux familles : c’est l’étape « Les accords ».",
    )


def consent_missing() -> Refusal:
    return Refusal(
        "consent_missing", "Cochez les trois cases pour continuer : sans elles, l’inscription ne peut se faire."
    )

"""Sentences a teacher could have written, by subject and school; and what pupils say they tried."""

from random import Random

from declic.curriculum.rules import LEVELS

TRIED = (
    "J’ai fait le début mais je ne sais pas comment continuer.",
    "J’ai relu la leçon deux fois, je ne comprends pas l’exemple.",
    "J’ai trouvé un résultat mais il ne va pas avec la figure.",
    "J’ai fait les questions 1 et 2, je bloque à la 3.",
    "Je ne comprends pas ce que veut dire la consigne.",
    "J’ai essayé avec un brouillon, ça ne tombe pas juste.",
    "J’ai appris mais je me trompe quand on m’interroge.",
)

Line = tuple[str, str, str]

REPORTS: dict[tuple[str, str], tuple[Line, ...]] = {
    ("MAT", "école"): (
        (
            "Soustraction avec retenue",
            "Pose bien les colonnes et sait quand il faut une retenue.",
            "Refaire deux calculs demain.",
        ),
        ("Table de 7", "Retrouve un résultat oublié à partir de 7 × 5.", "Réciter la table dans le désordre."),
        ("Lire l’heure", "Lit les heures et les demies, hésite encore sur moins le quart.", "Lire l’heure au dîner."),
        ("Problème à deux étapes", "A su dire ce qu’on cherche avant de calculer.", "Toujours entourer la question."),
    ),
    ("MAT", "collège"): (
        ("Additionner deux fractions", "Met au même dénominateur sans aide.", "S’entraîner sur 3 et 4, puis 5 et 6."),
        ("Théorème de Pythagore", "Reconnaît l’hypoténuse et écrit l’égalité.", "Revoir la racine carrée."),
        ("Calcul littéral, développer", "Distribue sans oublier le second terme.", "Exercice 12 de la page 84."),
        ("Équations du premier degré", "Isole l’inconnue et vérifie sa solution.", "Essayer avec des fractions."),
        (
            "Proportionnalité, pourcentages",
            "Utilise le tableau et le coefficient.",
            "Refaire le problème de la réduction.",
        ),
    ),
    ("MAT", "lycée"): (
        (
            "Signe d’un polynôme du second degré",
            "Calcule le discriminant et dresse le tableau.",
            "Exercice avec un paramètre.",
        ),
        ("Dérivée et variations", "Dérive un produit, lit le tableau de variations.", "Le quotient, demain."),
        ("Suites géométriques", "Exprime u(n) en fonction de n.", "Revoir la somme des termes."),
        (
            "Probabilités conditionnelles",
            "Construit l’arbre et lit les produits.",
            "La formule des probabilités totales.",
        ),
        (
            "Fonction exponentielle",
            "Résout une équation avec l’exponentielle.",
            "Préparer le contrôle : exercices 5 à 8.",
        ),
    ),
    ("FRA", "école"): (
        ("Lire un texte à voix haute", "Lit les sons « ou » et « on » sans se tromper.", "Relire la page à quelqu’un."),
        ("L’accord du verbe", "Trouve le sujet en posant la question.", "Souligner le sujet dans trois phrases."),
    ),
    ("FRA", "collège"): (
        ("Rédiger un portrait", "A un plan et deux comparaisons à elle.", "Écrire le deuxième paragraphe."),
        ("Accord du participe passé", "Ne se trompe plus avec être.", "Le cas du complément placé avant."),
    ),
    ("FRA", "lycée"): (
        ("Commentaire, problématique", "A trouvé deux axes qui répondent au texte.", "Rédiger l’introduction."),
        ("Grammaire : la négation", "Reconnaît portée totale et partielle.", "Analyser une phrase par jour."),
    ),
    ("ANG", ""): (
        ("Prétérit, verbes irréguliers", "Douze verbes sus sur quinze.", "Relire la liste courte."),
        ("Present perfect", "Choisit entre since et for.", "Cinq phrases sur sa semaine."),
        ("Se présenter à l’oral", "Parle une minute sans lire.", "S’enregistrer une fois."),
    ),
    ("PC", ""): (
        ("Loi d’Ohm", "Applique U = R × I avec les bonnes unités.", "Refaire l’exercice sans la feuille."),
        ("Équilibrer une réaction", "Compte les atomes des deux côtés.", "Deux équations de plus."),
        ("Quantité de matière", "Passe de la masse à la mole.", "Revoir la concentration."),
    ),
    ("SVT", ""): (("Respiration des plantes", "Schéma terminé ensemble.", "Expliquer le schéma à quelqu’un."),),
    ("HG", ""): (
        ("La Révolution, les dates", "Range six événements dans l’ordre.", "Apprendre par la frise."),
        ("Croquis de géographie", "Légende organisée en trois parties.", "Le refaire de mémoire."),
    ),
    ("ESP", ""): (("Ser et estar", "Explique pourquoi dans quatre phrases sur cinq.", "Relire les emplois."),),
    ("PHI", ""): (("Introduction de dissertation", "Distingue les deux sens du sujet.", "Écrire le plan."),),
    ("SES", ""): (("Offre et demande", "Déplace la bonne courbe et dit pourquoi.", "Le cas de la taxe."),),
}


def report_of(subject: str, level: str, chance: Random) -> Line:
    """(worked on, understood, next step)."""
    school = LEVELS[level].school
    lines = REPORTS.get((subject, school)) or REPORTS.get((subject, "")) or REPORTS["FRA", school]
    return chance.choice(lines)

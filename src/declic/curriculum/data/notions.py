"""What the national programmes put at each level, in a few headings: for a teacher who meets a pupil of another level.

Only the subjects most asked for. A working table drawn from the programmes of cycles 2, 3 and 4 (2020, and the yearly
« repères de progression »), of seconde and of the cycle terminal (2019), in force for the year this was written; to be
read again by a teacher of each subject when a programme changes.
"""

from typing import Final

NOTIONS: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("MAT", "CP"): (
        "Nombres jusqu’à 100", "dizaines et unités", "additions et soustractions", "premiers problèmes",
        "solides et figures", "longueurs, heures, monnaie",
    ),
    ("MAT", "CE1"): (
        "Nombres jusqu’à 1 000", "addition et soustraction posées", "sens de la multiplication, tables de 2 à 5",
        "partages", "figures et angle droit", "longueurs, masses, durées",
    ),
    ("MAT", "CE2"): (
        "Nombres jusqu’à 10 000", "tables de multiplication", "multiplication posée", "sens de la division",
        "symétrie", "périmètre, contenances, durées",
    ),
    ("MAT", "CM1"): (
        "Grands nombres", "fractions simples et décimales", "nombres décimaux", "division euclidienne",
        "droites perpendiculaires et parallèles", "périmètres, aires",
    ),
    ("MAT", "CM2"): (
        "Nombres jusqu’au milliard", "fractions et décimaux", "opérations sur les décimaux",
        "proportionnalité, pourcentages simples", "symétrie axiale", "aires, volumes, durées",
    ),
    ("MAT", "6E"): (
        "Fractions et décimaux", "division décimale", "proportionnalité, pourcentages", "angles, symétrie axiale",
        "aires et volumes", "lecture de données",
    ),
    ("MAT", "5E"): (
        "Priorités opératoires", "nombres relatifs (addition, soustraction)", "fractions de dénominateurs multiples",
        "expressions littérales", "proportionnalité", "triangles, symétrie centrale, parallélogrammes",
    ),
    ("MAT", "4E"): (
        "Opérations sur les relatifs et les fractions", "puissances de 10", "développer, équations du premier degré",
        "théorème de Pythagore", "Thalès (triangles) et cosinus", "proportionnalité, statistiques, probabilités",
    ),
    ("MAT", "3E"): (
        "Nombres premiers, fractions irréductibles", "développer, factoriser, équations produit",
        "fonctions, linéaires et affines", "Thalès et réciproque, trigonométrie", "homothéties, espace",
        "statistiques et probabilités",
    ),
    ("MAT", "2GT"): (
        "Ensembles de nombres, intervalles", "calcul littéral, inéquations", "fonctions de référence, variations",
        "vecteurs, droites du plan", "statistiques, échantillonnage, probabilités", "algorithmique (Python)",
    ),
    ("MAT", "1G"): (
        "Second degré", "suites arithmétiques et géométriques", "dérivation", "exponentielle", "trigonométrie",
        "produit scalaire", "probabilités conditionnelles, variables aléatoires",
    ),
    ("MAT", "TG"): (
        "Suites et limites, récurrence", "limites, continuité, convexité", "logarithme",
        "primitives, équations différentielles, intégrales", "géométrie dans l’espace",
        "dénombrement, loi binomiale, loi des grands nombres",
    ),
    ("FRA", "CP"): (
        "Correspondances entre lettres et sons", "lire des mots, des phrases", "geste d’écriture, copie",
        "majuscule et point", "enrichir son vocabulaire",
    ),
    ("FRA", "CE1"): (
        "Lecture fluide", "comprendre un texte court", "phrase, verbe, sujet, nom", "accords dans le groupe nominal",
        "présent, futur, imparfait (être, avoir, -er)",
    ),
    ("FRA", "CE2"): (
        "Comprendre et reformuler", "types et formes de phrases", "accord du verbe et du sujet",
        "présent, imparfait, futur, passé composé", "rédiger un texte court",
    ),
    ("FRA", "CM1"): (
        "Lire des œuvres", "sujet, verbe, compléments", "classes de mots", "temps simples et passé composé",
        "homophones, accords", "écrire et améliorer un texte",
    ),
    ("FRA", "CM2"): (
        "Lire et interpréter", "compléments d’objet et de phrase, attribut", "passé simple, plus-que-parfait",
        "accord du participe avec être", "synonymes, préfixes, suffixes", "récit structuré",
    ),
    ("FRA", "6E"): (
        "Le monstre, la ruse, récits de création", "conte et fable", "fonctions dans la phrase", "temps du récit",
        "accords", "rédiger un récit",
    ),
    ("FRA", "5E"): (
        "Le voyage et l’aventure", "héros et chevalerie", "théâtre et comédie", "phrase simple et complexe",
        "temps et modes", "expansions du nom",
    ),
    ("FRA", "4E"): (
        "La fiction pour interroger le réel (réalisme, fantastique)", "dire l’amour", "informer, s’informer",
        "subordonnées", "valeurs des temps", "argumenter",
    ),
    ("FRA", "3E"): (
        "Se raconter", "dénoncer les travers de la société", "agir sur le monde", "poésie",
        "discours rapporté, subordonnées", "sujet de réflexion et sujet d’imagination (brevet)",
    ),
    ("FRA", "2GT"): (
        "Poésie, littérature d’idées, théâtre, roman", "commentaire et dissertation",
        "propositions relatives, négation, interrogation", "lecture linéaire",
    ),
    ("FRA", "1G"): (
        "Quatre œuvres au programme et leurs parcours", "commentaire, dissertation", "explication linéaire",
        "question de grammaire", "épreuves anticipées (écrit et oral)",
    ),
    ("PC", "5E"): (
        "États de la matière et changements d’état", "mélanges, solubilité", "mouvement et vitesse",
        "circuits électriques", "lumière et son : signaux",
    ),
    ("PC", "4E"): (
        "Molécules et atomes, air", "masse et volume", "transformations chimiques", "vitesse",
        "tension et intensité, lois", "vitesse de la lumière et du son",
    ),
    ("PC", "3E"): (
        "Constitution de l’atome, ions, pH", "réactions acide-base", "interactions, poids et masse",
        "énergie cinétique et conversions", "loi d’Ohm, puissance", "signaux",
    ),
    ("PC", "2GT"): (
        "Corps purs et mélanges, solutions", "mole, modèle de l’atome", "transformations chimiques, nucléaires",
        "mouvement, forces, inertie", "ondes sonores, lumière, lentilles", "signaux et capteurs",
    ),
    ("SVT", "5E"): (
        "Respiration et effort", "nutrition et digestion", "reproduction des êtres vivants", "météo et climat",
        "biodiversité",
    ),
    ("SVT", "4E"): (
        "Séismes, volcans, plaques", "reproduction humaine", "système nerveux", "micro-organismes et défenses",
        "parenté des êtres vivants",
    ),
    ("SVT", "3E"): (
        "ADN, chromosomes, hérédité", "évolution et sélection", "immunité, vaccination",
        "climat et activités humaines", "nutrition des plantes",
    ),
    ("HG", "6E"): (
        "Débuts de l’humanité, premiers États", "Grèce, Rome, monothéismes",
        "habiter une métropole, un littoral, un espace peu dense",
    ),
    ("HG", "5E"): (
        "Byzance, Carolingiens, islam médiéval", "société et pouvoir royal, XIe–XVe siècles", "XVIe–XVIIe siècles",
        "démographie, richesse et pauvreté, ressources, changement global",
    ),
    ("HG", "4E"): (
        "XVIIIe siècle, Lumières, Révolution, Empire", "XIXe siècle : industrie, conquêtes, République",
        "villes, mobilités humaines, mondialisation des espaces",
    ),
    ("HG", "3E"): (
        "L’Europe et les deux guerres mondiales", "monde depuis 1945", "la République repensée",
        "aires urbaines, espaces productifs, aménager la France, l’Union européenne",
    ),
    ("HG", "CM1"): (
        "Et avant la France ?", "le temps des rois", "la Révolution et l’Empire",
        "mon lieu de vie, se loger, travailler, consommer",
    ),
    ("HG", "CM2"): (
        "La République", "l’âge industriel", "de la Première Guerre mondiale à l’Union européenne",
        "se déplacer, communiquer, mieux habiter",
    ),
}  # fmt: skip
"""(subject, level) → headings."""

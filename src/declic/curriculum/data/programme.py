"""The national programmes as a table: levels, subjects, and what is taught where, most asked first.

Sources: arrêtés of 09-11-2015 (cycles 2 and 3), 19-05-2015 (collège, last amended 15-03-2024), 16-07-2018 (seconde and
cycle terminal, general and technological, as amended), 21-11-2018 (bac pro and CAP). What was corrected against the
working table this grew from, and why: docs/decisions, « The curriculum is a table in the code ».

Education physique et sportive is left out on purpose: it gives no homework to be stuck on. Its general-track spécialité
(EPPCS), which does, is there.
"""

from typing import Final

LEVEL_ROWS: Final = (
    # code, label, long, school, cycle, usual age in September
    ("CP", "CP", "Cours préparatoire", "école", "cycle 2", 6),
    ("CE1", "CE1", "Cours élémentaire 1re année", "école", "cycle 2", 7),
    ("CE2", "CE2", "Cours élémentaire 2e année", "école", "cycle 2", 8),
    ("CM1", "CM1", "Cours moyen 1re année", "école", "cycle 3", 9),
    ("CM2", "CM2", "Cours moyen 2e année", "école", "cycle 3", 10),
    ("6E", "6e", "Sixième", "collège", "cycle 3", 11),
    ("5E", "5e", "Cinquième", "collège", "cycle 4", 12),
    ("4E", "4e", "Quatrième", "collège", "cycle 4", 13),
    ("3E", "3e", "Troisième", "collège", "cycle 4", 14),
    ("2GT", "2de générale et technologique", "Seconde générale et technologique", "lycée", "lycée", 15),
    ("2PRO", "2de pro", "Seconde professionnelle", "lycée", "lycée pro", 15),
    ("1G", "1re générale", "Première générale", "lycée", "lycée", 16),
    ("1T", "1re technologique", "Première technologique", "lycée", "lycée", 16),
    ("1PRO", "1re pro", "Première professionnelle", "lycée", "lycée pro", 16),
    ("TG", "Terminale générale", "Terminale générale", "lycée", "lycée", 17),
    ("TT", "Terminale technologique", "Terminale technologique", "lycée", "lycée", 17),
    ("TPRO", "Terminale pro", "Terminale professionnelle", "lycée", "lycée pro", 17),
    ("CAP", "CAP", "CAP (1re et 2e année)", "lycée", "lycée pro", 15),
)

LANGUAGE_ROWS: Final = (
    # code, name, regional
    ("ANG", "Anglais", False),
    ("ESP", "Espagnol", False),
    ("ALL", "Allemand", False),
    ("ITA", "Italien", False),
    ("POR", "Portugais", False),
    ("ARA", "Arabe", False),
    ("CHI", "Chinois", False),
    ("RUS", "Russe", False),
    ("JAP", "Japonais", False),
    ("HEB", "Hébreu", False),
    ("OCC", "Occitan", True),
    ("BRE", "Breton", True),
    ("COR", "Corse", True),
    ("BAS", "Basque", True),
    ("CAT", "Catalan", True),
    ("CRE", "Créole", True),
    ("ALS", "Alsacien, langue régionale d’Alsace et de Moselle", True),
)

SUBJECT_ROWS: Final = (
    # code, label, short label where the label is long
    ("FRA", "Français", ""),
    ("MAT", "Mathématiques", "Maths"),
    ("QLM", "Questionner le monde", "Le monde"),
    ("HG", "Histoire-géographie", "Histoire-géo"),
    ("EMC", "Enseignement moral et civique", "EMC"),
    ("ST", "Sciences et technologie", "Sciences"),
    ("SVT", "Sciences de la vie et de la Terre", "SVT"),
    ("PC", "Physique-chimie", ""),
    ("TECH", "Technologie", "Techno"),
    ("LVX", "Autre langue", ""),
    ("LSF", "Langue des signes française", "LSF"),
    ("LAT", "Latin", ""),
    ("GRE", "Grec ancien", ""),
    ("ARTS", "Arts plastiques", ""),
    ("MUS", "Éducation musicale", "Musique"),
    ("HDA", "Histoire des arts", ""),
    # seconde générale et technologique
    ("SES", "Sciences économiques et sociales", "SES"),
    ("SNT", "Sciences numériques et technologie", "SNT"),
    ("MANGES", "Management et gestion", ""),
    ("SANSOC", "Santé et social", ""),
    ("BIOTEC", "Biotechnologies", ""),
    ("SCILAB", "Sciences et laboratoire", "Sciences et labo"),
    ("CIT", "Création et innovation technologiques", "Création et innovation"),
    ("CCD", "Création et culture – design", "Design"),
    ("EATDD", "Écologie, agronomie, territoires, développement durable", "Écologie-agronomie"),
    # voie générale
    ("ES", "Enseignement scientifique", "Ens. scientifique"),
    ("PHI", "Philosophie", "Philo"),
    ("NSI", "Numérique et sciences informatiques", "NSI"),
    ("SI", "Sciences de l’ingénieur", "SI"),
    ("HGGSP", "Histoire-géographie, géopolitique et sciences politiques", "HGGSP"),
    ("HLP", "Humanités, littérature et philosophie", "HLP"),
    ("LLCER-ANG", "Anglais (spécialité LLCER)", "LLCER anglais"),
    ("LLCER-AMC", "Anglais, monde contemporain (spécialité LLCER)", "LLCER anglais AMC"),
    ("LLCER-ESP", "Espagnol (spécialité LLCER)", "LLCER espagnol"),
    ("LLCER-ALL", "Allemand (spécialité LLCER)", "LLCER allemand"),
    ("LLCER-ITA", "Italien (spécialité LLCER)", "LLCER italien"),
    ("LLCER-POR", "Portugais (spécialité LLCER)", "LLCER portugais"),
    ("LLCER-REG", "Langue régionale (spécialité LLCER)", "LLCER régionale"),
    ("LLCA-LAT", "Latin (spécialité LLCA)", "LLCA latin"),
    ("LLCA-GRE", "Grec ancien (spécialité LLCA)", "LLCA grec"),
    ("BIOECO", "Biologie-écologie", ""),
    ("EPPCS", "Éducation physique, pratiques et culture sportives", "EPPCS"),
    ("MEXP", "Mathématiques expertes", "Maths expertes"),
    ("MCOMP", "Mathématiques complémentaires", "Maths complémentaires"),
    ("DGEMC", "Droit et grands enjeux du monde contemporain", "DGEMC"),
    ("ART-CIN", "Cinéma-audiovisuel", "Cinéma"),
    ("ART-DAN", "Danse", ""),
    ("ART-MUS", "Musique", ""),
    ("ART-THE", "Théâtre", ""),
    ("ART-CIR", "Arts du cirque", "Cirque"),
    # voie technologique
    ("DROECO", "Droit et économie", "Droit-économie"),
    ("MGT", "Management", ""),
    ("SGN", "Sciences de gestion et numérique", "Gestion"),
    ("MSGN", "Management, sciences de gestion et numérique", "Management-gestion"),
    ("STSS", "Sciences et techniques sanitaires et sociales", "STSS"),
    ("BPH", "Biologie et physiopathologie humaines", "Biologie humaine"),
    ("PCS", "Physique-chimie pour la santé", "Physique-chimie santé"),
    ("CBPH", "Chimie, biologie et physiopathologie humaines", "Chimie-biologie"),
    ("IT", "Innovation technologique", ""),
    ("I2D", "Ingénierie et développement durable", "I2D"),
    ("2I2D", "Ingénierie, innovation et développement durable", "2I2D"),
    ("PCM", "Physique-chimie et mathématiques", "Physique-chimie-maths"),
    ("BIOBIO", "Biochimie-biologie", ""),
    ("BBB", "Biochimie-biologie-biotechnologies", "Biochimie-biotech"),
    ("SPCL", "Sciences physiques et chimiques en laboratoire", "SPCL"),
    ("DMA", "Design et métiers d’art", "Design"),
    ("OLN", "Outils et langages numériques", "Outils numériques"),
    ("AMD", "Analyse et méthodes en design", "Analyse en design"),
    ("CCDMA", "Conception et création en design et métiers d’art", "Création en design"),
    ("STCS", "Sciences et technologies culinaires et des services", "Cuisine et services"),
    ("ESAE", "Enseignement scientifique alimentation-environnement", "Alimentation"),
    ("STCSESAE", "Sciences culinaires et des services, alimentation-environnement", "STCS-ESAE"),
    ("EGH", "Économie-gestion hôtelière", "Gestion hôtelière"),
    ("CSART", "Culture et sciences chorégraphiques, musicales ou théâtrales", "Culture artistique"),
    ("PRART", "Pratique chorégraphique, musicale ou théâtrale", "Pratique artistique"),
    ("EDESV", "Économie, droit et environnement du spectacle vivant", "Spectacle vivant"),
    ("GRA", "Gestion des ressources et de l’alimentation", "Ressources"),
    ("TERSOC", "Territoires et sociétés", "Territoires"),
    ("TECHNAG", "Technologie (STAV)", "Technologie STAV"),
    ("TERTEC", "Territoires et technologie", "Territoires-techno"),
    # voie professionnelle
    ("ECOGES", "Économie-gestion", "Éco-gestion"),
    ("ECODRO", "Économie-droit", "Éco-droit"),
    ("PSE", "Prévention-santé-environnement", "PSE"),
    ("AACA", "Arts appliqués et cultures artistiques", "Arts appliqués"),
    ("PRO-VEN", "Commerce, vente et accueil", "Commerce"),
    ("PRO-GES", "Gestion, administration, transport et logistique", "Gestion et logistique"),
    ("PRO-SAN", "Santé, social et services à la personne", "Santé-social"),
    ("PRO-HOT", "Hôtellerie et restauration", "Restauration"),
    ("PRO-ALI", "Métiers de l’alimentation", "Alimentation"),
    ("PRO-BAT", "Bâtiment et travaux publics", "Bâtiment"),
    ("PRO-BOI", "Métiers du bois", "Bois"),
    ("PRO-ELE", "Électricité, numérique et énergie", "Électricité"),
    ("PRO-VEH", "Maintenance des véhicules et des matériels", "Véhicules"),
    ("PRO-IND", "Mécanique, maintenance et production industrielles", "Industrie"),
    ("PRO-AER", "Aéronautique", ""),
    ("PRO-BEA", "Coiffure, beauté et bien-être", "Beauté"),
    ("PRO-COM", "Industries graphiques et communication", "Communication"),
    ("PRO-ART", "Mode et métiers d’art", "Mode et art"),
    ("PRO-SEC", "Métiers de la sécurité", "Sécurité"),
    ("PRO-AGR", "Agriculture, paysage et animaux", "Agriculture"),
    ("PRO-AUT", "Autre métier", ""),
    # nobody's programme, everybody's need
    ("METH", "Méthode et organisation", "Méthode"),
)

UNOFFICIAL: Final = frozenset({"METH", "LVX", "PRO-AUT"})
"""Not subjects of a programme: doors for what the list does not name."""

_REGIONAL = " ".join(code for code, _, regional in LANGUAGE_ROWS if regional)
_SCHOOL_LANGUAGES = "ANG ALL ESP ITA POR ARA CHI RUS"
_FOREIGN = " ".join(code for code, _, regional in LANGUAGE_ROWS if not regional)
_LLCER = "LLCER-ANG LLCER-AMC LLCER-ESP LLCER-ALL LLCER-ITA LLCER-POR LLCER-REG LLCA-LAT LLCA-GRE"
_ARTS_LYCEE = "ARTS ART-CIN ART-DAN HDA ART-MUS ART-THE"
_SPECIALITIES = f"SES SVT PC NSI HGGSP HLP SI {_LLCER} {_ARTS_LYCEE} ART-CIR BIOECO EPPCS"
_FIELDS = (
    "PRO-VEN PRO-GES PRO-SAN PRO-HOT PRO-ALI PRO-BAT PRO-BOI PRO-ELE PRO-VEH PRO-IND "
    "PRO-AER PRO-BEA PRO-COM PRO-ART PRO-SEC PRO-AGR PRO-AUT"
)
_OTHER_LANGUAGES = (("Autres langues", f"{_FOREIGN} LVX"), ("Langues régionales", _REGIONAL))
_HELP = ("Méthode", "METH")

_CYCLE_2 = (
    ("", "FRA MAT QLM"),
    ("Autres matières", "EMC ARTS MUS"),
    ("Langues", f"{_SCHOOL_LANGUAGES} {_REGIONAL} LVX"),
    _HELP,
)
_CYCLE_3 = (
    ("", "MAT FRA HG ANG ST"),
    ("Autres matières", "EMC ARTS MUS HDA"),
    ("Langues", f"{_SCHOOL_LANGUAGES} {_REGIONAL} LVX"),
    _HELP,
)
_SIXIEME = (
    ("", "MAT FRA ANG HG ST"),
    ("Autres matières", "EMC ARTS MUS HDA"),
    *_OTHER_LANGUAGES,
    _HELP,
)
_CYCLE_4 = (
    ("", "MAT FRA ANG PC HG SVT ESP ALL TECH"),
    ("Autres matières", "EMC ARTS MUS HDA LAT GRE"),
    *_OTHER_LANGUAGES,
    _HELP,
)
_PRO = (
    ("", "MAT FRA ANG HG PC ECOGES ECODRO PSE"),
    ("Enseignement professionnel", _FIELDS),
    ("Autres matières", "EMC AACA ESP ALL ITA"),
    *_OTHER_LANGUAGES,
    _HELP,
)

PLACES: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    # level → headings and their subjects, in the order they are shown; a subject already shown is not shown again
    "CP": _CYCLE_2,
    "CE1": _CYCLE_2,
    "CE2": _CYCLE_2,
    "CM1": _CYCLE_3,
    "CM2": _CYCLE_3,
    "6E": _SIXIEME,
    "5E": _CYCLE_4,
    "4E": _CYCLE_4,
    "3E": _CYCLE_4,
    "2GT": (
        ("", "MAT PC FRA ANG HG SVT SES SNT ESP ALL"),
        ("Autres matières et options", f"EMC LAT GRE {_ARTS_LYCEE} SI MANGES SANSOC BIOTEC SCILAB CIT CCD EATDD LSF"),
        *_OTHER_LANGUAGES,
        _HELP,
    ),
    "1G": (
        ("", "MAT PC FRA ANG SVT HG SES ES ESP ALL"),
        ("Spécialités", _SPECIALITIES),
        ("Autres matières et options", "EMC LAT GRE LSF"),
        *_OTHER_LANGUAGES,
        _HELP,
    ),
    "TG": (
        ("", "MAT PC PHI ANG SVT HG SES ES ESP ALL"),
        ("Spécialités", _SPECIALITIES),
        ("Autres matières et options", "MCOMP MEXP DGEMC EMC LAT GRE LSF"),
        *_OTHER_LANGUAGES,
        _HELP,
    ),
    "1T": (
        ("", "MAT FRA ANG HG ESP ALL"),
        ("STMG", "SGN DROECO MGT"),
        ("ST2S", "STSS BPH PCS"),
        ("STI2D", "PCM I2D IT"),
        ("STL", "PCM BIOBIO BIOTEC SPCL"),
        ("STD2A", "DMA OLN PC"),
        ("STHR", "EGH STCS ESAE"),
        ("S2TMD", "CSART PRART EDESV"),
        ("STAV", "GRA TERSOC TECHNAG"),
        ("Autres matières et options", f"EMC {_ARTS_LYCEE} LSF"),
        *_OTHER_LANGUAGES,
        _HELP,
    ),
    "TT": (
        ("", "MAT PHI ANG HG ESP ALL"),
        ("STMG", "MSGN DROECO"),
        ("ST2S", "STSS CBPH"),
        ("STI2D", "PCM 2I2D"),
        ("STL", "PCM BBB SPCL"),
        ("STD2A", "AMD CCDMA"),
        ("STHR", "EGH STCSESAE"),
        ("S2TMD", "CSART PRART"),
        ("STAV", "GRA TERTEC"),
        ("Autres matières et options", f"EMC {_ARTS_LYCEE} LSF"),
        *_OTHER_LANGUAGES,
        _HELP,
    ),
    "2PRO": _PRO,
    "1PRO": _PRO,
    "TPRO": _PRO,
    "CAP": (
        ("", "MAT FRA ANG HG PC PSE"),
        ("Enseignement professionnel", _FIELDS),
        ("Autres matières", "EMC AACA ESP ALL ITA"),
        *_OTHER_LANGUAGES,
        _HELP,
    ),
}

ALIASES: Final[dict[str, str]] = {
    # what files, families and town halls write, folded to A–Z and 0–9 → level code
    "COURSPREPARATOIRE": "CP",
    "11EME": "CP",
    "COURSELEMENTAIRE1": "CE1",
    "COURSELEMENTAIRE1REANNEE": "CE1",
    "COURSELEMENTAIRE2": "CE2",
    "COURSELEMENTAIRE2EANNEE": "CE2",
    "COURSMOYEN1": "CM1",
    "COURSMOYEN1REANNEE": "CM1",
    "COURSMOYEN2": "CM2",
    "COURSMOYEN2EANNEE": "CM2",
    **{
        f"{figure}{ending}": f"{figure}E"
        for figure in "6543"
        for ending in ("", "EME", "IEME", "EMESEGPA", "ESEGPA", "SEGPA", "EMEULIS", "EULIS")
    },
    "SIXIEME": "6E",
    "CINQUIEME": "5E",
    "QUATRIEME": "4E",
    "TROISIEME": "3E",
    "3EPREPAMETIERS": "3E",
    "3EMEPREPAMETIERS": "3E",
    "3PM": "3E",
    "3EPM": "3E",
    **dict.fromkeys(("2", "2D", "2DE", "2NDE", "2ND", "SECONDE"), "2GT"),
    **{
        f"{form}{ending}": "2GT"
        for form in ("2D", "2DE", "2NDE", "SECONDE")
        for ending in ("GT", "G", "GENERALE", "GENERALEETTECHNOLOGIQUE")
    },
    "2G": "2GT",
    **{
        f"{form}{ending}": "2PRO"
        for form in ("2", "2D", "2DE", "2NDE", "SECONDE")
        for ending in ("PRO", "P", "PROFESSIONNELLE", "BACPRO")
    },
    **{
        f"{form}{ending}": code
        for form in ("1", "1E", "1RE", "1ERE", "PREMIERE")
        for code, endings in {
            "1G": ("", "G", "GENERALE"),
            "1T": ("T", "TECHNO", "TECHNOLOGIQUE", "STMG", "ST2S", "STI2D", "STL", "STD2A", "STHR", "S2TMD", "STAV"),
            "1PRO": ("PRO", "P", "PROFESSIONNELLE", "BACPRO"),
        }.items()
        for ending in endings
    },
    **{
        f"{form}{ending}": code
        for form in ("T", "TE", "TLE", "TERM", "TERMINALE")
        for code, endings in {
            "TG": ("", "G", "GENERALE"),
            "TT": ("T", "TECHNO", "TECHNOLOGIQUE", "STMG", "ST2S", "STI2D", "STL", "STD2A", "STHR", "S2TMD", "STAV"),
            "TPRO": ("PRO", "P", "PROFESSIONNELLE", "BACPRO"),
        }.items()
        for ending in endings
    },
    **dict.fromkeys(("CAP1", "CAP2", "1CAP", "2CAP", "1RECAP", "1ERECAP", "2ECAP", "2EMECAP", "CAP1REANNEE"), "CAP"),
    **dict.fromkeys(("CAP1EREANNEE", "CAP2EANNEE", "CAP2EMEANNEE", "CAP1RE", "CAP2E"), "CAP"),
}

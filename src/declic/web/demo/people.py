"""The invented people one may be, with one click, in demo mode."""

from dataclasses import dataclass

from declic.curriculum.rules import LEVELS, subjects_of

DOMAIN = "@exemple.fr"
"""Of every address here: nobody's."""
SMALL = ("CP", "CE1", "CE2", "CM1", "CM2")
COLLEGE = ("6E", "5E", "4E", "3E")
LYCEE = ("2GT", "1G", "1T", "TG", "TT")
PRO = ("2PRO", "1PRO", "TPRO", "CAP")
EVERY = tuple(LEVELS)


@dataclass(frozen=True)
class DemoPerson:
    slug: str
    """In the address that signs in."""
    name: str
    role: str
    description: str
    picture: str = ""
    """A drawing's name, given by `world.people_shown` to who has a face; empty: the initials."""

    @property
    def email(self) -> str:
        return f"{self.slug}{DOMAIN}"


@dataclass(frozen=True)
class DemoTeacher(DemoPerson):
    position: str = ""
    teaches: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Subjects (codes, space-separated; empty: all) at levels, kept to what the programmes hold."""

    def skills(self) -> set[tuple[str, str]]:
        return {
            (subject.code, level)
            for codes, levels in self.teaches
            for level in levels
            for subject in subjects_of(level)
            if not codes or subject.code in codes.split()
        }


def _teacher(slug: str, name: str, position: str, *teaches: tuple[str, tuple[str, ...]]) -> DemoTeacher:
    title = "professeure" if name.startswith("Mme") else "professeur"
    role, taught = (position, "") if position.startswith("profess") else (title, position)
    return DemoTeacher(slug, name, role, taught, position=position, teaches=teaches)


TEACHERS = (
    _teacher(
        "mme-lefevre",
        "Mme Lefèvre",
        "maths, collège et lycée",
        ("MAT MCOMP MEXP PCM METH", (*COLLEGE, *LYCEE, *PRO)),
    ),
    _teacher("m-diallo", "M. Diallo", "anglais", ("ANG LLCER-ANG LLCER-AMC METH", EVERY)),
    _teacher(
        "mme-roux",
        "Mme Roux",
        "SVT et sciences",
        ("SVT ST QLM ES BPH CBPH STSS BIOBIO BBB BIOTEC SANSOC BIOECO EATDD PSE PRO-SAN", EVERY),
    ),
    _teacher("m-garnier", "M. Garnier", "professeur des écoles", ("FRA MAT QLM HG ST EMC ARTS MUS HDA METH", SMALL)),
    _teacher("mme-nguyen", "Mme Nguyen", "professeure des écoles", ("FRA MAT QLM HG ST EMC ANG METH", SMALL)),
    _teacher(
        "m-petit",
        "M. Petit",
        "français, latin, grec",
        ("FRA LAT GRE HLP LLCA-LAT LLCA-GRE ART-THE METH", EVERY),
    ),
    _teacher("mme-haddad", "Mme Haddad", "histoire-géographie", ("HG EMC HGGSP HDA DGEMC", (*COLLEGE, *LYCEE, *PRO))),
    _teacher(
        "m-costa",
        "M. Costa",
        "physique-chimie",
        ("PC ES ST PCM PCS SPCL SCILAB CBPH MAT", (*COLLEGE, *LYCEE, *PRO)),
    ),
    _teacher(
        "mme-sanchez",
        "Mme Sanchez",
        "espagnol, italien, portugais",
        ("ESP ITA POR CAT OCC BAS COR LLCER-ESP LLCER-ITA LLCER-POR LLCER-REG", EVERY),
    ),
    _teacher(
        "m-weber",
        "M. Weber",
        "allemand et autres langues",
        ("ALL ALS BRE CRE RUS ARA CHI JAP HEB LVX LSF LLCER-ALL", EVERY),
    ),
    _teacher(
        "mme-kaci",
        "Mme Kaci",
        "philosophie, économie, gestion",
        ("PHI SES DROECO MGT SGN MSGN MANGES ECOGES ECODRO EGH EDESV PRO-VEN PRO-GES", (*LYCEE, *PRO)),
    ),
    _teacher(
        "m-moreau",
        "M. Moreau",
        "technologie, numérique, voie professionnelle",
        ("TECH SNT NSI SI SIN CIT IT I2D 2I2D TECHNAG METH", (*COLLEGE, *LYCEE)),
        ("", PRO),
    ),
    _teacher("mme-faure", "Mme Faure", "arts, et tout ce qui reste", ("", EVERY)),
)

INES = DemoPerson("ines", "Inès", "élève de 4e", "à Clichy")
SAMI = DemoPerson("sami", "Sami", "élève de CE1", "à Clichy")
NOE = DemoPerson("noe", "Noé", "élève de Terminale", "à Asnières-sur-Oise")
KARIMA = DemoPerson("karima", "Karima Benali", "parent d’Inès et de Sami", "à Clichy")
HELENE = DemoPerson("helene", "Hélène Martin", "parent de Noé", "à Asnières-sur-Oise")
OFFICER_ASNIERES = DemoPerson("asnieres", "Anne Morel", "responsable éducation", "mairie d’Asnières-sur-Oise")
OFFICER_CLICHY = DemoPerson("clichy", "Moussa Traoré", "responsable éducation", "mairie de Clichy")
OFFICER_CSE = DemoPerson("cse", "Claire Aubert", "élue du CSE", "CSE Horizon")
OFFICER_DESK = DemoPerson("accueil", "Samira Haddad", "agent d’inscription", "mairie de Clichy")
OPERATOR = DemoPerson("regie", "Salomé Perrin", "équipe Déclic", "tient la régie")

PUPILS = (SAMI, INES, NOE)
OFFICERS = (OFFICER_ASNIERES, OFFICER_CLICHY, OFFICER_CSE, OFFICER_DESK)


def demo_people() -> list[DemoPerson]:
    """In the order of the home page: pupils, parents, teachers, officers, operator."""
    return [*PUPILS, KARIMA, HELENE, *TEACHERS, *OFFICERS, OPERATOR]

"""Lists as schools, towns and software export them; and files made to do harm. All people are invented."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from random import Random
from typing import Any

from openpyxl import Workbook

ONDE_HEADER = (
    "Nom élève;Nom d'usage élève;Prénom élève;Date naissance;Sexe;INE;Adresse1;Cp1;Commune1;Pays1;Adresse2;Cp2;"
    "Commune2;Pays2; Cycle;Niveau;Libellé classe;Identifiant classe;Attestation fournie;Autorisation associations;"
    "Autorisation photo;Décision de passage"
)
"""Of the ministry's export, the space before `Cycle` included."""
PARENTS_HEADER = (
    "Nom élève;Prénom élève;Niveau;Nom responsable;Prénom responsable;Adresse;Commune;Courriel;"
    "Nom responsable;Prénom responsable;Adresse;Commune;Courriel"
)
Child = tuple[str, str, str, str, str]
"""Last name, first name, date of birth, INE, level."""
CHILDREN: Sequence[Child] = (
    ("LEFÈVRE", "Zoé", "14/03/2018", "070000001AA", "CE2"),
    ("N'DIAYE", "Awa", "02/11/2019", "070000002BB", "CE1"),
    ("GARCIA", "Noël-Hervé", "29/02/2016", "070000003CC", "CM1"),
    ("CŒURET", "Maëlys", "01/01/2020", "070000004DD", "CP"),
    ("BA", "Sékou", "30/06/2015", "070000005EE", "CM2"),
)
FIRST = (
    "Adam",
    "Zoé",
    "Inès",
    "Noé",
    "Maëlle",
    "Léo",
    "Awa",
    "Théo",
    "Chloé",
    "Élif",
    "Jules",
    "Nour",
    "Yanis",
    "Anaïs",
)
LAST = ("MARTIN", "BERNARD", "LEFÈVRE", "DIALLO", "NGUYEN", "GARCIA", "BENALI", "MOREAU", "ROUSSEL", "KAYA", "PETIT")
LEVELS = ("CP", "CE1", "CE2", "CM1", "CM2")
BORN = dict(zip(LEVELS, range(2020, 2015, -1), strict=True))


def many(number: int, seed: int = 1) -> list[Child]:
    """So many different children."""
    chance = Random(seed)
    children = []
    for at in range(number):
        level = chance.choice(LEVELS)
        born = f"{chance.randint(1, 28):02d}/{chance.randint(1, 12):02d}/{BORN[level]}"
        children.append((f"{chance.choice(LAST)} {chance.choice(LAST)}", chance.choice(FIRST), born, ine(at), level))
    return children


def ine(at: int) -> str:
    return f"{at:09d}HK"


def onde(children: Iterable[Child] = CHILDREN, *, encoding: str = "cp1252") -> bytes:
    lines = [ONDE_HEADER]
    for last, first, born, number, level in children:
        lines.append(
            f"{last};;{first};{born};F;{number};3 rue de l'Église;95270;ASNIÈRES-SUR-OISE;FRANCE;;;;;CYCLE II;{level};"
            f"{level} A;12345;Oui;Non;Non;"
        )
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def parents() -> bytes:
    """Column names come twice: a reader by name would take one parent for the other."""
    row = "{};{};{};DUPONT;Anne;1 rue A;CLICHY;anne@exemple.fr;DURAND;Luc;2 rue B;PARIS;luc@exemple.fr"
    lines = [PARENTS_HEADER, *(row.format(last, first, level) for last, first, _, _, level in CHILDREN)]
    return "\r\n".join(lines).encode("cp1252")


def pronote() -> bytes:
    """Tabs, UTF-16, name and first name in one column, classes for levels."""
    rows = [
        ("Élève", "Né(e) le", "Classe"),
        ("DUPONT Léa", "03/05/2014", "6EME B"),
        ("DE LA TOUR Éric", "1/2/2013", "5e3"),
    ]
    return "\r\n".join("\t".join(row) for row in rows).encode("utf-16")


SIECLE = """<?xml version="1.0" encoding="ISO-8859-15"?>
<BEE_ELEVES VERSION="2.1"><PARAMETRES><UAJ>0921234A</UAJ><ANNEE_SCOLAIRE>2026</ANNEE_SCOLAIRE></PARAMETRES>
<DONNEES><ELEVES>{}</ELEVES><STRUCTURES><STRUCTURES_ELEVE ELENOET="1"><STRUCTURE><CODE_STRUCTURE>6A</CODE_STRUCTURE>
</STRUCTURE></STRUCTURES_ELEVE></STRUCTURES></DONNEES></BEE_ELEVES>
"""
ELEVE = (
    '<ELEVE ELEVE_ID="{0}" ELENOET="{0}"><INE_RNIE>07000000{0}FF</INE_RNIE><NOM_DE_FAMILLE>{1}</NOM_DE_FAMILLE>'
    "<PRENOM>{2}</PRENOM><DATE_NAISS>{3}</DATE_NAISS><CODE_MEF>{4}</CODE_MEF>{5}<SCOLARITE_AN_DERNIER>"
    "<CODE_MEF>10110001110</CODE_MEF></SCOLARITE_AN_DERNIER></ELEVE>"
)


def siecle_xml(body: str | None = None) -> bytes:
    pupils = (
        ELEVE.format(1, "SŒUR", "Chloé", "12/04/2015", "10010012110", ""),
        ELEVE.format(2, "BENALI", "Yanis", "12/04/2013", "10210001110", ""),
        ELEVE.format(3, "PARTI", "Jean", "12/04/2013", "10210001110", "<DATE_SORTIE>01/10/2026</DATE_SORTIE>"),
        ELEVE.format(4, "KAYA", "Élif", "12/04/2010", "24720432312", ""),
    )
    return SIECLE.format(body if body is not None else "".join(pupils)).encode("iso8859-15")


def zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def siecle_zip() -> bytes:
    return zipped({"ExportXML_ElevesSansAdresses.xml": siecle_xml()})


USERS = (
    "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,"
    "phone,agentSourcedIds,grades,password,userMasterIdentifier,preferredGivenName,preferredMiddleName,"
    "preferredFamilyName,primaryOrgSourcedId,pronouns"
)


def oneroster(given: str = "Lina") -> bytes:
    def user(number: int, given: str, family: str, grades: str, status: str = "active") -> str:
        return f"u{number},{status},,true,{given}.{family},,{given},{family},,,,,,,{grades},,,,,,o1,"

    rows = [USERS, user(1, given, "Haddad", "06"), user(2, "Paul", "Mercier", "08"), user(3, "Anne", "Prof", "")]
    rows.append(user(4, "Luc", "Ancien", "07", "tobedeleted"))
    roles = "sourcedId,status,userSourcedId,roleType,role\nr1,active,u1,primary,student\nr2,active,u2,primary,student\n"
    roles += "r3,active,u3,primary,teacher\nr4,active,u4,primary,student\n"
    orgs = "sourcedId,status,name,type\no1,active,Collège Jean-Macé,school\n"
    files = {"users.csv": "\n".join(rows), "roles.csv": roles, "orgs.csv": orgs, "manifest.csv": "propertyName,value\n"}
    return zipped({name: text.encode() for name, text in files.items()})


def oneroster_of(
    users: Iterable[str],
    roles: Iterable[str],
    header: str = "sourcedId,givenName,familyName,grades,primaryOrgSourcedId,enabledUser",
) -> bytes:
    """As told, in two schools, o1 and o2."""
    orgs = ["sourcedId,status,name,type", "o1,active,Collège Jean-Macé,school", "o2,active,École,school"]
    parts = {
        "users.csv": [header, *users],
        "roles.csv": ["userSourcedId,status,roleType,role,orgSourcedId,beginDate,endDate", *roles],
        "orgs.csv": orgs,
    }
    return zipped({name: "\n".join(lines).encode() for name, lines in parts.items()})


def xlsx(rows: Iterable[Sequence[Any]]) -> bytes:
    book = Workbook()
    book.active.title = "Accueil"
    sheet = book.create_sheet("Liste")
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def workbook(
    sheets: Mapping[str, Sequence[Sequence[Any]]], *, merged: Sequence[str] = (), hidden: Sequence[str] = ()
) -> bytes:
    """Sheets by their titles; `merged` are ranges of each."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        for cells in merged:
            sheet.merge_cells(cells)
        sheet.sheet_state = "hidden" if title in hidden else "visible"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_of(rows: Iterable[Sequence[str]], *, encoding: str = "utf-8", delimiter: str = ";") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


TODAY = date(2026, 11, 26)

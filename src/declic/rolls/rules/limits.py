"""How much a list may hold, and the words that say no. The page tells these limits before they are met."""

from declic.ground.errors import Refusal

MAX_BYTES = 20 * 1024 * 1024
"""On the wire; 20,000 pupils of an ONDE file are 5 MB."""
MAX_ROWS = 50_000
MAX_COLUMNS = 200
MAX_CELL = 20_000
"""Signs; past that a quotation mark was opened and never closed."""
MAX_UNZIPPED = 300 * 1024 * 1024
MAX_RATIO = 150
"""Unzipped over zipped: XML of pupils comes to 30; looked at from `RATIO_FROM` bytes on."""
RATIO_FROM = 2 * 1024 * 1024
MAX_MEMBERS = 500
MAX_DEPTH = 16
"""Elements of XML inside one another; SIECLE has six."""


def too_large() -> Refusal:
    return Refusal("too_large", f"Ce fichier est trop lourd : {MAX_BYTES // 1024 // 1024} Mo au plus.")


def too_many_rows() -> Refusal:
    return Refusal(
        "too_many_rows", "Ce fichier a trop de lignes : 50 000 au plus. Envoyez-le école par école, par exemple."
    )


def too_many_columns() -> Refusal:
    return Refusal("too_many_columns", f"Ce fichier a trop de colonnes : {MAX_COLUMNS} au plus.")


def bomb() -> Refusal:
    return Refusal("bomb", "Une fois décompressé, ce fichier serait énorme : il n’a pas été ouvert.")


def nested() -> Refusal:
    return Refusal("nested", "Ce fichier compressé en contient un autre : envoyez celui qui est dedans.")


def locked() -> Refusal:
    return Refusal("locked", "Ce fichier est protégé par un mot de passe. Enregistrez-le sans, puis renvoyez-le.")


def entities() -> Refusal:
    return Refusal("entities", "Ce fichier XML contient des définitions (DTD) qu’aucun export n’a : il n’a pas été lu.")


def too_deep() -> Refusal:
    return Refusal("too_deep", "Ce fichier XML a des éléments trop imbriqués : ce n’est pas une liste d’élèves.")


def broken() -> Refusal:
    return Refusal("broken", "Ce fichier est abîmé ou coupé : impossible de le lire. Refaites l’export.")


def not_a_list() -> Refusal:
    return Refusal(
        "not_a_list",
        "Ce fichier n’est pas une liste : donnez un CSV, un classeur XLSX, le zip ou le XML de SIECLE, ou OneRoster.",
    )


def several_lists() -> Refusal:
    return Refusal("several_lists", "Ce fichier compressé contient plusieurs listes : envoyez-les une par une.")


def old_sheet() -> Refusal:
    return Refusal("old_sheet", "Ce classeur est en .xls ou en .ods : enregistrez-le en .xlsx ou en .csv.")


def unknown_encoding() -> Refusal:
    return Refusal(
        "unknown_encoding", "Les lettres de ce fichier sont illisibles. Enregistrez-le en « CSV UTF-8 », ou en .xlsx."
    )


def open_quote(line: int) -> Refusal:
    return Refusal(
        "open_quote", f"Près de la ligne {line}, un guillemet s’ouvre et ne se ferme pas. Corrigez-la, puis renvoyez."
    )


def no_rows() -> Refusal:
    return Refusal("no_rows", "Ce fichier n’a aucune ligne d’élève.")


def no_pupils() -> Refusal:
    return Refusal("no_pupils", "Ce fichier XML n’a aucun élève : il faut l’export « ElevesSansAdresses » de SIECLE.")


def empty() -> Refusal:
    return Refusal("empty", "Ce fichier est vide.")


def too_slow() -> Refusal:
    return Refusal("too_slow", "Ce fichier demande trop de travail pour être lu. Enregistrez-le en CSV, puis renvoyez.")


def gone() -> Refusal:
    return Refusal("file_gone", "Ce fichier n’est plus là : il n’est gardé que 24 heures. Envoyez-le de nouveau.")


REFUSALS = {
    made().code: made
    for made in (
        too_large,
        too_many_rows,
        too_many_columns,
        bomb,
        nested,
        locked,
        entities,
        too_deep,
        broken,
        not_a_list,
        several_lists,
        old_sheet,
        unknown_encoding,
        no_rows,
        no_pupils,
        empty,
        too_slow,
    )
}
"""Code → refusal: what the process that reads a file may end with, besides `open_quote`, which says a line."""


def refusal_of(code: str, line: int) -> Refusal:
    """`broken` for a code nobody knows."""
    return open_quote(line) if code == "open_quote" else REFUSALS.get(code, broken)()

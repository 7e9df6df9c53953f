"""Files made to do harm: each is a clear refusal, soon, with little memory, and nothing is left of it."""

import io
import resource
import struct
import zipfile
from pathlib import Path

import pytest

from declic.ground.errors import Refusal
from declic.rolls import clean
from declic.rolls.rules import limits
from tests.rolls import files

XXE = b"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<BEE_ELEVES><DONNEES><ELEVES><ELEVE ><NOM>&x;</NOM></ELEVE></ELEVES></DONNEES></BEE_ELEVES>"""
LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha">""" + b"".join(
    b'<!ENTITY %c "%s">' % (letter, b"&%c;" % (letter - 1) * 10) for letter in range(ord("b"), ord("m"))
)
LAUGHS += b"]><BEE_ELEVES><ELEVE ><NOM>&l;</NOM></ELEVE></BEE_ELEVES>"


def bomb() -> bytes:
    """200 kB that swell to 200 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("eleves.xml", "w") as part:
        for _ in range(200):
            part.write(bytes(1024 * 1024))
    return out.getvalue()


def lying_zip() -> bytes:
    """Its directory says that the member is 1 kB; it is 5 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("eleves.csv", b"a;b\n" * 1_250_000)
    data = bytearray(out.getvalue())
    directory = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, directory + 24, 1024)
    return bytes(data)


def sheet_with(part: str, data: bytes) -> bytes:
    """A workbook one part of which is something else."""
    whole, out = zipfile.ZipFile(io.BytesIO(files.xlsx([["Nom", "Prénom", "Niveau"], ["A", "B", "CP"]]))), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in whole.namelist():
            archive.writestr(name, data if name == part else whole.read(name))
    return out.getvalue()


def locked() -> bytes:
    data = bytearray(files.zipped({"eleves.csv": b"Nom;Prenom\n"}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    return bytes(data)


HEADER = "Nom;Prénom;Niveau;École\n"
HOSTILE = {
    "a zip bomb": (bomb(), "bomb"),
    "a zip that lies": (lying_zip(), "broken"),
    "a zip in a zip": (files.zipped({"inner.zip": files.siecle_zip()}), "nested"),
    "a thousand members": (files.zipped({f"{n}.csv": b"" for n in range(1000)}), "bomb"),
    "an encrypted zip": (locked(), "locked"),
    "half a zip": (files.siecle_zip()[:-80], "broken"),
    "a zip of pictures": (files.zipped({"a.png": b"x"}), "not_a_list"),
    "two lists": (files.zipped({"a/liste.csv": b"Nom\nA\n", "b/liste.csv": b"Nom\nB\n"}), "several_lists"),
    "a note alone": (files.zipped({"lisezmoi.txt": b"Bonjour\n", "__MACOSX/._liste.csv": b"\0"}), "not_a_list"),
    "an external entity": (XXE, "entities"),
    "a billion laughs": (LAUGHS, "entities"),
    "XML without end": (files.siecle_xml()[:-200], "broken"),
    "XML too deep": (files.siecle_xml("<ELEVE >" + "<a>" * 5000), "too_deep"),
    "XML of something else": (b"<?xml version='1.0'?><html><body/></html>", "no_pupils"),
    "an entity in a workbook": (sheet_with("xl/worksheets/sheet2.xml", XXE), "entities"),
    "a workbook that is none": (files.zipped({"xl/workbook.xml": b"<no/>", "[Content_Types].xml": b"x"}), "broken"),
    "a workbook cut short": (files.xlsx([["Nom"]])[:2000], "broken"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "old_sheet"),
    "an OpenDocument": (files.zipped({"mimetype": b"application/vnd.oasis", "content.xml": b"<a/>"}), "old_sheet"),
    "a PDF": (b"%PDF-1.7\n" + bytes(1000), "not_a_list"),
    "NUL bytes": (HEADER.encode() + b"A\x00B;C;CP;E\n", "not_a_list"),
    "a program": (b"\x7fELF" + bytes(range(256)) * 40, "not_a_list"),
    "an open quotation mark": (HEADER.encode() + b'"A;B;CP;E\n' + b"A;B;CP;E\n" * 9000, "open_quote"),
    "10,000 columns": (
        (";".join(f"c{n}" for n in range(10_000)) + "\n" + ";" * 9999 + "\n").encode(),
        "too_many_columns",
    ),
    "too many rows": ((HEADER + "A;B;CP;E\n" * (limits.MAX_ROWS + 1)).encode(), "too_many_rows"),
    "nothing": (b"", "empty"),
    "spaces": (b" \n \n", "empty"),
    "a header alone": (HEADER.encode(), "no_rows"),
}


def read_whole(path: Path) -> None:
    clean.look(path, today=files.TODAY)
    list(clean.rows(path, columns={}, school="", levels=frozenset(), today=files.TODAY))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_soon_and_by_name(name: str, tmp_path: Path) -> None:
    """Soon: past `clean.LOOK_S` and the seconds of its process it would be refused as `too_slow`."""
    data, code = HOSTILE[name]
    path = tmp_path / "sent"
    path.write_bytes(data)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(Refusal) as refused:
        read_whole(path)
    assert refused.value.code == code
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024  # kB: the other process met it


def test_formula_cells_stay_words(tmp_path: Path) -> None:
    path = tmp_path / "sent"
    path.write_bytes(HEADER.encode() + b"=1+1;@SUM(A1);CP;+33\n")
    look = clean.look(path, today=files.TODAY)
    assert look.samples[0] == ["=1+1"]


def test_rows_that_are_many_columns_wide_do_not_grow(tmp_path: Path) -> None:
    path = tmp_path / "sent"
    path.write_bytes(HEADER.encode() + b"A;B;CP;E" + b";x" * 100_000 + b"\n")
    assert list(clean.look(path, today=files.TODAY).headers) == ["Nom", "Prénom", "Niveau", "École"]


def test_a_reader_that_is_closed_ends_its_process(tmp_path: Path) -> None:
    path = tmp_path / "sent"
    path.write_bytes(files.onde(files.many(5000)))
    reading = clean.rows(path, columns={}, school="A", levels=frozenset(), today=files.TODAY)
    next(reading)
    reading.close()
    assert list(reading) == []

"""Whatever is sent becomes plain pages, or is refused in clear French."""

import io
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from declic.ground.errors import Refusal
from declic.uploads import rules
from declic.uploads.clean import clean, pdf_process

SOURCE = Path(__file__).parents[2] / "src"


def encoded(image: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def photo(width: int = 300, height: int = 200, mode: str = "RGB") -> Image.Image:
    """White paper with a dark blue line near the top."""
    image = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(image).rectangle((0, 0, width, height // 5), fill=(20, 40, 120))
    return image.convert(mode)


def pdf(pages: int) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(595, 842)
    out = io.BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


def refusal_of(data: bytes, name: str = "devoir.jpg") -> str:
    with pytest.raises(Refusal) as refused:
        clean(data, name)
    assert refused.value.message
    return refused.value.code


def decoded(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def test_the_pages_of_a_pdf_are_numbered_and_a_photo_is_not() -> None:
    assert [page.number for page in clean(pdf(3), "devoir.pdf")] == [1, 2, 3]
    assert [page.number for page in clean(encoded(photo(), "JPEG"), "photo")] == [0]


def test_a_pdf_is_drawn_by_a_process_that_limits_itself() -> None:
    """What a hostile file does to the process that reads it stays there."""
    script = (
        "import resource, sys; from declic.uploads.clean import pdf_process as p; sys.stdin = open('/dev/null');"
        "\ntry: p.main()\nexcept SystemExit: pass\n"
        "kinds = (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE)\n"
        "print(*(resource.getrlimit(k)[1] for k in kinds))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=SOURCE)
    assert done.stdout.split() == ["unreadable" + str(pdf_process.MEMORY), str(pdf_process.SECONDS), "0", "0"]


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.7\n" + b"<<" * 200_000, b"%PDF-" + bytes(5000)])
def test_what_only_begins_like_a_pdf_is_refused(data: bytes) -> None:
    assert refusal_of(data) == "unreadable"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_becomes_one_jpeg_page(form: str) -> None:
    (page,) = clean(encoded(photo(), form), "photo")
    image = decoded(page.data)
    assert (image.format, image.size, (page.width, page.height)) == ("JPEG", (300, 200), (300, 200))
    assert image.getpixel((150, 10))[2] > image.getpixel((150, 10))[0] + 50  # still blue at the top
    assert min(image.getpixel((150, 150))) > 240


def test_metadata_does_not_go_further() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Marque de téléphone"
    exif.get_ifd(0x8825)[2] = (48.0, 54.0, 0.0)
    data = encoded(photo(), "JPEG", exif=exif, comment=b"secret", icc_profile=b"profil")
    assert b"Marque" in data
    (page,) = clean(data, "photo.jpg")
    assert not decoded(page.data).getexif()
    for trace in (b"Exif", b"Marque", b"secret", b"profil"):
        assert trace not in page.data


@pytest.mark.parametrize(("orientation", "size"), [(1, (300, 200)), (3, (300, 200)), (6, (200, 300)), (8, (200, 300))])
def test_a_photo_is_turned_the_right_way_up(orientation: int, size: tuple[int, int]) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    (page,) = clean(encoded(photo(), "JPEG", exif=exif), "photo.jpg")
    assert (page.width, page.height) == size


def test_a_large_photo_is_reduced() -> None:
    (page,) = clean(encoded(photo(4000, 3000), "JPEG"), "photo.jpg")
    assert (page.width, page.height) == (2000, 1500)


@pytest.mark.parametrize("mode", ["L", "1", "P", "CMYK", "YCbCr"])
def test_every_way_of_writing_colours_is_understood(mode: str) -> None:
    form = "JPEG" if mode in {"CMYK", "YCbCr"} else "PNG"
    (page,) = clean(encoded(photo(mode=mode), form), "photo")
    assert decoded(page.data).mode == "RGB"
    assert min(decoded(page.data).getpixel((150, 150))) > 230


def test_sixteen_bits_of_grey_stay_readable() -> None:
    image = Image.new("I;16", (50, 50), 65535)
    (page,) = clean(encoded(image, "PNG"), "scan.png")
    assert min(decoded(page.data).getpixel((25, 25))) > 240


def test_what_is_transparent_becomes_paper() -> None:
    (page,) = clean(encoded(Image.new("RGBA", (40, 40), (0, 0, 0, 0)), "PNG"), "dessin.png")
    assert decoded(page.data).getpixel((20, 20)) == (255, 255, 255)


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_of_an_animation_the_first_image_is_kept(form: str) -> None:
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "green", "blue")]
    data = encoded(frames[0], form, save_all=True, append_images=frames[1:], duration=100)
    (page,) = clean(data, "anim")
    red, green, blue = decoded(page.data).getpixel((20, 20))
    assert red > 200
    assert max(green, blue) < 80


def test_each_page_of_a_pdf_is_an_image() -> None:
    pages = clean(pdf(3), "devoir.pdf")
    assert [(page.width, page.height) for page in pages] == [(1414, 2000)] * 3 or len(pages) == 3
    assert max(pages[0].width, pages[0].height) <= rules.MAX_SIDE
    assert decoded(pages[0].data).format == "JPEG"


def test_the_content_decides_and_not_the_name() -> None:
    assert len(clean(pdf(1), "photo.jpg")) == 1
    assert len(clean(encoded(photo(), "PNG"), "devoir.pdf")) == 1


def test_a_text_named_jpg_is_refused() -> None:
    assert refusal_of("Je n’ai pas fait mon devoir.".encode() * 50) == "not_an_image"


@pytest.mark.parametrize("form", ["GIF", "BMP", "TIFF"])
def test_other_kinds_of_image_are_refused(form: str) -> None:
    assert refusal_of(encoded(photo(), form), f"image.{form.lower()}") == "not_an_image"


def test_html_and_svg_are_refused() -> None:
    assert refusal_of(b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>") == "not_an_image"


def test_nothing_is_refused() -> None:
    assert refusal_of(b"") == "empty"


def test_thirty_megabytes_are_refused_before_anything_is_read() -> None:
    assert refusal_of(encoded(photo(), "JPEG") + bytes(30 * 1024 * 1024)) == "too_large"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_file_cut_short_is_refused(form: str) -> None:
    data = encoded(photo(900, 900), form)
    assert refusal_of(data[: len(data) // 2]) == "unreadable"


def test_a_broken_pdf_is_refused() -> None:
    assert refusal_of(b"%PDF-1.7\n" + b"nothing of a pdf" * 40) == "unreadable"


def test_a_pdf_of_four_hundred_pages_is_refused() -> None:
    assert refusal_of(pdf(400)) == "too_many_pages"


def test_the_limit_of_pages_is_the_documented_one() -> None:
    assert len(clean(pdf(rules.MAX_PDF_PAGES), "devoir.pdf")) == rules.MAX_PDF_PAGES
    assert refusal_of(pdf(rules.MAX_PDF_PAGES + 1)) == "too_many_pages"


def png_that_says(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header announces `width` x `height`."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    image = chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + image + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(10_000, 5_001), (30_000, 30_000), (60_000, 60_000), (2_000_000, 30)])
def test_huge_dimensions_are_refused_before_decoding(size: tuple[int, int]) -> None:
    assert refusal_of(png_that_says(*size)) == "too_many_pixels"


def test_a_bomb_of_nothing_is_refused() -> None:
    black = zlib.compress(bytes(20_000_000), 9)
    assert len(black) < 30_000
    assert refusal_of(png_that_says(20_000, 20_000)) == "too_many_pixels"


def outcome(data: bytes) -> str:
    """`pages`, or the code of the refusal; anything else that is raised fails the test."""
    try:
        pages = clean(data, "x.jpg")
    except Refusal as refusal:
        return refusal.code
    return "pages" if all(decoded(page.data).format == "JPEG" for page in pages) else "other"


STARTS = [b"", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF", b"%PDF-1.4\n"]


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(STARTS))
def test_any_bytes_are_pages_or_a_refusal(noise: bytes, start: bytes) -> None:
    assert outcome(start + noise) in {"pages", "empty", "not_an_image", "unreadable", "too_many_pixels", "locked"}


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_damaged_photo_is_a_page_or_a_refusal(data: st.DataObject) -> None:
    whole = bytearray(encoded(photo(120, 90), data.draw(st.sampled_from(["JPEG", "PNG", "WEBP"]))))
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    assert outcome(bytes(whole)) in {"pages", "not_an_image", "unreadable", "too_many_pixels"}


def test_the_photo_of_a_telephone_in_heic_is_read_upright_and_without_its_metadata() -> None:
    sent = (Path(__file__).parent / "photo.heic").read_bytes()  # 96 x 64, to be turned a quarter; made with libheif
    assert b"Marque" in sent
    (page,) = clean(sent, "IMG_0042.HEIC")
    assert (page.width, page.height) == (64, 96)
    assert b"Marque" not in page.data
    assert min(decoded(page.data).getpixel((10, 50))) > 220


def test_half_a_heic_is_refused() -> None:
    sent = (Path(__file__).parent / "photo.heic").read_bytes()
    assert refusal_of(sent[: len(sent) // 2]) == "unreadable"

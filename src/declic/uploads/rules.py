"""How much may be sent, and the words that say no. Pages show these limits before they are met."""

from declic.ground.errors import Refusal

MAX_BYTES = 15 * 1024 * 1024
"""A file. A phone's photo is 2 to 6 MB; the page reduces it to some 300 kB before sending."""
MAX_PHOTOS = 8
"""Files of one help request."""
MAX_PDF_PAGES = 10
"""Pages of one PDF. Each becomes an image."""
MAX_PIXELS = 50_000_000
"""Decoded size, known from the header and refused before decoding: a small file may hold a huge image."""
MAX_SIDE = 2000
"""Pixels; a kept page is reduced to this on its long side: a line of handwriting on A4 stays over 60 px high."""
JPEG_QUALITY = 82

ACCEPTED = "image/jpeg,image/png,image/webp,image/heic,image/heif,application/pdf"
"""For the `accept` attribute of an input. What counts on the server is the content, never the name."""


def too_large() -> Refusal:
    return Refusal("too_large", f"Ce fichier est trop lourd : {MAX_BYTES // 1024 // 1024} Mo au plus.")


def too_many_pixels() -> Refusal:
    return Refusal("too_many_pixels", "Cette image est trop grande : 50 mégapixels au plus.")


def too_many_pages(pages: int) -> Refusal:
    return Refusal(
        "too_many_pages",
        f"Ce PDF a {pages} pages : {MAX_PDF_PAGES} au plus. Les pages utiles suffisent.",
    )


def not_an_image() -> Refusal:
    return Refusal("not_an_image", "Ce fichier n’est ni une photo (JPEG, PNG, WebP, HEIC) ni un PDF.")


def unreadable() -> Refusal:
    return Refusal(
        "unreadable", "Ce fichier est abîmé : impossible de l’ouvrir. Une nouvelle photo de la page passera mieux."
    )


def locked() -> Refusal:
    return Refusal("locked", "Ce PDF est protégé par un mot de passe. Une photo de la page passera.")


def empty() -> Refusal:
    return Refusal("empty", "Ce fichier est vide.")

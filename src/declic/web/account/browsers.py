"""What a browser says of itself, as a person would call it."""

from typing import Final

_BROWSERS: Final = (
    # The order matters: each of these says it is also those below.
    ("SamsungBrowser/", "Samsung Internet"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_DEVICES: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def browser_words(said: str) -> str:
    """« Firefox sur Windows »; « un navigateur » when nothing is recognised."""
    browser = next((name for sign, name in _BROWSERS if sign in said), "")
    device = next((name for sign, name in _DEVICES if sign in said), "")
    return f"{browser or 'Un navigateur'} sur {device}" if device else browser or "Un navigateur"

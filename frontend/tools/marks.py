"""Draw the icons of the service out of its mark, with Chromium: favicon, home screen, store.

python frontend/tools/marks.py      # writes the icons of src/declic/web/static
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "src"))
from declic.web.layout.marks import mark

STATIC = ROOT / "src" / "declic" / "web" / "static"
INK, PAPER, RAY = "#14211C", "#FAFAF5", "#E0A000"
PNGS = (("favicon-32.png", 32, 0.0), ("apple-touch-icon.png", 180, 0.17), ("icon-192.png", 192, 0.14),
        ("icon-512.png", 512, 0.14), ("icon-maskable-512.png", 512, 0.24))  # fmt: skip


def favicon() -> str:
    """The small drawing, in ink by day and in chalk by night: a tab takes the colour of the system."""
    paths = mark(16).split(">", 1)[1].replace('class="rays"', 'class="r"')
    day, night = f"svg{{color:{INK}}}.r{{stroke:{RAY}}}", "svg{color:#F2F4EC}.r{stroke:#FFC42E}"
    style = f"<style>{day}@media(prefers-color-scheme:dark){{{night}}}</style>"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><title>Déclic</title>{style}{paths}'


def main() -> None:
    """Write every icon."""
    STATIC.mkdir(exist_ok=True)
    (STATIC / "favicon.svg").write_text(favicon())
    with sync_playwright() as play, tempfile.TemporaryDirectory():
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--headless=new"])
        for name, size, margin in PNGS:
            page = browser.new_page(viewport={"width": size, "height": size})
            inner = round(size * (1 - 2 * margin))
            background = "transparent" if size == 32 else PAPER
            page.set_content(
                f"<style>html,body{{margin:0;height:100%;background:{background};color:{INK};"
                "display:grid;place-items:center}"
                f".rays{{stroke:{RAY}}}svg{{width:{inner}px;height:{inner}px}}</style>{mark(inner)}"
            )
            page.screenshot(path=str(STATIC / name), omit_background=True)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()

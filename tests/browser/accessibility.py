"""What axe finds in a page."""

from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"

UNSTICK = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(".act-bar.fixed { position: static !important }");
  document.adoptedStyleSheets = [sheet];
}"""
STICK = "document.adoptedStyleSheets = []"


def accessibility_faults(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA, one line each.

    The bar of acts lies in the page meanwhile: axe calls too small what it half covers, until one scrolls on.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    page.evaluate(UNSTICK)
    found = page.evaluate(
        """async (tags) => (await axe.run(document, {runOnly: tags})).violations
        .map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target.join(" ")).join(" | ")}`)""",
        ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    )
    page.evaluate(STICK)
    return [str(line) for line in found]

"""What the board's canvases show, once they show it."""

from playwright.sync_api import Page

PIXELS_OF = """((canvas) => {
  const { width, height } = canvas;
  const copy = new OffscreenCanvas(width, height).getContext("2d");
  copy.drawImage(canvas, 0, 0);
  return copy.getImageData(0, 0, width, height).data;
})"""
"""A function of a page's script: the settled board is a picture the canvas was handed, which only a copy can read."""

AT_WORK = """{
  window.atWork = 0;
  const frame = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (paint) => {
    window.atWork += 1;
    return frame((at) => { window.atWork -= 1; paint(at); });
  };
  const source = Object.getOwnPropertyDescriptor(HTMLImageElement.prototype, "src");
  Object.defineProperty(HTMLImageElement.prototype, "src", { ...source, set(url) {
    window.atWork += 1;
    let waits = true;
    const came = () => { if (waits) window.atWork -= 1; waits = false; };
    for (const end of ["load", "error"]) this.addEventListener(end, came, { once: true });
    source.set.call(this, url);
  } });
}"""
"""Put into a page before its scripts: how many frames these have asked for, and pictures they have fetched, that have
not come yet.
"""
TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""All that a page had begun is done, and drawn."""


def at_rest(page: Page) -> None:
    """All is drawn: no frame is asked for, no picture on its way, and the letters are there."""
    page.wait_for_function("() => window.atWork === 0 && document.fonts.status === 'loaded'")

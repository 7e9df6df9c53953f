"""What the board's canvases show."""

PIXELS_OF = """((canvas) => {
  const { width, height } = canvas;
  const copy = new OffscreenCanvas(width, height).getContext("2d");
  copy.drawImage(canvas, 0, 0);
  return copy.getImageData(0, 0, width, height).data;
})"""
"""A function of a page's script: the settled board is a picture the canvas was handed, which only a copy can read."""

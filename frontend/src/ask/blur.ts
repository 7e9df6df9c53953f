import type { Size } from "./reduce";

/**
 * Whether writing is readable, from the variance of the Laplacian (Pech-Pacheco et al., 2000),
 * tile by tile and against each tile's own contrast: a pale pencil on a white page is not a blur.
 */
const TILE_PX = 32;
/** Grey levels squared: under this a tile is bare paper and says nothing. */
const WRITTEN = 60;
/** Under this many written tiles there is nothing to judge. */
const ENOUGH_TILES = 4;
/** Pages of cursive, 1600 px wide: 4.7 when sharp, 0.26 with a Gaussian blur of 3 px (still read), 0.10 with 4 px. */
export const BLURRED_UNDER = 0.12;

/** Sharpness of what is written, or null when (almost) nothing is. */
export function sharpness(pixels: Uint8ClampedArray, { width, height }: Size): number | null {
  const ratios: number[] = [];
  for (let top = 1; top + TILE_PX < height; top += TILE_PX) {
    for (let left = 1; left + TILE_PX < width; left += TILE_PX) {
      const ratio = tileRatio(pixels, width, left, top);
      if (ratio !== null) ratios.push(ratio);
    }
  }
  if (ratios.length < ENOUGH_TILES) return null;
  ratios.sort((a, b) => a - b);
  // The sharpest third: a hand or a shadow in a corner is soft, and that is no fault of the photo.
  return ratios[Math.floor(ratios.length * 0.67)] ?? null;
}

export function isBlurred(pixels: Uint8ClampedArray, size: Size): boolean {
  const found = sharpness(pixels, size);
  return found !== null && found < BLURRED_UNDER;
}

function tileRatio(pixels: Uint8ClampedArray, width: number, left: number, top: number): number | null {
  let sum = 0;
  let squares = 0;
  let edges = 0;
  let edgeSquares = 0;
  for (let y = top; y < top + TILE_PX; y += 1) {
    for (let x = left; x < left + TILE_PX; x += 1) {
      const at = y * width + x;
      const here = pixels[at] ?? 0;
      const edge =
        (pixels[at - 1] ?? 0) +
        (pixels[at + 1] ?? 0) +
        (pixels[at - width] ?? 0) +
        (pixels[at + width] ?? 0) -
        4 * here;
      sum += here;
      squares += here * here;
      edges += edge;
      edgeSquares += edge * edge;
    }
  }
  const count = TILE_PX * TILE_PX;
  const contrast = squares / count - (sum / count) ** 2;
  if (contrast < WRITTEN) return null;
  return (edgeSquares / count - (edges / count) ** 2) / contrast;
}

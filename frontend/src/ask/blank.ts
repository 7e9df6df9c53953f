import type { Size } from "./reduce";

/**
 * Whether a photo shows anything at all: a lens under a finger, a pocket, a sheet burnt by the flash.
 *
 * Read from the small grey copy (640 px). Something is there as soon as a few squares of it hold a difference of light
 * that noise does not make: a page so dark that one hardly reads it, or a single figure in pencil, has more than that.
 * What is said of a photo never keeps it from leaving.
 */
export type Blank = "black" | "empty";

/** Side of a square, in pixels: 2.5 mm of an A4 page; a figure in a child's hand covers four of them. */
const SQUARE_PX = 8;
/**
 * Grey levels inside a square, each pixel being the mean of its nine neighbours. Of a lens that is covered the third largest
 * is 7 with little noise and 19 with the most; of a « 7 » in pencil, 25, and of one on a page of 40 hardly lit, 14. A
 * shadow that is soft, or a corner that is darker, stays under 6.
 */
const SOMETHING = 12;
/** Where even the quietest squares are noisy, it takes this many times their difference; and never more than `SURELY`. */
const OVER_NOISE = 2.5;
const SURELY = 30;
/** The share of squares that are the quietest: even on a page that is full some hold paper alone. */
const QUIETEST = 0.1;
/** A grain of dust or a dead pixel of the sensor is no writing. */
const ENOUGH_SQUARES = 3;
/** Mean luminance under which nothing there is « black »: paper, even badly lit, is lighter. */
const BLACK_UNDER = 64;

/** « black » or « empty » (white, or any plain colour); null when there is something to see, or too little to judge. */
export function blankness(pixels: Uint8ClampedArray, { width, height }: Size): Blank | null {
  if (width < 3 * SQUARE_PX || height < 3 * SQUARE_PX) return null;
  const smooth = smoothed(pixels, width, height);
  const ranges: number[] = [];
  for (let top = 1; top + SQUARE_PX < height; top += SQUARE_PX)
    for (let left = 1; left + SQUARE_PX < width; left += SQUARE_PX)
      ranges.push(range(smooth, width, left, top));
  ranges.sort((a, b) => a - b);
  const noise = ranges[Math.floor(ranges.length * QUIETEST)] ?? 0;
  const something = Math.min(SURELY, Math.max(SOMETHING, OVER_NOISE * noise));
  if ((ranges[ranges.length - ENOUGH_SQUARES] ?? 0) >= something) return null;
  let sum = 0;
  for (const pixel of pixels) sum += pixel;
  return sum / pixels.length < BLACK_UNDER ? "black" : "empty";
}

/** Each pixel the mean of its nine neighbours; the border stays empty and is not read. */
function smoothed(pixels: Uint8ClampedArray, width: number, height: number): Float32Array {
  const out = new Float32Array(pixels.length);
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      let sum = 0;
      for (let row = -width; row <= width; row += width)
        for (let by = -1; by <= 1; by += 1) sum += pixels[y * width + x + row + by] ?? 0;
      out[y * width + x] = sum / 9;
    }
  }
  return out;
}

function range(smooth: Float32Array, width: number, left: number, top: number): number {
  let low = 255;
  let high = 0;
  for (let y = top; y < top + SQUARE_PX; y += 1) {
    for (let x = left; x < left + SQUARE_PX; x += 1) {
      const here = smooth[y * width + x] ?? 0;
      if (here < low) low = here;
      if (here > high) high = here;
    }
  }
  return high - low;
}

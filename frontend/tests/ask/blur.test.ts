import { describe, expect, it } from "vitest";
import { isBlurred, sharpness } from "../../src/ask/blur";

const SIZE = { width: 200, height: 260 };

/** A page with slanted lines of ink, like writing, `soft` being the radius of a box blur done three times. */
function page(ink: number, paper: number, soft = 0): Uint8ClampedArray {
  let pixels = new Float32Array(SIZE.width * SIZE.height).fill(paper);
  for (let y = 20; y < SIZE.height - 20; y += 1) {
    for (let x = 20; x < SIZE.width - 20; x += 1) {
      const stroke = (x + Math.round(6 * Math.sin(y / 9))) % 14 < 3 && y % 32 < 18;
      if (stroke) pixels[y * SIZE.width + x] = ink;
    }
  }
  for (let pass = 0; pass < (soft > 0 ? 3 : 0); pass += 1) pixels = box(pixels, soft);
  return Uint8ClampedArray.from(pixels);
}

function box(from: Float32Array<ArrayBuffer>, radius: number): Float32Array<ArrayBuffer> {
  const mean = (pixels: Float32Array, step: number): Float32Array<ArrayBuffer> => {
    const out = new Float32Array(pixels.length);
    for (let at = 0; at < out.length; at += 1) {
      let sum = 0;
      for (let by = -radius; by <= radius; by += 1) sum += pixels[at + by * step] ?? pixels[at] ?? 0;
      out[at] = sum / (2 * radius + 1);
    }
    return out;
  };
  return mean(mean(from, 1), SIZE.width);
}

describe("a photo of writing", () => {
  it("is sharp when its strokes are", () => {
    expect(isBlurred(page(60, 240), SIZE)).toBe(false);
  });

  it("is blurred when its strokes run into the paper", () => {
    expect(isBlurred(page(60, 240, 2), SIZE)).toBe(true);
    expect(isBlurred(page(60, 240, 4), SIZE)).toBe(true);
  });

  it("is not called blurred for being pale or dark", () => {
    expect(isBlurred(page(190, 235), SIZE)).toBe(false);
    expect(isBlurred(page(20, 90), SIZE)).toBe(false);
  });

  it("loses sharpness as it blurs", () => {
    const found = [0, 1, 2, 3].map((soft) => sharpness(page(60, 240, soft), SIZE) ?? 0);
    expect([...found].sort((a, b) => b - a)).toEqual(found);
  });

  it("is not judged when nothing is written on it", () => {
    expect(sharpness(page(240, 240), SIZE)).toBeNull();
    expect(isBlurred(page(240, 240), SIZE)).toBe(false);
  });
});

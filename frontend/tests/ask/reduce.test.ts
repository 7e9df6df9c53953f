import { describe, expect, it } from "vitest";
import { fitWithin, LONGEST_PX, luminance, nextQuality, TARGET_BYTES, turned } from "../../src/ask/reduce";

describe("the size of a photo", () => {
  it("brings the longest side to the limit and keeps the shape", () => {
    expect(fitWithin({ width: 4032, height: 3024 }, LONGEST_PX)).toEqual({ width: 1600, height: 1200 });
    expect(fitWithin({ width: 3024, height: 4032 }, LONGEST_PX)).toEqual({ width: 1200, height: 1600 });
  });

  it("never enlarges, and never falls under a pixel", () => {
    expect(fitWithin({ width: 800, height: 600 }, LONGEST_PX)).toEqual({ width: 800, height: 600 });
    expect(fitWithin({ width: 20_000, height: 3 }, LONGEST_PX)).toEqual({ width: 1600, height: 1 });
  });

  it("swaps sides at each quarter turn", () => {
    const flat = { width: 1600, height: 1200 };
    expect([0, 1, 2, 3, -1].map((quarters) => turned(flat, quarters).width)).toEqual([
      1600, 1200, 1600, 1200, 1200,
    ]);
  });
});

describe("the weight of a photo", () => {
  it("is left alone when light enough", () => {
    expect(nextQuality(TARGET_BYTES, 0.82)).toBeNull();
  });

  it("falls until light enough, or until writing would suffer", () => {
    let quality: number | null = 0.82;
    const tried: number[] = [];
    while (quality !== null) {
      tried.push(quality);
      quality = nextQuality(900_000 * quality, quality);
    }
    expect(tried.length).toBeLessThan(5);
    expect(tried.at(-1)).toBe(0.5);
    expect([...tried].sort((a, b) => b - a)).toEqual(tried);
  });
});

it("grey is what the eye sees of a colour", () => {
  const grey = luminance(
    new Uint8ClampedArray([255, 255, 255, 255, 0, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255]),
  );
  expect([...grey]).toEqual([255, 0, 150, 29]);
});

import { describe, expect, it } from "vitest";
import { blankness } from "../../src/ask/blank";

const SIZE = { width: 240, height: 320 };
const COUNT = SIZE.width * SIZE.height;

/** The same numbers at every run. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Noise around 0, nearly a bell, of standard deviation `spread`. */
function noise(random: () => number, spread: number): number {
  let sum = 0;
  for (let part = 0; part < 6; part += 1) sum += random();
  return (sum - 3) * Math.SQRT2 * spread;
}

interface Scene {
  readonly paper: number;
  /** Grey levels lost from one corner to the other. */
  readonly slope?: number;
  readonly spread?: number;
  readonly ink?: number;
  /** Left, top, width, height of strokes. */
  readonly strokes?: readonly (readonly [number, number, number, number])[];
  readonly seed?: number;
}

function seen({ paper, slope = 0, spread = 0, ink = 0, strokes = [], seed = 1 }: Scene): Uint8ClampedArray {
  const random = chance(seed);
  const out = new Uint8ClampedArray(COUNT);
  for (let y = 0; y < SIZE.height; y += 1)
    for (let x = 0; x < SIZE.width; x += 1) {
      const light = paper - (slope * (x / SIZE.width + y / SIZE.height)) / 2;
      out[y * SIZE.width + x] = light + noise(random, spread);
    }
  for (const [left, top, width, height] of strokes)
    for (let y = top; y < top + height; y += 1)
      for (let x = left; x < left + width; x += 1) out[y * SIZE.width + x] = ink + noise(random, spread);
  return out;
}

/** « 7 », 18 px high: six millimetres of an A4 page, of a pen one pixel and a half wide. */
const SEVEN: Scene["strokes"] = [
  [100, 150, 12, 2],
  [108, 152, 2, 8],
  [105, 160, 2, 8],
];
const LINES = Array.from({ length: 7 }, (_, row) =>
  Array.from({ length: 10 }, (__, word) => [20 + 20 * word, 20 + 40 * row, 2, 12] as const),
).flat();

describe("a photo where nothing is", () => {
  it("is black when the lens was covered, whatever the noise", () => {
    for (let seed = 1; seed <= 8; seed += 1)
      for (const [paper, spread] of [
        [0, 0],
        [4, 3],
        [18, 5],
        [40, 9],
      ] as const)
        expect(blankness(seen({ paper, spread, seed }), SIZE), `${paper} ± ${spread}, ${seed}`).toBe("black");
  });

  it("is empty when it is all white, or all of one colour, a shadow across it or not", () => {
    for (const [paper, slope, spread] of [
      [255, 0, 0],
      [250, 20, 2],
      [230, 120, 3],
      [140, 0, 4],
    ] as const)
      expect(blankness(seen({ paper, slope, spread }), SIZE), `${paper}, ${slope}`).toBe("empty");
  });

  it("stays so with a dead pixel or a grain of dust", () => {
    expect(blankness(seen({ paper: 10, spread: 3, ink: 255, strokes: [[50, 50, 1, 1]] }), SIZE)).toBe(
      "black",
    );
  });
});

describe("a photo where something is", () => {
  it("is never doubted for having little on it", () => {
    for (let seed = 1; seed <= 8; seed += 1)
      for (const [paper, ink] of [
        [240, 40],
        [235, 170],
        [120, 60],
      ] as const)
        expect(
          blankness(seen({ paper, ink, spread: 3, strokes: SEVEN, seed }), SIZE),
          `${ink} on ${paper}`,
        ).toBeNull();
  });

  it("is never doubted for being dark, as long as it can be read", () => {
    for (let seed = 1; seed <= 8; seed += 1)
      for (const [paper, ink] of [
        [60, 20],
        [45, 15],
        [38, 8],
      ] as const)
        expect(
          blankness(seen({ paper, ink, spread: 4, slope: 10, strokes: LINES, seed }), SIZE),
          `${ink} on ${paper}`,
        ).toBeNull();
  });

  it("is never doubted once more is written on it, wherever that is", () => {
    const random = chance(7);
    for (let round = 0; round < 60; round += 1) {
      const paper = 60 + Math.floor(random() * 190);
      const ink = Math.floor(random() * (paper - 45));
      const at = (): [number, number] => [
        8 + Math.floor(random() * (SIZE.width - 40)),
        8 + Math.floor(random() * (SIZE.height - 40)),
      ];
      const [left, top] = at();
      const once: Scene = { paper, ink, spread: 3, seed: round, strokes: [[left, top, 2, 24]] };
      expect(blankness(seen(once), SIZE), JSON.stringify(once)).toBeNull();
      const [further, lower] = at();
      const twice = { ...once, strokes: [...(once.strokes ?? []), [further, lower, 24, 2] as const] };
      expect(blankness(seen(twice), SIZE)).toBeNull();
    }
  });

  it("is not judged when it is too small to hold a page", () => {
    expect(blankness(new Uint8ClampedArray(16 * 16), { width: 16, height: 16 })).toBeNull();
  });
});

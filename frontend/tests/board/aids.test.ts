import { describe, expect, it } from "vitest";
import { AIDS, type AidKind, isAid } from "../../src/board/aids";

/** What is written and where, on a sheet that only listens. */
function drawn(kind: AidKind): { words: string[]; spots: [number, number][] } {
  const words: string[] = [];
  const spots: [number, number][] = [];
  const listen: Record<string, unknown> = {
    fillText: (text: string, x: number, y: number) => {
      words.push(text);
      spots.push([x, y]);
    },
    moveTo: (x: number, y: number) => spots.push([x, y]),
    lineTo: (x: number, y: number) => spots.push([x, y]),
    fillRect: (x: number, y: number, wide: number, high: number) => spots.push([x, y], [x + wide, y + high]),
    strokeRect: (x: number, y: number, wide: number, high: number) =>
      spots.push([x, y], [x + wide, y + high]),
    beginPath: () => undefined,
    stroke: () => undefined,
  };
  AIDS[kind].draw(listen as unknown as CanvasRenderingContext2D);
  return { words, spots };
}

const KINDS = Object.keys(AIDS) as AidKind[];

describe("every aid", () => {
  it.each(KINDS)("%s is drawn inside its box, so that it is chosen and framed whole", (kind) => {
    const { width, height } = AIDS[kind].size;
    for (const [x, y] of drawn(kind).spots) {
      expect(x).toBeGreaterThanOrEqual(-15);
      expect(x).toBeLessThanOrEqual(width + 15);
      expect(y).toBeGreaterThanOrEqual(-15);
      expect(y).toBeLessThanOrEqual(height + 15);
    }
  });

  it("has a name of its own", () => {
    expect(new Set(KINDS.map((kind) => AIDS[kind].label)).size).toBe(KINDS.length);
    expect(new Set(KINDS.map((kind) => AIDS[kind].told)).size).toBe(KINDS.length);
  });
});

describe("a number line", () => {
  it.each([
    ["line_10", ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]],
    ["line_100", ["0", "10", "20", "30", "40", "50", "60", "70", "80", "90", "100"]],
    ["line_1", ["0", "0,1", "0,2", "0,3", "0,4", "0,5", "0,6", "0,7", "0,8", "0,9", "1"]],
    ["line_signed", ["−10", "−8", "−6", "−4", "−2", "0", "2", "4", "6", "8", "10"]],
  ] as const)("%s is numbered in order, evenly, as in France", (kind, numbers) => {
    const { words } = drawn(kind);
    expect(words).toEqual(numbers);
  });
});

describe("the number line from 0 to 10", () => {
  it("has one tick for each number and none between: who learns to count on it counts them", () => {
    const { spots } = drawn("line_10");
    const line = spots[0]?.[1] ?? 0;
    const ticks = spots.filter(([x, y], at) => x === spots[at + 1]?.[0] && y < line);
    expect(ticks).toHaveLength(11);
  });
});

describe("the tables", () => {
  it("of multiplication hold the hundred products", () => {
    const { words } = drawn("times");
    const products = words.map(Number).filter((one) => one > 0);
    let expected = 2 * 55; // the two rows of 1 to 10 at the edges
    for (let row = 1; row <= 10; row += 1)
      for (let column = 1; column <= 10; column += 1) expected += row * column;
    expect(products.reduce((sum, one) => sum + one, 0)).toBe(expected);
    expect(products).toHaveLength(120);
  });

  it("of numeration go from millions to units", () => {
    const { words } = drawn("place_value");
    expect(words.filter((word) => word.length > 1)).toEqual(["millions", "mille", "unités"]);
    expect(words.filter((word) => word.length === 1).join("")).toBe("cducducdu");
  });

  it("of decimal numbers put the comma between units and tenths", () => {
    expect(drawn("decimals").words).toContain("dixièmes");
    expect(drawn("decimals").words.filter((word) => word === ",")).toHaveLength(4);
  });
});

describe("the timeline", () => {
  it("knows no year zero", () => {
    expect(drawn("timeline").words).toEqual(["−500", "an 1", "500", "1000", "1500", "2000"]);
  });
});

describe("isAid", () => {
  it.each(["toString", "constructor", "", 3, null, undefined, "hologram"])("refuses %s", (odd) => {
    expect(isAid(odd)).toBe(false);
  });
});

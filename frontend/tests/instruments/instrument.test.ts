import { describe, expect, it } from "vitest";
import { follow } from "../../src/instruments/edge";
import {
  arc,
  CENTIMETRE,
  edgeNear,
  edges,
  INSTRUMENTS,
  inWords,
  laid,
  MILLIMETRE,
  OPENING_MAX,
  OPENING_MIN,
  opened,
  readInstrument,
  turnBetween,
  turned,
} from "../../src/instruments/instrument";

const AT = { x: 100, y: 200 };
const degrees = (count: number): number => (count * Math.PI) / 180;

describe("an edge", () => {
  it("is followed by a pen put down beside it, to its ends and no farther", () => {
    const ruler = turned(laid("ruler", AT), degrees(30));
    const edge = edgeNear([ruler], { x: 100 + 86.6, y: 200 + 52 }, 6);
    if (edge === null) throw new Error("no edge");
    for (let step = 0; step < 40; step += 1) {
      const { x, y } = follow(edge, { x: 100 + step * 40, y: 150 + step * 31 });
      expect((y - 200) * Math.cos(degrees(30))).toBeCloseTo((x - 100) * Math.sin(degrees(30)), 6);
      expect(Math.hypot(x - 100, y - 200)).toBeLessThanOrEqual(12 * CENTIMETRE + 12 + 1e-9);
    }
  });

  it("is none for a pen put down far from all", () => {
    const all = INSTRUMENTS.map((kind) => laid(kind, AT));
    expect(edgeNear(all, { x: 100, y: 900 }, 20)).toBeNull();
  });

  it("of the set square meets the other at a right angle, however it is turned", () => {
    for (let turn = 0; turn < 360; turn += 17) {
      const [along, up] = edges(turned(laid("square", AT), degrees(turn)));
      if (along === undefined || up === undefined) throw new Error("no edge");
      const dot =
        (along.to.x - along.from.x) * (up.to.x - up.from.x) +
        (along.to.y - along.from.y) * (up.to.y - up.from.y);
      expect(dot).toBeCloseTo(0, 6);
      expect(along.from).toEqual(up.from);
    }
  });
});

describe("the compass", () => {
  it("opens to whole millimetres, within its legs", () => {
    const compass = laid("compass", AT);
    for (const wanted of [-5, 0, 51.3, 100, 1e6]) {
      const { opening } = opened(compass, wanted);
      expect(opening).toBeGreaterThanOrEqual(OPENING_MIN);
      expect(opening).toBeLessThanOrEqual(OPENING_MAX);
      expect(opening / MILLIMETRE).toBeCloseTo(Math.round(opening / MILLIMETRE), 6);
    }
  });

  it("draws every place of an arc at its opening, from one angle to the other", () => {
    const compass = opened(laid("compass", AT), 3 * CENTIMETRE);
    const places = arc(compass, degrees(350), degrees(350 + 60));
    for (const { x, y } of places) expect(Math.hypot(x - 100, y - 200)).toBeCloseTo(3 * CENTIMETRE, 6);
    expect(places.length).toBeGreaterThan(30);
    const last = places.at(-1);
    expect(last?.x).toBeCloseTo(100 + 3 * CENTIMETRE * Math.cos(degrees(50)), 6);
  });

  it("turns the way the hand went, over the half turn too", () => {
    expect(turnBetween(degrees(170), degrees(-170))).toBeCloseTo(degrees(20), 9);
    expect(turnBetween(degrees(-170), degrees(170))).toBeCloseTo(degrees(-20), 9);
    expect(turnBetween(degrees(10), degrees(730))).toBeCloseTo(0, 9);
  });
});

describe("in words", () => {
  it.each([
    [laid("ruler", AT), "Règle, à plat"],
    [turned(laid("square", AT), degrees(-30)), "Équerre, tournée de 330°"],
    [turned(laid("protractor", AT), degrees(45)), "Rapporteur, tourné de 45°"],
    [opened(laid("compass", AT), 3.5 * CENTIMETRE), "Compas, ouvert de 3,5 cm"],
    [laid("compass", AT), "Compas, ouvert de 3 cm"],
  ])("%#: %s", (one, words) => {
    expect(inWords(one)).toBe(words);
  });
});

describe("what another page says", () => {
  it("is read when it is one of ours, and nothing else is", () => {
    const ruler = turned(laid("ruler", AT), 1);
    expect(readInstrument(structuredClone(ruler))).toEqual(ruler);
    for (const odd of [
      null,
      "ruler",
      [],
      { ...ruler, kind: "saw" },
      { ...ruler, x: Number.NaN },
      { ...ruler, angle: "1" },
      { kind: "ruler" },
    ])
      expect(readInstrument(odd)).toBeNull();
    expect(readInstrument({ ...laid("compass", AT), opening: 1e9 })?.opening).toBe(OPENING_MAX);
  });
});

import { describe, expect, it } from "vitest";
import type { Item } from "../../src/board/item";
import { WHOLE } from "../../src/board/photo_frame";
import { moment, shownAt, stepsOf } from "../../src/lesson/replay";

function text(id: string, author: string, at: number): Item {
  return {
    id,
    page: "1",
    author,
    at,
    kind: "text",
    text: id,
    place: { x: 0, y: 0 },
    size: 20,
    colour: "#14211C",
  };
}

const WORK: Item = {
  id: "page-1",
  page: "1",
  author: "",
  at: 0,
  kind: "photo",
  source: "/fichiers/1/",
  place: { x: 0, y: 0 },
  width: 10,
  height: 10,
  frame: WHOLE,
};
const ITEMS = [WORK, text("b", "prof", 61_000), text("a", "ines", 1_000), text("c", "ines", 201_000)];

describe("the replay", () => {
  it("has one step for each item made, in the order of the clock", () => {
    expect(stepsOf(ITEMS)).toEqual([
      { shown: 1, seconds: 0 },
      { shown: 2, seconds: 60 },
      { shown: 3, seconds: 200 },
    ]);
  });

  it("shows the begun work from the start, then one more at each step, and all at the end", () => {
    expect([...shownAt(ITEMS, 0)]).toEqual(["page-1"]);
    expect([...shownAt(ITEMS, 1)].sort()).toEqual(["a", "page-1"]);
    expect([...shownAt(ITEMS, 2)].sort()).toEqual(["a", "b", "page-1"]);
    expect(shownAt(ITEMS, 3).size).toBe(ITEMS.length);
  });

  it("has no step on a board nobody wrote on", () => {
    expect(stepsOf([WORK])).toEqual([]);
  });
});

describe("a moment", () => {
  it.each([
    [0, "à 0 s"],
    [59.4, "à 59 s"],
    [60, "à 1 min"],
    [200, "à 3 min 20"],
    [605, "à 10 min 05"],
  ])("of %d seconds", (seconds, words) => {
    expect(moment(seconds)).toBe(words);
  });
});

import { beforeEach, describe, expect, it } from "vitest";
import { OVERTAKEN } from "../../src/board/acts";
import type { BoardDocument } from "../../src/board/board_document";
import { FIRST_PAGE, type Stroke, type Text } from "../../src/board/item";
import type { WorkPage } from "../../src/board/laid";
import { draw, pair } from "./boards";

const pages: WorkPage[] = [
  { id: "u1", url: "/fichiers/u1/", width: 1200, height: 1600 },
  { id: "u2", url: "/fichiers/u2/", width: 1600, height: 1200 },
];

let ines: BoardDocument;
let prof: BoardDocument;
beforeEach(() => {
  [ines, prof] = pair();
});

describe("undo", () => {
  it("takes back one's own last act, whole, and only one's own", () => {
    const mine = draw(ines);
    const theirs = draw(prof);
    expect(ines.undo()).toBe(FIRST_PAGE);
    expect(ines.read(mine)).toBeNull();
    expect(prof.read(theirs)).not.toBeNull();
    expect(ines.undo()).toBeNull();
    expect(prof.read(theirs)).not.toBeNull();
    expect(ines.redo()).toBe(FIRST_PAGE);
    expect((prof.read(mine) as Stroke).points).toHaveLength(10);
  });

  it("brings back what a sweep of the eraser took, everyone's", () => {
    const [mine, theirs] = [draw(ines), draw(prof)];
    ines.act();
    ines.erase([mine]);
    ines.erase([theirs]);
    expect(prof.read(theirs)).toBeNull();
    ines.undo();
    expect((prof.read(mine) as Stroke).points).toHaveLength(10);
    expect((prof.read(theirs) as Stroke).points).toHaveLength(10);
  });

  it("does not take back the begun work", () => {
    ines.laid.work(pages);
    expect(ines.undo()).toBeNull();
    expect(ines.items.size).toBe(2);
  });
});

describe("undo of what the other has changed since", () => {
  const ends = [
    { x: 0, y: 0 },
    { x: 10, y: 10 },
  ] as const;

  function erasedAndBroughtBack(id: string): void {
    prof.act();
    prof.erase([id]);
    prof.undo();
  }

  it("leaves the figure one drew and dragged, when they dragged it further", () => {
    const id = ines.beginFigure("rectangle", ends[0], "#14211C", 3);
    ines.stretch(id, ...ends);
    ines.act();
    ines.shift([id], { x: 10, y: 0, scale: 1 });
    prof.act();
    prof.shift([id], { x: 0, y: 10, scale: 1 });
    expect(ines.undo()).toBe(OVERTAKEN);
    expect(prof.read(id)).toMatchObject({ from: { x: 10, y: 10 } });
    expect(ines.redo()).toBeNull();
    expect(ines.undo()).toBe(FIRST_PAGE);
    expect([ines.read(id), prof.read(id)]).toEqual([null, null]);
  });

  it("leaves what one wrote before on another page, when they erased the last", () => {
    const first = ines.write("un", ends[0], "#14211C", 20);
    const second = ines.addPage() ?? "";
    ines.page = second;
    const last = ines.write("deux", ends[0], "#14211C", 20);
    prof.erase([last]);
    expect(ines.undo()).toBe(OVERTAKEN);
    expect(prof.read(first)).not.toBeNull();
    expect(ines.redo()).toBeNull();
    expect(ines.undo()).toBe(FIRST_PAGE);
    expect(ines.redo()).toBe(FIRST_PAGE);
    expect(prof.read(first)).not.toBeNull();
  });

  it("takes back, and puts back, what they erased and brought back, and not the one before", () => {
    const [first, second] = ["un", "deux"].map((text) => ines.write(text, ends[0], "#14211C", 20)) as [
      string,
      string,
    ];
    const shown = (): (string | undefined)[] =>
      [first, second].map((id) => (prof.read(id) as Text | null)?.text);
    erasedAndBroughtBack(second);
    erasedAndBroughtBack(second);
    expect(shown()).toEqual(["un", "deux"]);
    expect(ines.undo()).toBe(FIRST_PAGE);
    expect(shown()).toEqual(["un", undefined]);
    expect(ines.redo()).toBe(FIRST_PAGE);
    expect(shown()).toEqual(["un", "deux"]);
    expect([ines.undo(), ines.undo(), ines.undo()]).toEqual([FIRST_PAGE, FIRST_PAGE, null]);
    expect([...prof.items.keys()]).toEqual([]);
  });

  it("takes back what one wrote in it and where one moved it, before they erased it and brought it back", () => {
    const id = ines.write("un", ends[0], "#14211C", 20);
    ines.rewrite(id, "un deux");
    ines.act();
    ines.shift([id], { x: 10, y: 0, scale: 1 });
    erasedAndBroughtBack(id);
    const shown = (): unknown => {
      expect(ines.read(id)).toEqual(prof.read(id));
      const item = prof.read(id) as Text | null;
      return item === null ? null : [item.text, item.place.x];
    };
    expect(shown()).toEqual(["un deux", 10]);
    const seen: unknown[] = [];
    for (let step = 0; step < 3; step += 1) seen.push(ines.undo(), shown());
    expect(seen).toEqual([FIRST_PAGE, ["un deux", 0], FIRST_PAGE, ["un", 0], FIRST_PAGE, null]);
    for (let step = 0; step < 3; step += 1) expect(ines.redo()).toBe(FIRST_PAGE);
    expect(shown()).toEqual(["un deux", 10]);
  });

  it("takes back a move of theirs, which they erased and brought back", () => {
    const id = draw(prof, 4);
    ines.act();
    ines.shift([id], { x: 10, y: 0, scale: 1 });
    erasedAndBroughtBack(id);
    expect((prof.read(id) as Stroke).points[0]).toMatchObject({ x: 10 });
    expect(ines.undo()).toBe(FIRST_PAGE);
    expect((prof.read(id) as Stroke).points).toHaveLength(4);
    expect((prof.read(id) as Stroke).points[0]).toMatchObject({ x: 0 });
    expect(ines.undo()).toBeNull();
  });

  it("leaves a page of a PDF they erased and another laid again", () => {
    const sheets = [{ ...(pages[0] as WorkPage), alone: true }];
    ines.laid.document(sheets);
    prof.act();
    prof.erase(["page-u1"]);
    prof.laid.document(sheets);
    ines.undo();
    expect(prof.items.has("page-u1")).toBe(true);
  });

  it("leaves it to be told of a redo as well, and what they changed stays", () => {
    const id = ines.write("un", ends[0], "#14211C", 20);
    ines.act();
    ines.shift([id], { x: 10, y: 0, scale: 1 });
    ines.undo();
    prof.shift([id], { x: 0, y: 30, scale: 1 });
    prof.erase([id]);
    expect(ines.redo()).toBe(OVERTAKEN);
    expect(prof.read(id)).toBeNull();
  });

  it("passes by what one gave up oneself", () => {
    const kept = ines.write("un", ends[0], "#14211C", 20);
    const givenUp = ines.beginFigure("line", ends[0], "#14211C", 3);
    ines.stretch(givenUp, ...ends);
    ines.erase([givenUp]);
    expect(ines.undo()).toBe(FIRST_PAGE);
    expect(prof.read(kept)).toBeNull();
  });

  it.each(Array.from({ length: 60 }, (_, seed) => seed + 1))("is never told to who is alone (%i)", (seed) => {
    let state = seed;
    const next = (below: number): number => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((state / 2_147_483_648) * below);
    };
    for (let count = 0; count < 12; count += 1) {
      const ids = [...ines.items.keys()];
      const id = ids[next(ids.length)] ?? "";
      const act = ids.length === 0 ? 0 : next(5);
      if (act === 0) draw(ines, 1 + next(6));
      else if (act === 1) ines.write(`${count}`, ends[0], "#14211C", 20);
      else if (act === 2) ines.rewrite(id, `${count} encore`);
      else ines.act();
      if (act === 3) ines.shift([id], { x: 1 + count, y: 0, scale: 1 });
      if (act === 4) ines.erase([id]);
    }
    for (let round = 0; round < 3; round += 1) {
      let taken = 0;
      for (let told = ines.undo(); told !== null; told = ines.undo()) {
        expect(told).toBe(FIRST_PAGE);
        taken += 1;
      }
      expect(taken).toBe(12);
      expect(ines.items.size).toBe(0);
      for (let again = 0; again < taken; again += 1) expect(ines.redo()).toBe(FIRST_PAGE);
      expect(ines.redo()).toBeNull();
    }
  });
});

import { beforeEach, describe, expect, it } from "vitest";
import * as Y from "yjs";
import type { BoardDocument } from "../../src/board/board_document";
import { FIRST_PAGE, type Text } from "../../src/board/item";
import { board, draw, meet, pair } from "./boards";

let ines: BoardDocument;
let prof: BoardDocument;
beforeEach(() => {
  [ines, prof] = pair();
});

describe("text", () => {
  it("is corrected in place, and removed when emptied", () => {
    const id = ines.write("AC = 10", { x: 1, y: 2 }, "#2B4C9B", 26);
    ines.rewrite(id, "AC = 10 cm");
    expect(prof.read(id)).toMatchObject({
      kind: "text",
      text: "AC = 10 cm",
      place: { x: 1, y: 2 },
      size: 26,
    });
    ines.rewrite(id, "  ");
    expect(prof.read(id)).toBeNull();
    ines.undo();
    expect(prof.read(id)).toMatchObject({ text: "AC = 10 cm" });
  });

  it("erased by the other while it is written again, is written as something new", () => {
    const id = ines.write("AC = 10", { x: 1, y: 2 }, "#2B4C9B", 26);
    const known = ines.read(id) as Text;
    prof.erase([id]);
    ines.rewrite(id, "  ", known);
    expect(prof.items.size).toBe(0);
    ines.rewrite(id, "AC = 10 cm", known);
    const [anew] = [...prof.items.keys()];
    expect(anew).not.toBe(id);
    expect(prof.read(anew ?? "")).toMatchObject({
      kind: "text",
      author: "ines",
      text: "AC = 10 cm",
      place: { x: 1, y: 2 },
      size: 26,
      colour: "#2B4C9B",
    });
    ines.undo();
    expect(prof.items.size).toBe(0);
  });

  it("erased by the other while it was only looked at, stays erased", () => {
    const id = ines.write("AC = 10", { x: 1, y: 2 }, "#2B4C9B", 26);
    const known = ines.read(id) as Text;
    prof.erase([id]);
    expect(ines.rewrite(id, "AC = 10", known)).toBe(false);
    expect(prof.items.size).toBe(0);
  });
});

describe("a text two rewrite at once", () => {
  const at = { x: 1, y: 2 };

  /** What is written once Inès has kept hers, who opened it before the teacher's was kept; whether she is told. */
  function written(before: string, theirs: string, mine: string): readonly [boolean, ...string[]] {
    const id = ines.write(before, at, "#2B4C9B", 10);
    const known = ines.read(id) as Text;
    prof.rewrite(id, theirs, prof.read(id) as Text);
    const told = ines.rewrite(id, mine, known);
    const texts = [...prof.items.keys()].map((each) => (prof.read(each) as Text).text);
    return [told, ...texts];
  }

  it.each([
    ["theirs first", "AC = 10", "le côté AC = 10", "AC = 10 cm", "le côté AC = 10 cm"],
    ["mine first", "AC = 10", "AC = 10 cm", "le côté AC = 10", "le côté AC = 10 cm"],
    ["one shorter", "un deux trois", "deux trois", "un deux 3", "deux 3"],
    ["only mine changed", "un", "un", "deux", "deux"],
    ["only theirs changed", "un", "deux", "un", "deux"],
    ["both the same", "un", "deux", "deux", "deux"],
    ["the same letters twice", "aaaa bb", "aaa bb", "aaaa b", "aaa b"],
  ])("has both changes where they do not touch: %s", (_, before, theirs, mine, after) => {
    expect(written(before, theirs, mine)).toEqual([false, after]);
  });

  it.each([
    ["both at the end", "AC = 10", "AC = 10 cm", "AC = 10 m"],
    ["over the same word", "AC = 10", "AC = 12", "AC = 8"],
    ["too long together", "a".repeat(1999), `b${"a".repeat(1999)}`, `${"a".repeat(1999)}c`],
  ])("is kept as the other wrote it, with hers under it, where they touch: %s", (_, before, theirs, mine) => {
    expect(written(before, theirs, mine)).toEqual([true, theirs, mine]);
    const [, under] = [...prof.items.keys()];
    expect(prof.read(under ?? "")).toMatchObject({ author: "ines", place: { x: 1, y: 15 }, size: 10 });
    ines.undo();
    expect([...prof.items.keys()].map((each) => (prof.read(each) as Text).text)).toEqual([theirs]);
  });

  it("stays when she empties it after the other has written in it", () => {
    expect(written("un", "un deux", " ")).toEqual([true, "un deux"]);
  });
});

describe("a text two keep at the same instant", () => {
  const at = { x: 1, y: 2 };

  /** What stands for both once each has heard the other, and how many were told. */
  function kept(
    before: string,
    ofA: readonly string[],
    ofB: readonly string[],
  ): readonly [number, ...string[]] {
    const [a, b] = [board("a"), board("b")];
    let told = 0;
    for (const one of [a, b])
      one.apart = () => {
        told += 1;
      };
    const id = a.write(before, at, "#2B4C9B", 10);
    Y.applyUpdate(b.doc, Y.encodeStateAsUpdate(a.doc), "link");
    for (const text of ofA) a.rewrite(id, text, a.read(id) as Text);
    for (const text of ofB) b.rewrite(id, text, b.read(id) as Text);
    meet(a, b);
    expect(a.doc.getMap("items").toJSON()).toEqual(b.doc.getMap("items").toJSON());
    return [told, ...[...a.items.keys()].map((each) => (a.read(each) as Text).text)];
  }

  it.each(Array.from({ length: 8 }, (_, turn) => turn))(
    "has both changes where they do not touch (%i)",
    () => {
      expect(kept("AC = 10", ["le côté AC = 10"], ["AC = 10 cm"])).toEqual([0, "le côté AC = 10 cm"]);
    },
  );

  it.each(Array.from({ length: 8 }, (_, turn) => turn))(
    "is kept twice where they touch, and it is told (%i)",
    () => {
      const [told, ...texts] = kept("AC = 10", ["AC = 12"], ["AC = 8"]);
      expect([told, ...texts.sort()]).toEqual([1, "AC = 12", "AC = 8"]);
    },
  );

  it("is one when both wrote the same", () => {
    expect(kept("un", ["deux"], ["deux"])).toEqual([0, "deux"]);
  });

  it("is left as they changed it after they had read it, however often", () => {
    const [a, b] = [board("a"), board("b")];
    const id = a.write("un", at, "#2B4C9B", 10);
    a.rewrite(id, "un deux");
    Y.applyUpdate(b.doc, Y.encodeStateAsUpdate(a.doc), "link");
    for (const text of ["un", "trois", "quatre"]) b.rewrite(id, text, b.read(id) as Text);
    meet(a, b);
    expect([...a.items.keys()].map((each) => (a.read(each) as Text).text)).toEqual(["quatre"]);
  });

  it("is sent to the other, and taken back by who wrote it", () => {
    const [a, b] = [board("a"), board("b")];
    const id = a.write("AC = 10", at, "#2B4C9B", 10);
    Y.applyUpdate(b.doc, Y.encodeStateAsUpdate(a.doc), "link");
    a.rewrite(id, "AC = 12", a.read(id) as Text);
    b.rewrite(id, "AC = 8", b.read(id) as Text);
    meet(a, b);
    const laid = [...a.items.keys()].find((each) => each !== id) ?? "";
    const [whose] = [a, b].filter(({ author }) => author === a.read(laid)?.author);
    expect(whose?.undo()).toBe(FIRST_PAGE);
    expect([[...a.items.keys()], [...b.items.keys()]]).toEqual([[id], [id]]);
  });

  /** Whose words stand is drawn by Yjs: both do the same with their hand meanwhile, and one of them is who keeps theirs again. */
  it("leaves the stroke under way one act, above what it lays", () => {
    const both = [board("a"), board("b")] as const;
    const [a, b] = both;
    const id = a.write("AC = 10", at, "#2B4C9B", 10);
    Y.applyUpdate(b.doc, Y.encodeStateAsUpdate(a.doc), "link");
    a.rewrite(id, "AC = 12", a.read(id) as Text);
    b.rewrite(id, "AC = 8", b.read(id) as Text);
    const strokes = both.map((one) => one.beginStroke("pen", "#2B4C9B", 3, false));
    strokes[0]?.add([{ x: 1, y: 1, pressure: 0.5 }]);
    strokes[0]?.flush();
    meet(a, b);
    expect(a.items.size).toBe(4);
    for (const stroke of strokes) {
      stroke.add([{ x: 9, y: 9, pressure: 0.5 }]);
      stroke.flush();
    }
    for (const one of both) one.undo();
    expect([a.items.size, ...strokes.map((stroke) => a.items.has(stroke.id))]).toEqual([2, false, false]);
    const laid = [...a.items.keys()].find((each) => each !== id) ?? "";
    both.find(({ author }) => author === a.read(laid)?.author)?.undo();
    expect([...b.items.keys()]).toEqual([id]);
  });

  it("is no part of the sweep under way, which had taken nothing yet", () => {
    const both = [board("a"), board("b")] as const;
    const [a, b] = both;
    const id = a.write("AC = 10", at, "#2B4C9B", 10);
    const lines = both.map((one) => draw(one));
    Y.applyUpdate(b.doc, Y.encodeStateAsUpdate(a.doc), "link");
    a.rewrite(id, "AC = 12", a.read(id) as Text);
    b.rewrite(id, "AC = 8", b.read(id) as Text);
    for (const one of both) one.act();
    meet(a, b);
    for (const [order, one] of both.entries()) one.erase([lines[order] ?? ""]);
    expect(a.items.size).toBe(2);
    for (const one of both) one.undo();
    expect([a.items.size, b.items.size]).toEqual([4, 4]);
  });
});

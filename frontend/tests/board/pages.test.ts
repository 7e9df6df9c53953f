import { beforeEach, describe, expect, it } from "vitest";
import * as Y from "yjs";
import { BoardDocument } from "../../src/board/board_document";
import { FIRST_PAGE, type Text } from "../../src/board/item";
import { MOST_PAGES } from "../../src/board/pages";

let counter = 0;

function board(author: string): BoardDocument {
  return new BoardDocument(
    author,
    () => 1000,
    () => {
      counter += 1;
      return `${author}-${counter}`;
    },
  );
}

function exchange(a: BoardDocument, b: BoardDocument): void {
  Y.applyUpdate(b.doc, Y.encodeStateAsUpdate(a.doc));
  Y.applyUpdate(a.doc, Y.encodeStateAsUpdate(b.doc));
}

function added(to: BoardDocument): string {
  const page = to.addPage();
  if (page === null) throw new Error("full");
  return page;
}

let ines: BoardDocument;
let prof: BoardDocument;
beforeEach(() => {
  [ines, prof] = [board("ines"), board("prof")];
});

describe("the pages of a board", () => {
  it("a new one comes after the one in sight, on the same paper, for both", () => {
    ines.setPaper("seyes");
    const last = added(ines);
    const middle = added(ines);
    exchange(ines, prof);
    expect(prof.pages.list).toEqual([FIRST_PAGE, middle, last]);
    expect(prof.pages.paper(last)).toBe("seyes");
    ines.page = last;
    ines.setPaper("staves");
    exchange(ines, prof);
    expect([FIRST_PAGE, middle, last].map((page) => prof.pages.paper(page))).toEqual([
      "seyes",
      "seyes",
      "staves",
    ]);
  });

  it("hold what is written while they are in sight", () => {
    ines.page = added(ines);
    const text = ines.write("x", { x: 0, y: 0 }, "#14211C", 20);
    exchange(ines, prof);
    expect(prof.read(text)?.page).toBe(ines.page);
    const [copy] = prof.copy([text], { x: 1, y: 1, scale: 1 });
    expect(prof.read(copy as string)?.page).toBe(FIRST_PAGE);
  });

  it("one taken away comes back with all that lies on it, at its place", () => {
    const [second] = [added(ines)];
    ines.page = second;
    const text = ines.write("x", { x: 0, y: 0 }, "#14211C", 20);
    expect(ines.removePage(second)).toBe(true);
    exchange(ines, prof);
    expect(prof.pages.list).toEqual([FIRST_PAGE]);
    ines.page = FIRST_PAGE;
    expect(ines.undo()).toBe(second);
    exchange(ines, prof);
    expect(prof.pages.list).toEqual([FIRST_PAGE, second]);
    expect(prof.read(text)).toMatchObject({ text: "x", page: second });
    expect(ines.redo()).toBe(second);
    expect(ines.pages.list).toEqual([FIRST_PAGE]);
  });

  it("the first may be taken away too, never the last", () => {
    expect(ines.removePage(FIRST_PAGE)).toBe(false);
    const second = added(ines);
    expect(ines.removePage(FIRST_PAGE)).toBe(true);
    expect(ines.pages.list).toEqual([second]);
    expect(ines.removePage(second)).toBe(false);
  });

  it("one is left when each takes away the other's", () => {
    const second = added(ines);
    exchange(ines, prof);
    ines.removePage(FIRST_PAGE);
    prof.removePage(second);
    exchange(ines, prof);
    expect(ines.pages.list).toEqual([FIRST_PAGE]);
    expect(prof.pages.list).toEqual([FIRST_PAGE]);
  });

  it("the one left then stands with all that lies on it, whatever is added after it or written on it", () => {
    for (const goesOn of [
      () => void added(ines),
      () => void ines.write("y", { x: 0, y: 0 }, "#14211C", 20),
    ]) {
      [ines, prof] = [board("ines"), board("prof")];
      const text = ines.write("x", { x: 0, y: 0 }, "#14211C", 20);
      const second = added(ines);
      exchange(ines, prof);
      ines.removePage(FIRST_PAGE);
      prof.removePage(second);
      exchange(ines, prof);
      goesOn();
      added(ines);
      exchange(ines, prof);
      for (const one of [ines, prof]) {
        expect(one.pages.list[0]).toBe(FIRST_PAGE);
        expect(one.pages.list).not.toContain(second);
        expect(one.read(text)?.page).toBe(FIRST_PAGE);
      }
    }
  });

  it("are so many at most", () => {
    for (let page = 1; page < MOST_PAGES; page += 1) expect(ines.addPage()).not.toBeNull();
    expect(ines.addPage()).toBeNull();
  });

  it("an act is taken back where it was done", () => {
    const second = added(ines);
    ines.write("x", { x: 0, y: 0 }, "#14211C", 20);
    ines.page = second;
    ines.write("y", { x: 0, y: 0 }, "#14211C", 20);
    expect([ines.undo(), ines.undo(), ines.undo()]).toEqual([second, FIRST_PAGE, null]);
    expect([ines.redo(), ines.redo()]).toEqual([FIRST_PAGE, second]);
  });

  it("an act on a page the other took away is not taken back unseen: it waits for the page", () => {
    const second = added(ines);
    const first = ines.write("un", { x: 0, y: 0 }, "#14211C", 20);
    ines.page = second;
    const text = ines.write("deux", { x: 0, y: 0 }, "#14211C", 20);
    exchange(ines, prof);
    prof.removePage(second);
    exchange(ines, prof);
    ines.page = FIRST_PAGE;
    expect([ines.undo(), ines.undo()]).toEqual([FIRST_PAGE, null]);
    expect([ines.read(first), ines.read(text)?.id]).toEqual([null, text]);
    expect([ines.acts("undoStack").length, ines.acts("redoStack").length]).toEqual([0, 1]);
    expect(ines.redo()).toBe(FIRST_PAGE);
    expect(prof.undo()).toBe(second);
    exchange(ines, prof);
    expect(ines.acts("undoStack").length).toBe(2);
    expect(ines.undo()).toBe(FIRST_PAGE);
    expect(ines.undo()).toBe(second);
    expect(ines.read(text)).toBeNull();
  });

  it("what is written again on a page the other took away stays in sight, as something new", () => {
    const second = added(ines);
    ines.page = second;
    const text = ines.write("deux", { x: 3, y: 4 }, "#14211C", 20);
    const known = ines.read(text) as Text;
    exchange(ines, prof);
    prof.removePage(second);
    exchange(ines, prof);
    ines.page = FIRST_PAGE;
    ines.rewrite(text, "deux et demi", known);
    const anew = [...ines.items.keys()].filter((id) => id !== text);
    expect(anew.map((id) => ines.read(id))).toMatchObject([{ text: "deux et demi", page: FIRST_PAGE }]);
    expect(ines.read(text)).toMatchObject({ text: "deux" });
  });

  it("one taken away while the other writes on it, unheard, comes back with what was written", () => {
    const second = added(ines);
    ines.page = second;
    exchange(ines, prof);
    const text = ines.write("deux", { x: 0, y: 0 }, "#14211C", 20);
    ines.unheard = () => [text, "erased since"];
    let told = 0;
    ines.apart = () => {
      told += 1;
    };
    prof.removePage(second);
    exchange(prof, ines);
    exchange(ines, prof);
    expect([ines.pages.list, prof.pages.list]).toEqual([
      [FIRST_PAGE, second],
      [FIRST_PAGE, second],
    ]);
    expect([prof.read(text)?.page, told]).toEqual([second, 1]);
    ines.removePage(second);
    exchange(ines, prof);
    expect([ines.pages.list, told]).toEqual([[FIRST_PAGE], 1]);
  });

  it.each(["x", Number.NaN, null, { order: 1 }])("a page whose order is %s is not one", (order) => {
    ines.doc.getMap("pages").set("odd", order);
    expect(ines.pages.list).toEqual([FIRST_PAGE]);
  });
});

/** The same numbers at each run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

describe("whatever two people do with pages, apart", () => {
  it.each(Array.from({ length: 40 }, (_, seed) => seed + 1))("they see the same in the end (%i)", (seed) => {
    const next = numbers(seed);
    for (let round = 0; round < 4; round += 1) {
      for (const who of [ines, prof, prof, ines]) {
        const { list } = who.pages;
        who.page = list[Math.floor(next() * list.length)] as string;
        const act = Math.floor(next() * 5);
        if (act === 0) who.addPage();
        else if (act === 1) who.removePage(who.page);
        else if (act === 2) who.undo();
        else if (act === 3) who.redo();
        else who.write(String(seed), { x: 0, y: 0 }, "#14211C", 20);
        expect(who.pages.list.length).toBeGreaterThan(0);
      }
      exchange(ines, prof);
      exchange(ines, prof);
      expect(ines.pages.list).toEqual(prof.pages.list);
      expect(ines.doc.toJSON()).toEqual(prof.doc.toJSON());
    }
  });
});

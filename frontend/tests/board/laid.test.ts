import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { BoardDocument } from "../../src/board/board_document";
import { MOST_PAGES } from "../../src/board/pages";

const SHEETS = ["a", "b", "c"].map((id) => ({
  id,
  url: `/fichiers/${id}/`,
  width: 560,
  height: 800,
  alone: true,
}));

function board(): BoardDocument {
  let count = 0;
  return new BoardDocument(
    "7",
    () => 0,
    () => `i${++count}`,
  );
}

describe("a PDF laid on the board again", () => {
  test("all of it in sight, nothing is missing", () => {
    const laid = board();
    expect(laid.laid.missing(SHEETS)).toEqual(SHEETS);
    expect(laid.laid.document(SHEETS)).toBe("a");
    expect(laid.pages.list).toEqual(["1", "a", "b", "c"]);
    expect(laid.laid.missing(SHEETS)).toEqual([]);
    const before = Y.encodeStateAsUpdate(laid.doc);
    expect(laid.laid.document(SHEETS)).toBe("a");
    expect(Y.encodeStateAsUpdate(laid.doc)).toEqual(before);
  });

  test("pages taken away come back where they were, with what was written on them", () => {
    const laid = board();
    laid.laid.document(SHEETS);
    laid.page = "b";
    const words = laid.write("trouvé", { x: 10, y: 10 }, "#14211C", 24);
    laid.removePage("b");
    laid.removePage("c");
    laid.page = "1";
    expect(laid.laid.missing(SHEETS).map(({ id }) => id)).toEqual(["b", "c"]);
    expect(laid.laid.document(SHEETS)).toBe("b");
    expect(laid.pages.list).toEqual(["1", "a", "b", "c"]);
    expect(laid.pageOf(words)).toBe("b");
    expect(laid.read(words)).not.toBeNull();
    // One act.
    laid.undo();
    expect(laid.pages.list).toEqual(["1", "a"]);
  });

  test("one whose picture was erased is laid anew, the others stay as they are", () => {
    const laid = board();
    laid.laid.document(SHEETS);
    laid.shift(["page-c"], { x: 50, y: 0, scale: 1 });
    laid.erase(["page-a"]);
    laid.removePage("b");
    expect(laid.laid.document(SHEETS)).toBe("a");
    expect(laid.read("page-a")?.kind).toBe("photo");
    expect(laid.items.get("page-c")?.get("g")).toEqual([50, 0, 1]);
    expect(laid.pages.list).toEqual(["1", "a", "b", "c"]);
  });

  test("the first page of the board, where the first of them may lie, comes back too", () => {
    const laid = board();
    laid.laid.work(SHEETS);
    laid.removePage("1");
    expect(laid.laid.document(SHEETS)).toBe("1");
    expect(laid.pages.list).toEqual(["1", "b", "c"]);
  });

  test("a board is never given more pages than it may hold", () => {
    const laid = board();
    laid.laid.document(SHEETS);
    for (const { id } of SHEETS) laid.removePage(id);
    while (laid.pages.list.length < MOST_PAGES - 2) laid.addPage();
    expect(laid.laid.document(SHEETS)).toBeNull();
    expect(laid.pages.list).toHaveLength(MOST_PAGES - 2);
    laid.removePage(laid.pages.list.at(-1) as string);
    expect(laid.laid.document(SHEETS)).toBe("a");
    expect(laid.pages.list).toHaveLength(MOST_PAGES);
  });
});

import { describe, expect, test, vi } from "vitest";
import { BoardDocument } from "../../src/board/board_document";
import { accountOf } from "../../src/lesson/account";

// Letters are measured on a canvas; here there is none, and none is needed.
vi.stubGlobal("document", { createElement: () => ({ getContext: () => null }) });

const NAMES: Readonly<Record<string, string>> = { "1": "Moi", "2": "Mme Lefèvre", "3": "M. Costa" };
const name = (author: string) => NAMES[author] ?? "Quelqu’un d’autre";

function boards() {
  let count = 0;
  const ofPupil = new BoardDocument(
    "1",
    () => 0,
    () => `i${++count}`,
  );
  const by = (author: string) =>
    new BoardDocument(
      author,
      () => 0,
      () => `i${++count}`,
      ofPupil.doc,
    );
  return { ofPupil, by };
}

describe("the board of a past lesson in words", () => {
  test("with one page, no page is named", () => {
    const { ofPupil } = boards();
    ofPupil.write("un", { x: 0, y: 0 }, "#14211C", 24);
    expect(accountOf(ofPupil, name)).toEqual([[["J’ai écrit\u00a0: «\u00a0un\u00a0»"], ""]]);
  });

  test("every page that is there is told, each under its number, whoever wrote by their name", () => {
    const { ofPupil, by } = boards();
    const [teacher, guest, stranger] = [by("2"), by("3"), by("4")];
    ofPupil.write("gone", { x: 0, y: 0 }, "#14211C", 24);
    const pages = [teacher.addPage()];
    teacher.page = pages[0] as string;
    pages.push(teacher.addPage());
    teacher.write("deux", { x: 0, y: 0 }, "#14211C", 24);
    guest.page = teacher.page;
    guest.write("du collègue", { x: 0, y: 40 }, "#14211C", 24);
    stranger.page = teacher.page;
    stranger.write("de qui", { x: 0, y: 80 }, "#14211C", 24);
    teacher.removePage("1");
    expect(accountOf(ofPupil, name)).toEqual([
      [
        [
          "Mme Lefèvre a écrit\u00a0: «\u00a0deux\u00a0»",
          "M. Costa a écrit\u00a0: «\u00a0du collègue\u00a0»",
          "Quelqu’un d’autre a écrit\u00a0: «\u00a0de qui\u00a0»",
        ],
        "Page\u00a01",
      ],
      [["Cette page est vide."], "Page\u00a02"],
    ]);
  });
});

import { describe, expect, it } from "vitest";
import { boardInWords, type Told } from "../../src/board/account";
import type { Item } from "../../src/board/item";

const name = (author: string): string => (author === "prof" ? "Mme Lefèvre" : "Inès");

function told(item: Partial<Item> & { kind: Item["kind"] }, top: number): Told {
  return { item: { id: `${top}`, author: "ines", at: 0, ...item } as Item, top, bottom: top + 20 };
}

describe("the board in words", () => {
  it("says that it is empty", () => {
    expect(boardInWords([], name, null)).toEqual(["Le tableau est vide."]);
  });

  it("goes from top to bottom, and tells the strokes of one drawing together", () => {
    const board = [
      told({ kind: "pen", colour: "#2B4C9B" }, 330),
      told({ kind: "text", author: "prof", text: "Qui vaut\n100 ?" }, 400),
      told({ kind: "photo", author: "" }, 0),
      told({ kind: "photo" }, 60),
      told({ kind: "pen", colour: "#2B4C9B" }, 310),
      told({ kind: "pen", colour: "#2B4C9B" }, 900),
      told({ kind: "marker", author: "prof", colour: "#A3440C" }, 910),
    ];
    expect(boardInWords(board, name, null)).toEqual([
      "Photo 1\u00a0: le devoir commencé.",
      "Inès\u00a0: une photo.",
      "Inès\u00a0: 2 traits à la main, en bleu.",
      "Mme Lefèvre a écrit\u00a0: «\u00a0Qui vaut, 100 ?\u00a0»",
      "Inès\u00a0: 1 trait à la main, en bleu.",
      "Mme Lefèvre\u00a0: 1 surlignage à la main, en orange.",
    ]);
  });
});

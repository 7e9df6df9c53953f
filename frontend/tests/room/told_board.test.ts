import { describe, expect, test } from "vitest";
import type { Item } from "../../src/board/item";
import { News } from "../../src/room/told_board";

const text = (id: string, words: string) => ({ id, kind: "text", text: words }) as Item;
const words = (item: Item) => (item.kind === "text" ? item.text : null);

describe("what the other wrote, said aloud", () => {
  test("the last that is new is said", () => {
    const news = new News();
    expect(news.of([text("a", "un"), text("b", "deux")], words)?.id).toBe("b");
    expect(news.of([text("a", "un"), text("b", "deux")], words)).toBeNull();
    expect(news.of([text("a", "un"), text("b", "deux"), text("c", "trois")], words)?.id).toBe("c");
  });

  test("the last one gone, what was read before is no news", () => {
    const news = new News();
    news.of([text("a", "un"), text("b", "deux")], words);
    expect(news.of([text("a", "un")], words)).toBeNull();
  });

  test("written again, it is said again, wherever it lies", () => {
    const news = new News();
    news.of([text("a", "un"), text("b", "deux")], words);
    expect(news.of([text("a", "un et demi"), text("b", "deux")], words)?.id).toBe("a");
  });
});

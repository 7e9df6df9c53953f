import { describe, expect, it } from "vitest";
import { type Box, meet } from "../../src/board/geometry";
import type { Item } from "../../src/board/item";
import type { Shape } from "../../src/board/shapes";
import { above, Stack } from "../../src/board/stack";

function shape(id: string, box: Box, at = 0, kind: Item["kind"] = "text"): Shape {
  return { item: { id, at, kind, author: "", page: "1" } as unknown as Item, box, path: () => null };
}

/** The same numbers at each run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

function anyBox(next: () => number): Box {
  const [left, top] = [(next() - 0.5) * 4000, (next() - 0.5) * 4000];
  const size = next() < 0.1 ? 3000 : 200;
  return { left, top, right: left + next() * size, bottom: top + next() * size };
}

describe("the shapes of a page", () => {
  it.each(Array.from({ length: 30 }, (_, seed) => seed + 1))(
    "are found where they lie, whatever was put, moved and taken away (%i)",
    (seed) => {
      const next = numbers(seed);
      const stack = new Stack();
      const known = new Map<string, Shape>();
      for (let step = 0; step < 120; step += 1) {
        const id = `${Math.floor(next() * 40)}`;
        if (next() < 0.25) {
          stack.delete(id);
          known.delete(id);
        } else {
          const kind = next() < 0.1 ? "photo" : "text";
          const one = shape(id, anyBox(next), Math.floor(next() * 5), kind);
          stack.put(one);
          known.set(id, one);
        }
      }
      const all = [...known.values()].sort(above);
      expect(stack.all()).toEqual(all);
      for (let look = 0; look < 10; look += 1) {
        const box = anyBox(next);
        expect(stack.within(box)).toEqual(all.filter((one) => meet(one.box, box)));
      }
      const bounds = stack.bounds();
      expect(bounds?.left).toBe(all.length === 0 ? undefined : Math.min(...all.map(({ box }) => box.left)));
      expect(bounds?.bottom).toBe(
        all.length === 0 ? undefined : Math.max(...all.map(({ box }) => box.bottom)),
      );
    },
  );

  it("lie photos first, then aids, then the rest as it was written", () => {
    const box = { left: 0, top: 0, right: 1, bottom: 1 };
    const stack = new Stack();
    for (const [order, kind] of (["text", "aid", "text", "photo"] as const).entries())
      stack.put(shape(`${order}`, box, 10 - order, kind));
    expect(stack.all().map(({ item }) => item.id)).toEqual(["3", "1", "2", "0"]);
    expect(stack.textAt({ x: 0, y: 0 })?.id).toBe("0");
  });

  it("one without a point is nowhere, and harms nothing", () => {
    const stack = new Stack();
    stack.put(shape("a", { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity }));
    expect(stack.within({ left: -1e9, top: -1e9, right: 1e9, bottom: 1e9 })).toEqual([]);
    stack.delete("a");
    expect(stack.size).toBe(0);
  });
});

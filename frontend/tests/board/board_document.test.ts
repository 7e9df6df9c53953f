import { readFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import * as Y from "yjs";
import type { BoardDocument } from "../../src/board/board_document";
import {
  FIRST_PAGE,
  type Figure,
  type Formula,
  type Graph,
  SCALE_MAX,
  type Stroke,
} from "../../src/board/item";
import type { WorkPage } from "../../src/board/laid";
import { changeGraph } from "../../src/maths/changed_graph";
import { board, draw, join, meet, pair } from "./boards";

const pages: WorkPage[] = [
  { id: "u1", url: "/fichiers/u1/", width: 1200, height: 1600 },
  { id: "u2", url: "/fichiers/u2/", width: 1600, height: 1200 },
];

let ines: BoardDocument;
let prof: BoardDocument;
beforeEach(() => {
  [ines, prof] = pair();
});

describe("a stroke", () => {
  it("is seen on the other side while it is drawn", () => {
    const stroke = ines.beginStroke("pen", "#2B4C9B", 3, true);
    stroke.add([{ x: 1, y: 2, pressure: 1 }]);
    expect((prof.read(stroke.id) as Stroke).points).toHaveLength(0);
    stroke.flush();
    expect((prof.read(stroke.id) as Stroke).points).toEqual([{ x: 1, y: 2, pressure: 1 }]);
    stroke.add([{ x: 3, y: 4, pressure: 0 }]);
    stroke.flush();
    expect((prof.read(stroke.id) as Stroke).points).toHaveLength(2);
    expect(prof.read(stroke.id)).toMatchObject({
      kind: "pen",
      author: "ines",
      colour: "#2B4C9B",
      pressed: true,
    });
  });

  it("of 60 points sends about 2 kB or less", () => {
    let bytes = 0;
    ines.doc.on("update", (update: Uint8Array) => {
      bytes += update.length;
    });
    draw(ines, 60);
    expect(bytes).toBeLessThan(2048);
  });
});

describe("a figure", () => {
  it("is seen on the other side while it is stretched, and undone at once", () => {
    const id = ines.beginFigure("rectangle", { x: 1, y: 2 }, "#2B4C9B", 3);
    for (const x of [20, 40, 60]) {
      ines.stretch(id, { x: 1, y: 2 }, { x, y: x / 2 });
      expect(prof.read(id)).toMatchObject({ kind: "rectangle", from: { x: 1, y: 2 }, to: { x, y: x / 2 } });
    }
    ines.undo();
    expect(prof.read(id)).toBeNull();
  });

  it.each([
    ["no ends", undefined],
    ["an end missing", [0, 0, 10]],
    ["an end that is no number", [0, 0, 10, "x"]],
    ["an end without limit", [0, 0, 10, Number.POSITIVE_INFINITY]],
  ])("with %s is not drawn", (_, ends) => {
    const head = { k: "line", a: "x", t: 1, c: "#14211C", w: 3 };
    ines.items.set("odd", new Y.Map<unknown>(Object.entries({ h: head, e: ends })));
    expect(ines.read("odd")).toBeNull();
  });
});

describe("what is moved", () => {
  const by = { x: 100, y: -40, scale: 2 };

  it("goes whole to its new place and size, for both, and back at once", () => {
    const stroke = draw(ines, 2);
    const text = ines.write("AC", { x: 10, y: 20 }, "#14211C", 20);
    const figure = ines.beginFigure("line", { x: 0, y: 0 }, "#14211C", 3);
    ines.stretch(figure, { x: 0, y: 0 }, { x: 8, y: 4 });
    const photo = ines.laid.photoAt("/fichiers/u1/", 30, 20, { x: 5, y: 5 });
    ines.act();
    ines.shift([stroke, text], by);
    ines.shift([figure, photo], by);
    expect(prof.read(stroke)).toMatchObject({ width: 6 });
    expect((prof.read(stroke) as Stroke).points.map(({ x, y }) => [x, y])).toEqual([
      [100, -40],
      [108, -38],
    ]);
    expect(prof.read(text)).toMatchObject({ size: 40, place: { x: 120, y: 0 } });
    expect(prof.read(figure)).toMatchObject({ from: { x: 100, y: -40 }, to: { x: 116, y: -32 }, width: 6 });
    expect(prof.read(photo)).toMatchObject({ place: { x: 110, y: -30 }, width: 60, height: 40 });
    ines.undo();
    expect(prof.read(text)).toMatchObject({ size: 20, place: { x: 10, y: 20 } });
    expect(prof.read(stroke)).toMatchObject({ width: 3 });
  });

  it("moves again from where it is, also what the other moved", () => {
    const id = draw(ines, 2);
    ines.shift([id], by);
    prof.shift([id], { x: 1, y: 1, scale: 0.5 });
    expect((ines.read(id) as Stroke).points.map(({ x, y }) => [x, y])).toEqual([
      [51, -19],
      [55, -18],
    ]);
  });

  it("converges when both move it apart", () => {
    const [a, b] = [board("a"), board("b")];
    const id = draw(a);
    Y.applyUpdate(b.doc, Y.encodeStateAsUpdate(a.doc));
    a.shift([id], { x: 10, y: 0, scale: 1 });
    b.shift([id], { x: 0, y: 10, scale: 1 });
    join(a, b);
    expect(a.read(id)).toEqual(b.read(id));
  });

  it("does not grow or shrink without end, and stays together", () => {
    const [large, small] = [draw(ines), draw(ines)];
    expect(ines.shift([large], { x: 0, y: 0, scale: SCALE_MAX })).toBe(true);
    expect(ines.shift([small, large], { x: 5, y: 5, scale: 1.25 })).toBe(false);
    expect(prof.read(small)).toMatchObject({ width: 3 });
  });

  it("is tamed when another program wrote nonsense", () => {
    const id = draw(ines, 2);
    const before = ines.read(id);
    prof.items.get(id)?.set("g", [0, Number.NaN, 1]);
    expect(ines.read(id)).toEqual(before);
    prof.items.get(id)?.set("g", [0, 0, 1e9]);
    expect((ines.read(id) as Stroke).width).toBe(3 * SCALE_MAX);
  });
});

describe("a copy", () => {
  it("is the same beside, by whoever copied, and lives its own life", () => {
    const [stroke, figure] = [draw(ines, 3), ines.beginFigure("arrow", { x: 0, y: 0 }, "#14211C", 3)];
    ines.stretch(figure, { x: 0, y: 0 }, { x: 9, y: 9 });
    const [one, other] = prof.copy([stroke, figure], { x: 20, y: 20, scale: 1 }) as [string, string];
    const points = (ines.read(stroke) as Stroke).points;
    expect((ines.read(one) as Stroke).points).toEqual(
      points.map((at) => ({ ...at, x: at.x + 20, y: at.y + 20 })),
    );
    expect(ines.read(one)).toMatchObject({ author: "prof", colour: "#2B4C9B" });
    expect((ines.read(other) as Figure).to).toEqual({ x: 29, y: 29 });
    ines.erase([stroke]);
    expect(prof.read(one)).not.toBeNull();
    prof.undo();
    expect([ines.read(one), ines.read(other)]).toEqual([null, null]);
  });
});

describe("what was taken", () => {
  it("is laid again as it was, each time anew, though it is erased since and the page is another", () => {
    const stroke = draw(ines, 3);
    const before = ines.read(stroke) as Stroke;
    const taken = prof.taken([stroke, "unknown"]);
    prof.act();
    prof.erase([stroke]);
    prof.page = prof.addPage() as string;
    const by = { x: 5, y: 0, scale: 1 };
    const [one = "", two = ""] = [...prof.paste(taken, by), ...prof.paste(taken, by)];
    for (const id of [one, two]) {
      expect(ines.read(id)).toMatchObject({ author: "prof", colour: "#2B4C9B" });
      expect((ines.read(id) as Stroke).points).toEqual(before.points.map((at) => ({ ...at, x: at.x + 5 })));
      expect(ines.pageOf(id)).toBe(prof.page);
    }
    prof.undo();
    expect([ines.read(one) === null, ines.read(two)]).toEqual([false, null]);
  });
});

describe("what is carried to another page", () => {
  it("lies there as it was, by whoever drew it, and comes back at once", () => {
    const [stroke, figure] = [draw(ines, 3), ines.beginFigure("arrow", { x: 0, y: 0 }, "#14211C", 3)];
    prof.page = prof.addPage() as string;
    prof.act();
    const carried = prof.carry([stroke, figure], { x: 20, y: 20, scale: 1 });
    expect([ines.read(stroke), ines.read(figure)]).toEqual([null, null]);
    expect(carried.map((id) => ines.pageOf(id))).toEqual([prof.page, prof.page]);
    expect(carried.map((id) => ines.read(id)?.author)).toEqual(["ines", "ines"]);
    // Back to the first.
    const { page } = prof;
    prof.page = FIRST_PAGE;
    prof.act();
    const back = prof.carry(carried, { x: -20, y: -20, scale: 1 });
    expect(back.map((id) => ines.pageOf(id))).toEqual([FIRST_PAGE, FIRST_PAGE]);
    prof.undo();
    prof.undo();
    expect([ines.read(stroke), ines.read(figure)]).not.toContain(null);
    expect([...ines.items.keys()].map((id) => ines.pageOf(id))).not.toContain(page);
  });
});

describe("a board of version 1", () => {
  it("opens as it was, and takes what this version draws", () => {
    const stored = readFileSync(new URL("board_v1.b64", import.meta.url), "utf8");
    Y.applyUpdate(ines.doc, Buffer.from(stored, "base64"));
    expect(ines.meta.get("v")).toBe(1);
    expect(ines.paper).toBe("seyes");
    const items = [...ines.items.keys()].sort().map((id) => ines.read(id));
    expect(items).toMatchObject([
      { kind: "pen", colour: "#2B4C9B", width: 3.5, pressed: true },
      { kind: "marker", colour: "#0D6B3F", width: 20 },
      { kind: "text", text: "AC² = 100\ndonc AC = 10", place: { x: 40, y: 60.5 }, size: 24 },
      { kind: "photo", source: "/fichiers/u1/", width: 560, height: 747 },
    ]);
    expect((items[0] as Stroke).points.map(({ x, y }) => [x, y])).toEqual([
      [10, 20],
      [14.5, 22],
      [30, 25],
    ]);
    ines.shift(["item-1"], { x: 1, y: 1, scale: 1 });
    expect((prof.read("item-1") as Stroke).points[0]).toMatchObject({ x: 11, y: 21 });
  });
});

describe("a board of version 2", () => {
  it("opens as it was, on one page, and takes pages", () => {
    const stored = readFileSync(new URL("board_v2.b64", import.meta.url), "utf8");
    Y.applyUpdate(ines.doc, Buffer.from(stored, "base64"));
    expect(ines.meta.get("v")).toBe(2);
    expect(ines.pages.list).toEqual([FIRST_PAGE]);
    expect(ines.paper).toBe("staves");
    const items = [...ines.items.keys()].sort().map((id) => ines.read(id));
    expect(items).toMatchObject([
      { kind: "pen", colour: "#2B4C9B", width: 7, page: FIRST_PAGE },
      { kind: "arrow", from: { x: 0, y: 0 }, to: { x: 80, y: 40 }, width: 3 },
      { kind: "aid", aid: "line_10", place: { x: 5, y: 300 } },
      { kind: "text", text: "AC = 10", place: { x: 40, y: 60 } },
      { kind: "photo", source: "/fichiers/u1/", width: 560, height: 747 },
    ]);
    expect((items[0] as Stroke).points.map(({ x, y }) => [x, y])).toEqual([
      [120, 90],
      [129, 94],
      [160, 100],
    ]);
    ines.page = ines.addPage() as string;
    expect(ines.paper).toBe("staves");
    expect(prof.read(draw(ines))?.page).toBe(ines.page);
  });
});

describe("a board of version 3, 4 or 5", () => {
  const stored = (version: number): void => {
    const text = readFileSync(new URL(`board_v${version}.b64`, import.meta.url), "utf8");
    Y.applyUpdate(ines.doc, Buffer.from(text, "base64"));
  };
  const items = (): unknown[] => [...ines.items.keys()].map((id) => ines.read(id));
  const since3 = [
    { kind: "photo", source: "/fichiers/u1/", width: 560, height: 747, page: FIRST_PAGE },
    { kind: "pen", colour: "#2B4C9B", width: 3.5, page: FIRST_PAGE },
    { kind: "arrow", from: { x: 5, y: 6 }, to: { x: 165, y: 86 }, width: 6, page: "item-2" },
    { kind: "aid", aid: "line_10", place: { x: 5, y: 300 } },
  ];
  const since4 = [
    { kind: "formula", latex: "\\frac{1}{2}", place: { x: 40, y: 60 } },
    { kind: "graph", text: "x^2; 2x", window: [-4, 4, -2, 6] },
  ];

  it.each([
    [3, since3],
    [4, [...since3, ...since4]],
    [5, [...since3, ...since4, { kind: "line", from: { x: 0, y: 500 }, to: { x: 100, y: 500 } }]],
  ])("%i opens as it was, and its photo is turned and cropped", (version, expected) => {
    stored(version);
    expect(ines.meta.get("v")).toBe(version);
    expect(ines.pages.list).toEqual([FIRST_PAGE, "item-2"]);
    expect(ines.pages.paper(FIRST_PAGE)).toBe("staves");
    expect(ines.pages.paper("item-2")).toBe("seyes");
    expect(items()).toHaveLength(expected.length);
    for (const item of expected) expect(items()).toContainEqual(expect.objectContaining(item));
    if (version === 5) expect((items().at(-1) as Figure).pieces).toHaveLength(2);
    ines.laid.turn("page-u1", 1);
    ines.act();
    ines.laid.crop("page-u1", "top", 0.5);
    expect(prof.read("page-u1")).toMatchObject({ width: 747, height: 280, frame: { turns: 1 } });
  });
});

describe("a photo", () => {
  it("turns around the middle of what is in sight, is cropped, copied so, undone act by act, and whole again", () => {
    const id = ines.laid.photoAt("/fichiers/u9/", 400, 200, { x: 0, y: 0 });
    ines.act();
    ines.laid.crop(id, "right", 0.5);
    ines.laid.crop(id, "right", 0.5);
    expect(prof.read(id)).toMatchObject({ place: { x: 0, y: 0 }, width: 100, height: 200 });
    ines.laid.turn(id, 1);
    const turned = { place: { x: -50, y: 50 }, width: 200, height: 100, frame: { turns: 1 } };
    expect(prof.read(id)).toMatchObject(turned);
    const [copy = ""] = ines.copy([id], { x: 10, y: 0, scale: 1 });
    expect(prof.read(copy)).toMatchObject({ ...turned, place: { x: -40, y: 50 } });
    ines.undo();
    ines.undo();
    expect(prof.read(id)).toMatchObject({ place: { x: 0, y: 0 }, width: 100 });
    ines.undo();
    expect(prof.read(id)).toMatchObject({ width: 400 });
    ines.laid.crop(id, "left", 0.25);
    ines.laid.uncrop(id);
    expect(prof.read(id)).toMatchObject({ width: 400, height: 200, frame: { left: 0, turns: 0 } });
  });

  it("alone is cropped and turned", () => {
    const id = draw(ines);
    const before = ines.read(id);
    ines.laid.crop(id, "left", 0.25);
    ines.laid.turn(id, 1);
    expect(ines.read(id)).toEqual(before);
  });
});

describe("the begun work", () => {
  it("a page of a PDF has a page of the board to itself, photos lie side by side", () => {
    const pdf = ["u3", "u4"].map((id) => ({ id, url: `/fichiers/${id}/`, width: 1, height: 1, alone: true }));
    ines.laid.work([...pages, ...pdf]);
    expect(ines.pages.list).toEqual([FIRST_PAGE, "u3", "u4"]);
    expect(["u1", "u2", "u3", "u4"].map((id) => prof.pageOf(`page-${id}`))).toEqual([
      FIRST_PAGE,
      FIRST_PAGE,
      "u3",
      "u4",
    ]);
  });

  it("is laid once, even when both lay it before they see each other", () => {
    const [a, b] = [board("a"), board("b")];
    a.laid.work(pages);
    b.laid.work(pages);
    join(a, b);
    expect([...a.items.keys()].sort()).toEqual(["page-u1", "page-u2"]);
    expect(a.doc.toJSON()).toEqual(b.doc.toJSON());
  });

  it("does not come back once erased", () => {
    ines.laid.work(pages);
    ines.erase(["page-u1"]);
    prof.laid.work(pages);
    expect([...prof.items.keys()]).toEqual(["page-u2"]);
  });
});

describe("mathematics", () => {
  it("a formula is written, seen by the other, moved, written again, erased when emptied, and all of it undone", () => {
    const [ines, prof] = pair();
    const id = ines.laid.formula("\\frac{1}{2}", { x: 10, y: 20 }, "#2B4C9B", 28);
    const first = { kind: "formula", latex: "\\frac{1}{2}", size: 28, place: { x: 10, y: 20 } };
    expect(prof.read(id)).toMatchObject(first);
    ines.act();
    ines.shift([id], { x: 5, y: 5, scale: 2 });
    expect(prof.read(id)).toMatchObject({ size: 56, place: { x: 25, y: 45 } });
    ines.rewrite(id, "x^2");
    expect(prof.read(id)).toMatchObject({ latex: "x^2" });
    ines.rewrite(id, " ");
    expect(prof.read(id)).toBeNull();
    for (let step = 0; step < 3; step += 1) ines.undo();
    expect(prof.read(id)).toMatchObject(first);
    ines.undo();
    expect(prof.read(id)).toBeNull();
  });

  it("a graph keeps what was typed and its window, changed together, copied with it", () => {
    const [ines, prof] = pair();
    const id = ines.laid.graph("x²", [-5, 5, -5, 5], { x: 0, y: 0 }, "#2B4C9B");
    changeGraph(ines, ines.read(id) as Graph, "0,5x + 1", [0, 10, -1, 6]);
    const changed = { kind: "graph", text: "0,5x + 1", window: [0, 10, -1, 6] };
    expect(prof.read(id)).toMatchObject(changed);
    const [copy = ""] = prof.copy([id], { x: 20, y: 0, scale: 1 });
    expect(ines.read(copy)).toMatchObject({ ...changed, place: { x: 20, y: 0 } });
    ines.undo();
    expect(prof.read(id)).toMatchObject({ text: "x²", window: [-5, 5, -5, 5] });
  });

  it("a formula rewritten by both is kept twice, the second under the first", () => {
    const [ines, prof] = pair();
    const id = ines.laid.formula("x + 1", { x: 10, y: 20 }, "#2B4C9B", 10);
    const known = ines.read(id) as Formula;
    prof.rewrite(id, "2x + 1", prof.read(id) as Formula);
    expect(ines.rewrite(id, "x + 12", known)).toBe(true);
    const [anew = ""] = [...prof.items.keys()].filter((each) => each !== id);
    expect(prof.read(id)).toMatchObject({ latex: "2x + 1" });
    expect(prof.read(anew)).toMatchObject({ latex: "x + 12", place: { x: 10, y: 46 } });
  });

  it("a graph in which the other typed meanwhile is left; its window and its functions change apart", () => {
    const [ines, prof] = pair();
    const id = ines.laid.graph("x²", [-5, 5, -5, 5], { x: 0, y: 0 }, "#2B4C9B");
    const known = ines.read(id) as Graph;
    expect(changeGraph(prof, known, "x² + 1", [-5, 5, -5, 5])).toBe(true);
    expect(changeGraph(ines, known, "x²", [0, 9, 0, 9])).toBe(true);
    const now = { text: "x² + 1", window: [0, 9, 0, 9] };
    expect(prof.read(id)).toMatchObject(now);
    expect(changeGraph(ines, known, "2x²", [-1, 1, -1, 1])).toBe(false);
    expect(prof.read(id)).toMatchObject(now);
  });

  it("a graph in which each typed another function has both", () => {
    const [ines, prof] = pair();
    const id = ines.laid.graph("x²;2x", [-5, 5, -5, 5], { x: 0, y: 0 }, "#2B4C9B");
    const known = ines.read(id) as Graph;
    expect(changeGraph(prof, known, "x² + 1;2x;√x", known.window)).toBe(true);
    expect(changeGraph(ines, known, "x²;3x", known.window)).toBe(true);
    expect(prof.read(id)).toMatchObject({ text: "x² + 1;3x;√x" });
  });

  /** What stands once each has heard the other; whose words Yjs keeps is drawn by lot. */
  function graphs(mine: string, theirs: string, moved: boolean): [number, ...unknown[]] {
    const [a, b] = [board("a"), board("b")];
    let told = 0;
    for (const one of [a, b])
      one.apart = () => {
        told += 1;
      };
    const id = a.laid.graph("x²;2x", [-5, 5, -5, 5], { x: 0, y: 0 }, "#2B4C9B");
    Y.applyUpdate(b.doc, Y.encodeStateAsUpdate(a.doc), "link");
    changeGraph(a, a.read(id) as Graph, mine, [-5, 5, -5, 5]);
    changeGraph(b, b.read(id) as Graph, theirs, [0, 9, 0, 9]);
    if (moved) a.shift([id], { x: 7, y: 0, scale: 1 });
    meet(a, b);
    expect(a.doc.getMap("items").toJSON()).toEqual(b.doc.getMap("items").toJSON());
    return [told, ...[...a.items.keys()].map((each) => a.read(each))];
  }

  it.each(Array.from({ length: 8 }, (_, turn) => turn))(
    "a graph changed by both at the same instant keeps each function, its window and its place (%i)",
    () => {
      const both = { text: "x² + 1;3x", window: [0, 9, 0, 9], place: { x: 7, y: 0 } };
      expect(graphs("x² + 1;2x", "x²;3x", true)).toMatchObject([0, both]);
    },
  );

  it.each(Array.from({ length: 8 }, (_, turn) => turn))(
    "a graph in which both typed in one function at the same instant is kept twice, and it is told (%i)",
    () => {
      const [told, first, second, ...more] = graphs("x²;3x", "x²;4x", false) as [number, Graph, Graph];
      expect([told, [first.text, second.text].sort(), more]).toEqual([1, ["x²;3x", "x²;4x"], []]);
      expect(second.place.y).toBeGreaterThan(first.place.y);
    },
  );
});

describe("a document written by another program", () => {
  it.each([
    [
      "a photo from another site",
      { k: "photo", a: "x", t: 1, s: "https://ailleurs.example/p.png", d: [10, 10] },
    ],
    ["a photo without a scheme", { k: "photo", a: "x", t: 1, s: "//ailleurs.example/p.png", d: [10, 10] }],
    ["a script", { k: "photo", a: "x", t: 1, s: "javascript:alert(1)", d: [10, 10] }],
    ["an aid nobody knows", { k: "aid", a: "x", t: 1, f: "constructor" }],
    ["no head", undefined],
  ])("%s is not drawn", (_, head) => {
    ines.items.set("odd", new Y.Map(Object.entries({ h: head, m: [0, 0] })));
    expect(ines.read("odd")).toBeNull();
  });

  it.each([
    ["a text far below", { k: "text" }, { x: "loin", m: [0, 1e12] }],
    ["a text moved far away", { k: "text" }, { x: "loin", m: [0, 0], g: [0, -2e5, 1] }],
    ["a line without end", { k: "line" }, { e: [0, 0, 1e9, 0] }],
    ["a photo without end", { k: "photo", s: "/fichiers/u1/", d: [10, 1e9] }, { m: [0, 0] }],
    ["a box of tomorrow without end", { k: "hologram", d: [1e9, 10] }, { m: [0, 0] }],
  ])("%s is not drawn", (_, head, fields) => {
    ines.items.set("far", new Y.Map<unknown>(Object.entries({ h: { a: "x", t: 1, ...head }, ...fields })));
    expect(ines.read("far")).toBeNull();
    const stroke = ines.beginStroke("pen", "#14211C", 3, false);
    stroke.add([{ x: 0, y: 2e5, pressure: 0.5 }]);
    stroke.flush();
    expect(prof.read(stroke.id)).toBeNull();
  });

  it("a kind of tomorrow is a plain box where it lies, moved and copied like the rest", () => {
    const put = (id: string, fields: Record<string, unknown>): void => {
      ines.items.set(id, new Y.Map(Object.entries(fields)));
    };
    put("odd", { h: { k: "hologram", a: "x", t: 1, d: [300, 200] }, m: [10, 20], q: "kept" });
    put("nowhere", { h: { k: "hologram", a: "x", t: 1 } });
    const box = { kind: "unknown", place: { x: 10, y: 20 }, width: 300, height: 200 };
    expect(ines.read("odd")).toMatchObject(box);
    expect(ines.read("nowhere")).toBeNull();
    ines.shift(["odd"], { x: 5, y: 0, scale: 2 });
    expect(ines.read("odd")).toMatchObject({ place: { x: 25, y: 40 }, width: 600 });
    expect(ines.items.get("odd")?.get("q")).toBe("kept");
  });

  it("a formula or a graph that lacks what it needs is not drawn", () => {
    const head = { a: "x", t: 1 };
    ines.items.set(
      "f",
      new Y.Map<unknown>(Object.entries({ h: { ...head, k: "formula" }, m: [0, 0], x: 3 })),
    );
    ines.items.set("g", new Y.Map<unknown>(Object.entries({ h: { ...head, k: "graph" }, x: "x" })));
    expect([ines.read("f"), ines.read("g")]).toEqual([null, null]);
    const odd = { h: { ...head, k: "graph" }, m: [0, 0], x: "x", r: [5, -5, 0, 0] };
    ines.items.set("w", new Y.Map<unknown>(Object.entries(odd)));
    expect(ines.read("w")).toMatchObject({ window: [-5, 5, -5, 5] });
  });

  it("a colour or a width out of the ordinary is tamed", () => {
    const head = { k: "pen", a: "x", t: 1, c: "url(x)", w: 1e9 };
    ines.items.set("odd", new Y.Map<unknown>(Object.entries({ h: head, p: new Y.Array() })));
    expect(ines.read("odd")).toMatchObject({ colour: "#14211C", width: 80 });
  });
});

describe("two boards apart for a while", () => {
  it("converge with nothing lost", () => {
    const [a, b] = [board("a"), board("b")];
    const drawn = [draw(a), draw(b), draw(a), draw(b)];
    const late = a.write("x", { x: 0, y: 0 }, "#14211C", 20);
    join(a, b);
    for (const id of [...drawn, late]) {
      expect(a.read(id)).not.toBeNull();
      expect(b.read(id)).toEqual(a.read(id));
    }
  });
});

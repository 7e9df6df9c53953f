import { beforeEach, describe, expect, it } from "vitest";
import * as Y from "yjs";
import { BoardDocument, type Stroke, type WorkPage } from "../../src/board/board_document";

let counter = 0;

function board(author: string): BoardDocument {
  return new BoardDocument(
    author,
    () => 1000 + counter,
    () => {
      counter += 1;
      return `${author}-${counter}`;
    },
  );
}

/** Two boards that see each other's updates as they happen. */
function pair(): [BoardDocument, BoardDocument] {
  const [ines, prof] = [board("ines"), board("prof")];
  join(ines, prof);
  return [ines, prof];
}

function join(a: BoardDocument, b: BoardDocument): void {
  Y.applyUpdate(b.doc, Y.encodeStateAsUpdate(a.doc), "link");
  Y.applyUpdate(a.doc, Y.encodeStateAsUpdate(b.doc), "link");
  a.doc.on("update", (update, origin) => origin !== "link" && Y.applyUpdate(b.doc, update, "link"));
  b.doc.on("update", (update, origin) => origin !== "link" && Y.applyUpdate(a.doc, update, "link"));
}

function draw(on: BoardDocument, count = 10): string {
  const stroke = on.beginStroke("pen", "#2B4C9B", 3, false);
  for (let step = 0; step < count; step += 1) {
    stroke.add([{ x: step * 4, y: step, pressure: 0.5 }]);
    if (step % 3 === 2) stroke.flush();
  }
  stroke.flush();
  return stroke.id;
}

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

describe("undo", () => {
  it("takes back one's own last act, whole, and only one's own", () => {
    const mine = draw(ines);
    const theirs = draw(prof);
    expect(ines.undo()).toBe(true);
    expect(ines.read(mine)).toBeNull();
    expect(prof.read(theirs)).not.toBeNull();
    expect(ines.undo()).toBe(false);
    expect(prof.read(theirs)).not.toBeNull();
    expect(ines.redo()).toBe(true);
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
    ines.layWork(pages);
    expect(ines.undo()).toBe(false);
    expect(ines.items.size).toBe(2);
  });
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
});

describe("the begun work", () => {
  it("is laid once, even when both lay it before they see each other", () => {
    const [a, b] = [board("a"), board("b")];
    a.layWork(pages);
    b.layWork(pages);
    join(a, b);
    expect([...a.items.keys()].sort()).toEqual(["page-u1", "page-u2"]);
    expect(a.doc.toJSON()).toEqual(b.doc.toJSON());
  });

  it("does not come back once erased", () => {
    ines.layWork(pages);
    ines.erase(["page-u1"]);
    prof.layWork(pages);
    expect([...prof.items.keys()]).toEqual(["page-u2"]);
  });
});

describe("a document written by another program", () => {
  it.each([
    [
      "a photo from another site",
      { k: "photo", a: "x", t: 1, s: "https://ailleurs.example/p.png", d: [10, 10] },
    ],
    ["a photo without a scheme", { k: "photo", a: "x", t: 1, s: "//ailleurs.example/p.png", d: [10, 10] }],
    ["a script", { k: "photo", a: "x", t: 1, s: "javascript:alert(1)", d: [10, 10] }],
    ["a kind of tomorrow", { k: "hologram", a: "x", t: 1 }],
    ["no head", undefined],
  ])("%s is not drawn", (_, head) => {
    ines.items.set("odd", new Y.Map(Object.entries({ h: head, m: [0, 0] })));
    expect(ines.read("odd")).toBeNull();
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

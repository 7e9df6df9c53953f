import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { BoardDocument } from "../../src/board/board_document";
import { MASK } from "../../src/board/masked";
import { cameIn, Story, showOnly } from "../../src/lesson/story";

interface Kept {
  readonly at: number;
  readonly update: Uint8Array;
}

/** A lesson: acts at their time, kept as the server keeps them. */
class Lesson {
  readonly kept: Kept[] = [];
  readonly board: BoardDocument;
  private at = 0;
  private made = 0;

  constructor() {
    const doc = new Y.Doc();
    doc.on("update", (update: Uint8Array) => this.kept.push({ at: this.at, update }));
    this.board = new BoardDocument(
      "12",
      () => 1_000_000 + this.at,
      () => {
        this.made += 1;
        return `item-${this.made}`;
      },
      doc,
    );
  }

  after<T>(seconds: number, act: (board: BoardDocument) => T): T {
    this.at = seconds * 1000;
    return act(this.board);
  }

  get bytes(): Uint8Array {
    const out: number[] = [];
    let last = this.kept[0]?.at ?? 0;
    for (const { at, update } of this.kept) {
      out.push(...varint(at - last), ...varint(update.length), ...update);
      last = at;
    }
    return Uint8Array.from(out);
  }

  async story(): Promise<{ story: Story; shown: BoardDocument }> {
    const [end, shown] = [copied(this.board), copied(this.board)];
    const story = await Story.of(this.bytes, end.doc, shown.doc);
    if (story === null) throw new Error("nothing to tell");
    return { story, shown };
  }
}

function varint(number: number): number[] {
  const out: number[] = [];
  let left = number;
  while (left >= 0x80) {
    out.push((left % 0x80) + 0x80);
    left = Math.floor(left / 0x80);
  }
  return [...out, left];
}

function copied(board: BoardDocument): BoardDocument {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(board.doc));
  return new BoardDocument("", Date.now, () => "", doc);
}

/** What is in sight, told shortly. */
function sight(board: BoardDocument): string[] {
  const told = [...board.items.keys()].map((id) => {
    const item = board.read(id);
    if (item?.kind === "text") return `${item.text} ${Math.round(item.place.x)}`;
    return item?.kind === "pen" ? `pen ${item.points.length}` : String(item?.kind);
  });
  return told.sort();
}

function lesson(): Lesson {
  const made = new Lesson();
  const first = made.after(0, (board) => board.write("douze", { x: 10, y: 0 }, "#2B4C9B", 24));
  made.after(60, (board) => board.shift([first], { x: 100, y: 0, scale: 1 }));
  const stroke = made.after(70, (board) => board.beginStroke("pen", "#2B4C9B", 3, false));
  for (let at = 70; at < 75; at += 1)
    made.after(at, () => {
      stroke.add([{ x: at, y: at, pressure: 0.5 }]);
      stroke.flush();
    });
  made.after(200, (board) => {
    board.act();
    board.erase([first]);
  });
  made.after(205, (board) => board.rewrite("none", "", null));
  made.after(210, (board) => board.write("treize", { x: 0, y: 0 }, "#2B4C9B", 24));
  return made;
}

describe("a board of which only what was left is known", () => {
  it("is shown in part, and whole again", () => {
    const end = new Y.Doc();
    for (const id of ["a", "b", "c"]) end.getMap("items").set(id, new Y.Map([["x", id]]));
    const shown = new Y.Doc();
    Y.applyUpdate(shown, Y.encodeStateAsUpdate(end));
    const there = () => shown.getMap("items").toJSON();
    showOnly(new Set(["b"]), end, shown);
    expect(there()).toEqual({ b: { x: "b" } });
    showOnly(new Set(["b", "c", "of another page"]), end, shown);
    expect(there()).toEqual({ b: { x: "b" }, c: { x: "c" } });
    showOnly(null, end, shown);
    expect(there()).toEqual({ a: { x: "a" }, b: { x: "b" }, c: { x: "c" } });
  });
});

describe("the story of a board", () => {
  it("shows what was erased and moved as it was at each moment", async () => {
    const { story, shown } = await lesson().story();
    const told: [number, string[]][] = [];
    for (let step = 0; step <= story.steps; step += 1) {
      story.go(step);
      told.push([story.seconds(step), sight(shown)]);
    }
    expect(told).toEqual([
      [0, []],
      [0, ["douze 10"]],
      [60, ["douze 110"]],
      [70, ["douze 110", "pen 1"]],
      [71, ["douze 110", "pen 2"]],
      [72, ["douze 110", "pen 3"]],
      [73, ["douze 110", "pen 4"]],
      [74, ["douze 110", "pen 5"]],
      [200, ["pen 5"]],
      [210, ["pen 5", "treize 0"]],
    ]);
  });

  it("is the same whichever way one comes to a step", async () => {
    const { story, shown } = await lesson().story();
    const seen = new Map<number, string>();
    for (let step = 0; step <= story.steps; step += 1) {
      story.go(step);
      seen.set(step, sight(shown).join());
    }
    for (const step of [3, 8, 1, 9, 0, 7, 2, 9, 4, 4, 5, 9, 8, 0]) {
      story.go(step);
      expect(sight(shown).join(), `step ${step}`).toBe(seen.get(step));
    }
  });

  it("begins with the begun work, and follows the pages", async () => {
    const made = new Lesson();
    made.after(0, (board) => board.doc.getMap("meta").set("opened", true));
    const page = made.after(5, (board) => {
      board.write("un", { x: 0, y: 0 }, "#2B4C9B", 24);
      return board.addPage() as string;
    });
    made.after(9, (board) => {
      board.page = page;
      board.write("deux", { x: 0, y: 0 }, "#2B4C9B", 24);
    });
    made.after(12, (board) => board.removePage(page));
    const { story, shown } = await made.story();
    expect([...Array(story.steps + 1).keys()].map((step) => story.page(step))).toEqual([
      null,
      "1",
      page,
      null,
    ]);
    story.go(0);
    expect([shown.meta.get("opened"), shown.items.size]).toEqual([true, 0]);
    story.go(2);
    expect(shown.pages.list).toEqual(["1", page]);
    story.go(3);
    expect(shown.pages.list).toEqual(["1"]);
  });

  it("ends with the board as it was left, also when the story was not kept to its end", async () => {
    const made = lesson();
    const [end, shown] = [copied(made.board), copied(made.board)];
    made.kept.splice(6);
    const story = (await Story.of(made.bytes, end.doc, shown.doc)) as Story;
    story.go(1);
    expect(sight(shown)).toEqual(["douze 10"]);
    story.go(story.steps);
    expect(sight(shown)).toEqual(["pen 5", "treize 0"]);
  });

  it("leaves out what cannot be read, and comes twice what was kept twice", async () => {
    const made = lesson();
    const [first] = made.kept as [Kept];
    made.kept.splice(2, 0, { at: 60_500, update: Uint8Array.from([9, 9, 9]) }, { ...first, at: 60_600 });
    const { story, shown } = await made.story();
    story.go(2);
    expect(sight(shown)).toEqual(["douze 110"]);
    story.go(story.steps);
    expect(sight(shown)).toEqual(["pen 5", "treize 0"]);
  });

  it("has few steps, however long the lesson", async () => {
    const made = new Lesson();
    for (let at = 0; at < 1200; at += 1)
      made.after(at, (board) => board.write(`${at}`, { x: 0, y: 0 }, "#2B4C9B", 24));
    const { story, shown } = await made.story();
    expect(story.steps).toBeLessThanOrEqual(400);
    story.go(Math.floor(story.steps / 2));
    const half = shown.items.size;
    story.go(story.steps - 1);
    story.go(Math.floor(story.steps / 2));
    expect(shown.items.size).toBe(half);
  });

  it("tells nothing of a board without one, and says when its bytes end too soon", async () => {
    const { board, bytes } = lesson();
    expect(await Story.of(new Uint8Array(), board.doc, board.doc)).toBeNull();
    expect(() => cameIn(bytes.subarray(0, bytes.length - 1))).toThrow(RangeError);
  });
});

describe("contact details on a board", () => {
  it.each(["appelle-moi au 06 12 34 56 78", "lea@exemple.fr", "mon snap : lea_75"])(
    "« %s » are not shown",
    (text) => {
      const made = new Lesson();
      const id = made.board.write(text, { x: 0, y: 0 }, "#2B4C9B", 24);
      expect(made.board.read(id)).toMatchObject({ text: MASK });
      const latex = `\\text{${text.replaceAll(" ", "\\,")}}`;
      const formula = made.board.laid.formula(latex, { x: 0, y: 0 }, "#2B4C9B", 28);
      expect(made.board.read(formula)).toMatchObject({ latex: `\\text{${MASK}}` });
    },
  );
});

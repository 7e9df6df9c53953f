import { IDBFactory } from "fake-indexeddb";
import { createDecoder, readTailAsUint8Array, readVarUint, readVarUint8Array } from "lib0/decoding";
import { createEncoder, toUint8Array, writeVarUint, writeVarUint8Array } from "lib0/encoding";
import { beforeEach, describe, expect, it } from "vitest";
import { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import { type Arriving, PIECE } from "../../src/live/parcels";
import { LIMITS } from "../../src/live/protocol";
import { RoomLink } from "../../src/live/room_link";
import { unkeptStore } from "../../src/live/unkept_store";
import { TestWorld } from "./socket_world";

/** The server's half of the sync: a document, and how many durable frames it has kept. */
class Server {
  doc = new Y.Doc();
  durable = 0;
  reachable = true;
  awareness = 0;
  parts: number[] = [];
  /** Bytes of each that came. */
  pieces: number[] = [];
  taken = 0;
  answersPieces = true;
  link: RoomLink | null = null;

  receive(frame: Uint8Array): boolean {
    if (!this.reachable) return false;
    const decoder = createDecoder(frame);
    const kind = readVarUint(decoder);
    if (kind === PIECE) return this.takes(readVarUint(decoder), readTailAsUint8Array(decoder));
    if (kind !== 0) {
      this.awareness += 1;
      return true;
    }
    const step = readVarUint(decoder);
    const body = readVarUint8Array(decoder);
    if (step === 0) {
      this.says(1, Y.encodeStateAsUpdate(this.doc, body));
      this.says(0, Y.encodeStateVector(this.doc));
    } else {
      this.durable += 1;
      Y.applyUpdate(this.doc, body);
    }
    return true;
  }

  /** It answers that it took it once the page has gone on. */
  private takes(left: number, part: Uint8Array): boolean {
    this.parts.push(...part);
    this.pieces.push(part.length);
    this.taken += part.length;
    const { link, taken } = this;
    if (part.length > 0 && this.answersPieces) queueMicrotask(() => link?.took(taken));
    const whole = Uint8Array.from(this.parts);
    if (left === 0) this.parts = [];
    return left > 0 || whole.length === 0 || this.receive(whole);
  }

  says(step: number, body: Uint8Array): void {
    const encoder = createEncoder();
    writeVarUint(encoder, 0);
    writeVarUint(encoder, step);
    writeVarUint8Array(encoder, body);
    const link = this.link;
    queueMicrotask(() => link?.receive(toUint8Array(encoder)));
  }
}

let time: TestWorld;
let server: Server;
let browser: IDBFactory;
beforeEach(() => {
  time = new TestWorld();
  server = new Server();
  browser = new IDBFactory();
});

interface Page {
  doc: Y.Doc;
  link: RoomLink;
  unkept: number;
  synced: number;
  /** What it said it took, and of how it came. */
  took: number[];
  arriving: (Arriving | null)[];
}

function page(): Page {
  const doc = new Y.Doc();
  const opened: Page = {
    doc,
    unkept: 0,
    synced: 0,
    took: [],
    arriving: [],
    link: new RoomLink(
      doc,
      new Awareness(doc),
      {
        send: (frame) => server.receive(frame),
        took: (bytes) => opened.took.push(bytes),
        after: (delay, act) => time.after(delay, act),
        store: unkeptStore("lesson", browser, () => time.now()),
      },
      {
        onSynced: () => {
          opened.synced += 1;
        },
        onUnkept: (items) => {
          opened.unkept = items;
        },
        onArriving: (how) => opened.arriving.push(how),
      },
    ),
  };
  server.link = opened.link;
  return opened;
}

async function connect(on: Page): Promise<void> {
  server.reachable = true;
  server.durable = 0;
  server.taken = 0;
  server.parts = [];
  on.link.connect();
  await time.settle();
}

function draw(on: Page, id: string): void {
  on.doc.getMap("items").set(id, new Y.Map([["h", 1]]));
}

/** Stores take real turns of the event loop: look until it is so. */
async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error("still not so after 5 s");
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe("the board's link", () => {
  it("says when the document is the server's", async () => {
    server.doc.getMap("items").set("before", 1);
    const mine = page();
    await connect(mine);
    expect(mine.synced).toBe(1);
    expect(mine.doc.getMap("items").has("before")).toBe(true);
    mine.link.close();
  });

  it("counts the items the server has not kept yet", async () => {
    const mine = page();
    await connect(mine);
    draw(mine, "a");
    draw(mine, "b");
    expect(mine.unkept).toBe(2);
    mine.link.kept(1);
    expect(mine.unkept).toBe(1);
    mine.link.kept(2);
    expect(mine.unkept).toBe(0);
    mine.link.close();
  });

  it("counts a stroke once, however many times it grew", async () => {
    const mine = page();
    await connect(mine);
    const points = new Y.Array<number>();
    mine.doc.getMap("items").set("a", new Y.Map([["p", points]]));
    points.push([1]);
    points.push([2]);
    expect(mine.unkept).toBe(1);
    mine.link.close();
  });

  it("sends on its return what was drawn without network, in one frame", async () => {
    const mine = page();
    await connect(mine);
    server.reachable = false;
    mine.link.disconnect();
    draw(mine, "a");
    draw(mine, "b");
    expect(mine.unkept).toBe(2);
    await connect(mine);
    expect([...server.doc.getMap("items").keys()].sort()).toEqual(["a", "b"]);
    expect(server.durable).toBe(1);
    expect(mine.unkept).toBe(2);
    mine.link.kept(1);
    expect(mine.unkept).toBe(0);
    mine.link.close();
  });

  it("sends again what left but was never acknowledged", async () => {
    const mine = page();
    await connect(mine);
    draw(mine, "a");
    server.doc = new Y.Doc();
    mine.link.disconnect();
    await connect(mine);
    expect(server.doc.getMap("items").has("a")).toBe(true);
    mine.link.kept(1);
    expect(mine.unkept).toBe(0);
    mine.link.close();
  });

  it("also sends an erasure made without network", async () => {
    const mine = page();
    await connect(mine);
    draw(mine, "a");
    mine.link.kept(1);
    server.reachable = false;
    mine.link.disconnect();
    mine.doc.getMap("items").delete("a");
    await connect(mine);
    expect(server.doc.getMap("items").has("a")).toBe(false);
    mine.link.close();
  });

  it("finds again after a reload what had not left, then forgets it", async () => {
    const before = page();
    draw(before, "a");
    await time.pass(1000);
    await until(async () => (await unkeptStore("lesson", browser, () => 0).load()) !== null);

    const after = page();
    await after.link.restore();
    expect(after.doc.getMap("items").has("a")).toBe(true);
    expect(after.unkept).toBe(1);
    await connect(after);
    expect(server.doc.getMap("items").has("a")).toBe(true);
    after.link.kept(1);
    await until(async () => (await unkeptStore("lesson", browser, () => 0).load()) === null);
    after.link.close();
    before.link.close();
  });

  it("does not store what is acknowledged quickly", async () => {
    const mine = page();
    await connect(mine);
    draw(mine, "a");
    mine.link.kept(1);
    await time.pass(1000);
    expect(await unkeptStore("lesson", browser, () => 0).load()).toBeNull();
    mine.link.close();
  });

  it("does not send back what came from the server", async () => {
    const mine = page();
    await connect(mine);
    server.doc.getMap("items").set("theirs", 1);
    server.says(2, Y.encodeStateAsUpdate(server.doc));
    await time.settle();
    expect(mine.doc.getMap("items").has("theirs")).toBe(true);
    expect(server.durable).toBe(0);
    mine.link.close();
  });
});

describe("what is stored in the browser", () => {
  it("is dropped after a day, and is each lesson's own", async () => {
    const store = unkeptStore("one", browser, () => 0);
    await store.save(Uint8Array.of(1, 2, 3));
    expect(await unkeptStore("two", browser, () => 0).load()).toBeNull();
    expect(await unkeptStore("one", browser, () => 25 * 3600 * 1000).load()).toBeNull();
  });

  it("is nothing where the browser has no store", async () => {
    const store = unkeptStore("one", undefined, () => 0);
    await store.save(Uint8Array.of(1));
    expect(await store.load()).toBeNull();
    await store.clear();
  });

  describe("with large frames", () => {
    /** Random letters: nothing makes them smaller. */
    function much(bytes: number): string {
      return Array.from({ length: bytes }, (_, at) =>
        String.fromCharCode(97 + ((at * at * 31 + at) % 26)),
      ).join("");
    }
    function drawMuch(on: Page, id: string, bytes: number): void {
      on.doc.getMap("items").set(id, new Y.Map([["h", much(bytes)]]));
    }

    it("puts together a board that comes in pieces, says how much is there, and what it took", async () => {
      const board = new Y.Doc();
      board.getMap("items").set("large", much(150_000));
      const update = Y.encodeStateAsUpdate(board);
      const mine = page();
      await connect(mine);
      const encoder = createEncoder();
      writeVarUint(encoder, 0);
      writeVarUint(encoder, 1);
      writeVarUint8Array(encoder, update);
      const frame = toUint8Array(encoder);
      for (let at = 0; at < frame.length; at += LIMITS.piece_bytes) {
        expect(mine.doc.getMap("items").has("large")).toBe(false);
        const part = frame.subarray(at, at + LIMITS.piece_bytes);
        const head = createEncoder();
        writeVarUint(head, PIECE);
        writeVarUint(head, frame.length - at - part.length);
        mine.link.receive(Uint8Array.from([...toUint8Array(head), ...part]));
      }
      expect(mine.doc.getMap("items").has("large")).toBe(true);
      expect(mine.arriving[0]).toEqual({ bytes: LIMITS.piece_bytes, of: frame.length });
      expect(mine.arriving.at(-1)).toBeNull();
      expect(mine.took).toEqual([LIMITS.taken_bytes, 2 * LIMITS.taken_bytes, frame.length]);
      mine.link.close();
    });

    it("sends what was drawn without a network in pieces, two ahead, and counts it as one frame", async () => {
      const mine = page();
      drawMuch(mine, "large", 40_000);
      server.answersPieces = false;
      await connect(mine);
      expect(server.pieces).toEqual([0, LIMITS.piece_bytes, LIMITS.piece_bytes]);
      draw(mine, "after");
      expect(server.durable).toBe(0);
      server.answersPieces = true;
      mine.link.took(server.taken);
      await time.settle();
      expect(server.doc.getMap("items").has("large")).toBe(true);
      expect(server.doc.getMap("items").has("after")).toBe(true);
      expect(server.durable).toBe(2);
      mine.link.kept(1);
      expect(mine.unkept).toBe(1);
      mine.link.kept(2);
      expect(mine.unkept).toBe(0);
      mine.link.close();
    });

    it("begins again on the next connection, whatever was under way", async () => {
      const mine = page();
      drawMuch(mine, "large", 40_000);
      server.answersPieces = false;
      await connect(mine);
      mine.link.disconnect();
      server.answersPieces = true;
      await connect(mine);
      expect(server.doc.getMap("items").has("large")).toBe(true);
      expect(server.durable).toBe(1);
      mine.link.close();
    });

    it("is not said to arrive any more when the line is lost", async () => {
      const mine = page();
      await connect(mine);
      mine.link.receive(Uint8Array.from([PIECE, 10, 0, 1, 2]));
      mine.link.disconnect();
      expect(mine.arriving).toEqual([{ bytes: 3, of: 13 }, null]);
      mine.link.close();
    });
  });
});

import { IDBFactory } from "fake-indexeddb";
import { createDecoder, readTailAsUint8Array, readVarUint, readVarUint8Array } from "lib0/decoding";
import { createEncoder, toUint8Array, writeVarUint, writeVarUint8Array } from "lib0/encoding";
import { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import { type Arriving, PIECE } from "../../src/live/parcels";
import { RoomLink } from "../../src/live/room_link";
import { unkeptStore } from "../../src/live/unkept_store";
import { TestWorld } from "./socket_world";

/** The server's half of the sync: a document, and how many durable frames it has kept. */
export class Server {
  doc = new Y.Doc();
  durable = 0;
  reachable = true;
  awareness = 0;
  parts: number[] = [];
  /** Bytes of each that came. */
  pieces: number[] = [];
  taken = 0;
  answersPieces = true;
  /** Rows said by `since`; and whether it can go on from one. */
  asked: number[] = [];
  resumes = false;
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
    if (step === 0 && this.resumes && this.asked.length > 0) {
      this.says(2, Y.encodeStateAsUpdate(this.doc, body));
      const { link } = this;
      queueMicrotask(() => link?.resumed());
    } else if (step === 0) {
      this.says(1, Y.encodeStateAsUpdate(this.doc, body));
      this.says(0, Y.encodeStateVector(this.doc));
    } else {
      this.durable += 1;
      Y.applyUpdate(this.doc, body);
    }
    return true;
  }

  since(row: number): boolean {
    this.asked.push(row);
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

export interface Page {
  doc: Y.Doc;
  link: RoomLink;
  unkept: number;
  synced: number;
  /** What it said it took, and of how it came. */
  took: number[];
  arriving: (Arriving | null)[];
}

/** A room's pages, the server they speak to, and the browser they are in. */
/** Like a browser's: what it holds are its own properties. */
export function emptyStorage(): Storage {
  return Object.create({
    getItem(this: Record<string, string>, key: string) {
      return this[key] ?? null;
    },
    setItem(this: Record<string, string>, key: string, value: string) {
      this[key] = value;
    },
    removeItem(this: Record<string, string>, key: string) {
      delete this[key];
    },
  }) as Storage;
}

export class RoomWorld {
  readonly time = new TestWorld();
  readonly server = new Server();
  readonly browser = new IDBFactory();
  readonly storage = emptyStorage();

  page(): Page {
    const { time, server, browser, storage } = this;
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
          since: (row) => server.since(row),
          took: (bytes) => opened.took.push(bytes),
          after: (delay, act) => time.after(delay, act),
          store: unkeptStore("board", browser, storage, () => time.now()),
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

  async connect(on: Page): Promise<void> {
    this.server.reachable = true;
    this.server.durable = 0;
    this.server.taken = 0;
    this.server.parts = [];
    on.link.connect();
    await this.time.settle();
  }
}

export function draw(on: Page, id: string): void {
  on.doc.getMap("items").set(id, new Y.Map([["h", 1]]));
}

/** Stores take real turns of the event loop: look until it is so. */
export async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error("still not so after 5 s");
    await new Promise((resolve) => setImmediate(resolve));
  }
}

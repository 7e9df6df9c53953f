import { createInterface } from "node:readline";
import { Awareness } from "y-protocols/awareness";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import { BoardDocument } from "../../src/board/board_document";
import type { StrokeInProgress } from "../../src/board/ink";
import type { RoomIncoming, RoomOutgoing } from "../../src/live/protocol";
import { RoomLink } from "../../src/live/room_link";
import { LiveSocket } from "../../src/live/socket";
import { type Random, randomFrom } from "./random";

/**
 * One who edits a room at random: `node peer.js board|provider HOST LESSON TICKET SEED ACTS SPELLS`.
 *
 * `board` is our own board document, link and socket, as the room's page wires them; `provider` is y-websocket's own
 * client, which knows of the board what docs/board.md says. Each leaves the network SPELLS times and goes on writing.
 * Prints "done" after the last act; then answers each line it reads with the board as it sees it.
 */
const [role = "", host = "", lesson = "", ticket = "", seed = "1", acts = "0", spells = "0"] =
  process.argv.slice(2);
const ACTS_A_TURN = 5;
/** Acts made while away. */
const AWAY_FOR = 25;

interface Peer {
  readonly doc: Y.Doc;
  act(): void;
  leave(): void;
  comeBack(): void;
  /** Nothing of this peer's is still on its way to the server's disk, as far as it is told. */
  quiet(): boolean;
}

function provider(random: Random): Peer {
  const doc = new Y.Doc();
  const items = doc.getMap<Y.Map<unknown>>("items");
  const socket = new WebsocketProvider(`ws://${host}/room`, lesson, doc, {
    params: { ticket },
    disableBc: true,
    maxBackoffTime: 200,
  });
  return {
    doc,
    act: () => foreignAct(doc, items, random),
    leave: () => socket.disconnect(),
    comeBack: () => socket.connect(),
    quiet: () => socket.synced,
  };
}

/** What another program may do with the document, by docs/board.md. */
function foreignAct(doc: Y.Doc, items: Y.Map<Y.Map<unknown>>, random: Random): void {
  const ids = [...items.keys()];
  const id = random.one(ids);
  const item = id === undefined ? undefined : items.get(id);
  const dice = random.below(10);
  doc.transact(() => {
    if (id === undefined || item === undefined || dice < 4) {
      const stroke = new Y.Map<unknown>();
      stroke.set("h", { k: "pen", a: "x", t: random.below(1e9), c: "#14211C", w: 3 });
      stroke.set("p", Y.Array.from([chunk(random)]));
      items.set(random.id(), stroke);
    } else if (dice < 7) {
      const points = item.get("p");
      if (points instanceof Y.Array) points.push([chunk(random)]);
      else item.set("x", `mots ${random.below(1000)}`);
    } else if (dice < 9) {
      item.set("g", [random.below(800) / 8, random.below(800) / 8, 1]);
    } else {
      items.delete(id);
    }
  });
}

function chunk(random: Random): Uint8Array {
  return Uint8Array.from([0, ...Array.from({ length: 8 }, () => random.below(100))]);
}

function board(random: Random): Peer {
  const document = new BoardDocument("1", Date.now, () => random.id());
  const away = { now: false };
  let network: (up: boolean) => void = () => undefined;
  const link = new RoomLink(
    document.doc,
    new Awareness(document.doc),
    {
      send: (frame) => socket.sendBinary(frame),
      since: () => false,
      took: (bytes) => socket.send({ type: "took", n: bytes }),
      after,
      store: {
        load: () => Promise.resolve(null),
        save: () => Promise.resolve(),
        saveAtOnce: () => undefined,
        clear: () => Promise.resolve(),
      },
    },
    { onSynced: () => undefined, onUnkept: () => undefined, onArriving: () => undefined },
  );
  const socket = new LiveSocket<RoomIncoming, RoomOutgoing>(
    {
      onMessage: (message) => {
        if (message.type === "welcome") link.connect();
        else if (message.type === "kept") link.kept(message.n);
        else if (message.type === "took") link.took(message.n);
      },
      onBinary: (frame) => link.receive(frame),
      onState: (state) => {
        if (state !== "online") link.disconnect();
      },
    },
    {
      now: () => performance.now(),
      random: Math.random,
      after,
      everySecond(act) {
        const timer = setInterval(act, 1000);
        return () => clearInterval(timer);
      },
      ticket: () =>
        away.now
          ? Promise.reject(new Error("no network"))
          : Promise.resolve({ ticket, path: `/room/${lesson}?ticket=${ticket}` }),
      open: (path) => new WebSocket(`ws://${host}${path}`, "declic.v1"),
      watchNetwork(act) {
        network = act;
        return () => undefined;
      },
    },
  );
  socket.start();
  const hand = new Hand(document, random);
  return {
    doc: document.doc,
    act: () => hand.act(),
    leave: () => {
      away.now = true;
      network(false);
    },
    comeBack: () => {
      away.now = false;
      network(true);
    },
    quiet: () => socket.state === "online" && link.unkeptItems.size === 0,
  };
}

/** What the room's page does with our board. */
class Hand {
  private stroke: StrokeInProgress | null = null;
  private x = 0;

  constructor(
    private readonly board: BoardDocument,
    private readonly random: Random,
  ) {}

  act(): void {
    const { board, random } = this;
    const ids = [...board.items.keys()];
    const some = ids.filter(() => random.below(ids.length) < 3);
    const place = { x: random.below(800), y: random.below(600) };
    const acts = [
      () => this.draw(),
      () => this.draw(),
      () => this.draw(),
      () => board.write(`mots ${random.below(1000)}`, place, "#A3440C", 24),
      () => board.rewrite(random.one(ids) ?? "", random.below(4) === 0 ? "" : "autres mots"),
      () => board.stretch(board.beginFigure("arrow", place, "#2B4C9B", 3), place, { x: 0, y: this.x }),
      () => board.shift(some, { x: random.below(40), y: -random.below(40), scale: 1 }),
      () => board.copy(some.slice(0, 2), { x: 24, y: 24, scale: 1 }),
      () => {
        board.act();
        board.erase(some.slice(0, 2));
      },
      () => board.undo(),
      () => board.redo(),
      () => board.laid.aid("line_10", place),
      () => board.setPaper(random.below(2) === 0 ? "seyes" : "staves"),
    ];
    random.one(acts)?.();
  }

  /** A stroke goes on, or another begins: chunks of one may come between acts of others. */
  private draw(): void {
    if (this.stroke === null || this.random.below(4) === 0) {
      this.stroke = this.board.beginStroke("pen", "#14211C", 3, false);
    }
    const from = this.x;
    this.x += 5;
    this.stroke.add([0, 1, 2].map((step) => ({ x: from + step, y: this.random.below(300), pressure: 0.5 })));
    this.stroke.flush();
  }
}

function after(delayMs: number, act: () => void): () => void {
  const timer = setTimeout(act, delayMs);
  return () => clearTimeout(timer);
}

/** Bytes as hexadecimal. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inside]) => [key, plain(inside)]));
}

async function main(): Promise<void> {
  const random = randomFrom(Number(seed));
  const peer = role === "board" ? board(random) : provider(random);
  const total = Number(acts);
  const every = Math.floor(total / (Number(spells) + 1));
  let back = 0;
  for (let act = 0; act < total; act += 1) {
    if (act > 0 && act % every === 0) {
      peer.leave();
      back = act + AWAY_FOR;
    }
    if (act === back && act > 0) peer.comeBack();
    peer.act();
    if (act % ACTS_A_TURN === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  peer.comeBack();
  process.stdout.write("done\n");
  for await (const _ of createInterface({ input: process.stdin })) {
    const seen = { items: peer.doc.getMap("items").toJSON(), meta: peer.doc.getMap("meta").toJSON() };
    process.stdout.write(`${JSON.stringify({ quiet: peer.quiet(), board: plain(seen) })}\n`);
  }
  process.exit(0);
}

void main();

import { createDecoder, readVarUint, readVarUint8Array } from "lib0/decoding";
import { createEncoder, toUint8Array, writeVarUint, writeVarUint8Array } from "lib0/encoding";
import { type Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from "y-protocols/awareness";
import * as Y from "yjs";
import { type Arriving, Parcels, PIECE } from "./parcels";
import type { UnkeptStore } from "./unkept_store";

/**
 * The board's document on the room's socket: y-protocols framing, and what the server has kept.
 *
 * Nothing drawn is lost: what is not acknowledged stays in the document, is sent again by the sync
 * that opens each connection, and is kept in the browser across a reload.
 */
const SYNC = 0;
const AWARENESS = 1;
const QUERY_AWARENESS = 3;
const STEP_1 = 0;
const STEP_2 = 1;
const UPDATE = 2;

/** An update that says nothing: no struct, no deletion. */
const EMPTY_UPDATE_BYTES = 2;
/** Acknowledged sooner than this, an update is not worth storing. */
const SAVE_AFTER_MS = 250;

const FROM_SERVER = "server";
const FROM_STORE = "store";

export interface LinkWorld {
  send(frame: Uint8Array): boolean;
  /** Tells the server that all of the log up to this row is here. */
  since(row: number): void;
  /** Tells the server that so many bytes of pieces have come. */
  took(bytes: number): void;
  after(delayMs: number, act: () => void): () => void;
  store: UnkeptStore;
}

export interface LinkHandlers {
  /** The document is as the server has it. Called after each connection. */
  onSynced(): void;
  /** `items` board items have something the server has not acknowledged. */
  onUnkept(items: number): void;
  /** A large frame is on its way here; null: it is there, or will not come. */
  onArriving(how: Arriving | null): void;
}

interface Unkept {
  /** Rank of its frame on this connection; null when it has not left. */
  frame: number | null;
  readonly update: Uint8Array;
  readonly items: ReadonlySet<string>;
}

export class RoomLink {
  private unkept: Unkept[] = [];
  private frames = 0;
  private connected = false;
  /** The server has said what it has: what is drawn from now on leaves at once. */
  private open = false;
  private synced = false;
  private cancelSave: (() => void) | null = null;
  private stored = false;
  private closed = false;
  /** Of the server's log: all of it up to here came; 0 when that is not known. */
  private row = 0;
  private readonly parcels: Parcels;

  constructor(
    private readonly doc: Y.Doc,
    private readonly awareness: Awareness,
    private readonly world: LinkWorld,
    private readonly handlers: LinkHandlers,
  ) {
    this.parcels = new Parcels(
      (frame) => world.send(frame),
      (bytes) => world.took(bytes),
      (how) => handlers.onArriving(how),
    );
    doc.on("update", this.updated);
    awareness.on("update", this.aware);
  }

  /** Puts back what a previous page could not send. To be awaited before the first connection. */
  async restore(): Promise<void> {
    const update = await this.world.store.load().catch(() => null);
    if (update === null) return;
    this.stored = true;
    Y.applyUpdate(this.doc, update, FROM_STORE);
  }

  /** The socket is in the room again. */
  connect(): void {
    this.connected = true;
    this.open = false;
    this.synced = false;
    this.frames = 0;
    for (const waiting of this.unkept) waiting.frame = null;
    this.parcels.begin();
    if (this.row > 0) this.world.since(this.row);
    this.sendSync(STEP_1, Y.encodeStateVector(this.doc));
    this.sendAwareness([this.doc.clientID]);
  }

  disconnect(): void {
    this.connected = false;
    this.open = false;
    this.parcels.drop();
    for (const waiting of this.unkept) waiting.frame = null;
    this.saveSoon();
  }

  /** A binary frame came. The server relays unread what another program may have sent: what makes no sense is let go. */
  receive(frame: Uint8Array): void {
    try {
      this.read(frame);
    } catch {}
  }

  private read(frame: Uint8Array): void {
    const decoder = createDecoder(frame);
    const kind = readVarUint(decoder);
    if (kind === PIECE) {
      const whole = this.parcels.receive(frame);
      if (whole !== null) this.read(whole);
    } else if (kind === AWARENESS) {
      applyAwarenessUpdate(this.awareness, readVarUint8Array(decoder), FROM_SERVER);
    } else if (kind === QUERY_AWARENESS) {
      this.sendAwareness([this.doc.clientID]);
    } else if (kind === SYNC) {
      const step = readVarUint(decoder);
      const body = readVarUint8Array(decoder);
      if (step === STEP_1) {
        this.answer(body);
      } else if (step === STEP_2 || step === UPDATE) {
        Y.applyUpdate(this.doc, body, FROM_SERVER);
        if (step === STEP_2) this.isSynced();
      }
    }
  }

  /** All that is in the server's log up to this row has come. */
  upTo(row: number): void {
    this.row = row;
  }

  /** What was missed has come, without the whole board being read: what was not acknowledged leaves again. */
  resumed(): void {
    this.open = true;
    if (this.unkept.length > 0) {
      const merged = Y.mergeUpdates(this.unkept.map((waiting) => waiting.update));
      if (!this.sendDurable(UPDATE, merged)) return;
      for (const waiting of this.unkept) waiting.frame ??= this.frames;
    }
    this.isSynced();
  }

  /** The server has had so many bytes of the pieces of this connection. */
  took(bytes: number): void {
    this.parcels.theyTook(bytes);
  }

  /** The server has kept this connection's first `frames` durable frames. */
  kept(frames: number): void {
    const before = this.unkept.length;
    this.unkept = this.unkept.filter((waiting) => waiting.frame === null || waiting.frame > frames);
    if (this.unkept.length !== before) this.tell();
    if (this.unkept.length === 0 && this.stored) {
      this.stored = false;
      void this.world.store.clear().catch(() => undefined);
    }
  }

  /** The lesson is over: nothing more to send or to keep. */
  close(): void {
    this.closed = true;
    this.connected = false;
    this.open = false;
    this.doc.off("update", this.updated);
    this.awareness.off("update", this.aware);
    this.awareness.destroy();
    this.cancelSave?.();
    void this.world.store.clear().catch(() => undefined);
  }

  /** Something drawn here has not left. */
  get unsent(): boolean {
    return this.unkept.some(({ frame }) => frame === null);
  }

  /** Items written while this was away: nobody in the room has seen them yet. */
  get unheard(): Iterable<string> {
    return this.synced ? [] : this.unkeptItems;
  }

  get unkeptItems(): ReadonlySet<string> {
    return new Set(this.unkept.flatMap((waiting) => [...waiting.items]));
  }

  private isSynced(): void {
    if (this.synced) return;
    this.synced = true;
    this.handlers.onSynced();
  }

  /** The server said what it has: send what it has not. */
  private answer(stateVector: Uint8Array): void {
    this.open = true;
    const missing = Y.encodeStateAsUpdate(this.doc, stateVector);
    if (missing.length <= EMPTY_UPDATE_BYTES) {
      this.unkept = [];
      this.tell();
      return;
    }
    if (!this.sendDurable(STEP_2, missing)) return;
    for (const waiting of this.unkept) waiting.frame ??= this.frames;
  }

  private readonly updated = (update: Uint8Array, origin: unknown, _: Y.Doc, change: Y.Transaction): void => {
    if (origin === FROM_SERVER) return;
    const waiting: Unkept = { frame: null, update, items: touched(change) };
    if (this.open && this.sendDurable(UPDATE, update)) waiting.frame = this.frames;
    this.unkept.push(waiting);
    this.tell();
    this.saveSoon();
  };

  private readonly aware = (
    change: { added: number[]; updated: number[]; removed: number[] },
    origin: unknown,
  ): void => {
    if (origin === FROM_SERVER || !this.connected) return;
    const mine = [...change.added, ...change.updated, ...change.removed];
    if (mine.includes(this.doc.clientID)) this.sendAwareness([this.doc.clientID]);
  };

  private tell(): void {
    this.handlers.onUnkept(this.unkeptItems.size);
  }

  private saveSoon(): void {
    if (this.cancelSave !== null || this.closed) return;
    this.cancelSave = this.world.after(SAVE_AFTER_MS, () => {
      this.cancelSave = null;
      const update = this.toSave();
      if (update !== null) void this.world.store.save(update).catch(() => undefined);
    });
  }

  /** The page may be going away: the browser keeps what the server has not acknowledged. */
  saveNow(): void {
    const update = this.toSave();
    if (update !== null) this.world.store.saveAtOnce(update);
  }

  private toSave(): Uint8Array | null {
    if (this.unkept.length === 0 || this.closed) return null;
    this.stored = true;
    return Y.mergeUpdates(this.unkept.map((waiting) => waiting.update));
  }

  private sendDurable(step: number, body: Uint8Array): boolean {
    if (!this.sendSync(step, body)) return false;
    this.frames += 1;
    return true;
  }

  private sendSync(step: number, body: Uint8Array): boolean {
    const encoder = createEncoder();
    writeVarUint(encoder, SYNC);
    writeVarUint(encoder, step);
    writeVarUint8Array(encoder, body);
    return this.parcels.send(toUint8Array(encoder));
  }

  private sendAwareness(clients: number[]): void {
    const encoder = createEncoder();
    writeVarUint(encoder, AWARENESS);
    writeVarUint8Array(encoder, encodeAwarenessUpdate(this.awareness, clients));
    this.world.send(toUint8Array(encoder));
  }
}

/** Names of the board items a transaction changed. */
function touched(change: Y.Transaction): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [type, keys] of change.changed) {
    let at: Y.AbstractType<unknown> | null = type as Y.AbstractType<unknown>;
    let name: string | null = null;
    while (at?._item) {
      if (at._item.parentSub !== null) name = at._item.parentSub;
      at = at._item.parent as Y.AbstractType<unknown> | null;
    }
    if (name !== null) names.add(name);
    else for (const key of keys) if (key !== null) names.add(key);
  }
  return names;
}

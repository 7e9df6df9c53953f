import * as Y from "yjs";
import type { UnkeptStore } from "../live/unkept_store";

/**
 * The board of a written answer, kept as it is drawn: whole, a moment after each gesture. What the server does not have
 * yet stays in the browser, so that neither a cut nor a reload loses a stroke; the same board open on two devices becomes one.
 */
export interface Kept {
  readonly update: Uint8Array;
  /** The version it is, 0 before the first. */
  readonly version: number;
}

export type Sent =
  | { readonly is: "kept"; readonly version: number }
  /** Another device was first: its strokes are to be taken in. */
  | { readonly is: "behind" }
  /** For good; `over`: nothing more will be kept. */
  | { readonly is: "refused"; readonly message: string; readonly over: boolean }
  /** To be tried again; the message says why when the server did. */
  | { readonly is: "lost"; readonly message: string };

/** `refused`: as it is now; `over`: nothing more is kept. */
export type DrawingState = "coming" | "kept" | "sending" | "offline" | "refused" | "over";

export interface DrawingWorld {
  /** Null: it did not come, try again. */
  load(): Promise<Kept | "over" | null>;
  send(update: Uint8Array, version: number): Promise<Sent>;
  readonly store: UnkeptStore;
  after(delayMs: number, act: () => void): () => void;
  onState(state: DrawingState, message: string): void;
  /** The board is as the server has it, for the first time. */
  onReady(): void;
}

const STORED_AFTER_MS = 250;
const SENT_AFTER_MS = 1000;
const AGAIN_MS = [2000, 4000, 8000, 15_000] as const;
const FROM_SERVER = Symbol("server");
const FROM_STORE = Symbol("store");

export class DrawingLink {
  private version = 0;
  private ready = false;
  private over = false;
  /** Something the server does not have. */
  private unkept = false;
  /** Counts what is drawn: what was drawn while a sending was under way is sent next. */
  private drawn = 0;
  private sending: Promise<void> | null = null;
  private failures = 0;
  private stopStoring: (() => void) | null = null;
  private stopSending: (() => void) | null = null;

  constructor(
    private readonly doc: Y.Doc,
    private readonly world: DrawingWorld,
  ) {
    doc.on("update", (_: Uint8Array, origin: unknown) => {
      if (origin === FROM_SERVER) return;
      this.unkept = true;
      this.drawn += 1;
      if (origin === FROM_STORE || this.over) return;
      this.stopStoring ??= world.after(STORED_AFTER_MS, () => this.store());
      this.sendSoon(SENT_AFTER_MS);
    });
  }

  async open(): Promise<void> {
    this.tell("coming");
    const mine = await this.world.store.load().catch(() => null);
    if (mine !== null) this.take(mine, FROM_STORE);
    await this.load();
  }

  /** Whether all that is drawn is on the server: sent now if it is not. */
  async settled(): Promise<boolean> {
    this.store();
    while (this.ready && this.unkept && !this.over) {
      const before = this.failures;
      await this.sendNow();
      if (this.failures > before) return false;
    }
    return !this.unkept;
  }

  /** The page is going away: the browser keeps what the server does not have. */
  storeNow(): void {
    if (this.unkept) this.world.store.saveAtOnce(Y.encodeStateAsUpdate(this.doc));
  }

  private store(): void {
    this.stopStoring?.();
    this.stopStoring = null;
    if (this.unkept) void this.world.store.save(Y.encodeStateAsUpdate(this.doc)).catch(() => undefined);
  }

  private async load(): Promise<void> {
    const found = await this.world.load();
    if (found === "over") {
      this.end("");
      return;
    }
    if (found === null) {
      this.tell("offline");
      this.again(() => void this.load());
      return;
    }
    this.failures = 0;
    this.version = found.version;
    this.take(found.update, FROM_SERVER);
    const first = !this.ready;
    this.ready = true;
    if (first) this.world.onReady();
    if (this.unkept) this.sendSoon(0);
    else this.tell("kept");
  }

  private sendSoon(delay: number): void {
    if (!this.ready || this.over) return;
    this.stopSending?.();
    this.stopSending = this.world.after(delay, () => void this.sendNow());
  }

  private sendNow(): Promise<void> {
    this.stopSending?.();
    this.stopSending = null;
    this.sending ??= this.sendOne().finally(() => {
      this.sending = null;
      if (this.unkept && this.failures === 0 && this.stopSending === null) this.sendSoon(SENT_AFTER_MS);
    });
    return this.sending;
  }

  private async sendOne(): Promise<void> {
    if (!this.unkept || this.over) return;
    this.tell("sending");
    const at = this.drawn;
    const sent = await this.world.send(Y.encodeStateAsUpdate(this.doc), this.version);
    if (sent.is === "kept") {
      this.failures = 0;
      this.version = sent.version;
      if (at !== this.drawn) return;
      this.unkept = false;
      await this.world.store.clear().catch(() => undefined);
      if (!this.unkept) this.tell("kept");
    } else if (sent.is === "behind") await this.load();
    else if (sent.is === "lost") {
      this.tell("offline", sent.message);
      this.again(() => void this.sendNow());
    } else if (sent.over) this.end(sent.message);
    else {
      this.failures += 1;
      this.tell("refused", sent.message);
    }
  }

  private end(message: string): void {
    this.over = true;
    this.tell("over", message);
  }

  private again(act: () => void): void {
    const delay = AGAIN_MS[Math.min(this.failures, AGAIN_MS.length - 1)] as number;
    this.failures += 1;
    this.stopSending?.();
    this.stopSending = this.world.after(delay, act);
  }

  private take(update: Uint8Array, origin: symbol): void {
    Y.applyUpdate(this.doc, update, origin);
  }

  private tell(state: DrawingState, message = ""): void {
    this.world.onState(state, message);
  }
}

import * as Y from "yjs";
import { both } from "./both";
import { cutsOf, isKeyOfCuts, keyOfCuts, leftOf, merged, stretchesIn, sweptOf } from "./cuts";
import { inkLine } from "./figures";
import { type Place, rounded } from "./geometry";
import { StrokeInProgress, UnpackedInk } from "./ink";
import {
  combined,
  FIRST_PAGE,
  type FigureKind,
  type Formula,
  type Head,
  type Ink,
  type Item,
  isFigure,
  isInk,
  LONGEST_TEXT,
  type Paper,
  readItem,
  SCALE_MAX,
  SCALE_MIN,
  type Shift,
  shiftOf,
  type Text,
} from "./item";
import { Laid } from "./laid";
import { BY_HAND, BY_PAGE } from "./origins";
import { Pages } from "./pages";
import { followPutBack } from "./put_back";
import { LINE_HEIGHT } from "./shapes";

/**
 * The shared board, as a Yjs document. `docs/board.md` describes it for other programs.
 *
 * Version 6. `meta` (Y.Map): `v`, `paper`, `opened`. `pages.ts` has the pages, `laid.ts` what is laid rather than
 * drawn. `items` (Y.Map): id → Y.Map with `h`, a head written once, and what may change: `p` (Y.Array of point chunks)
 * for strokes, `x` (text) and `m` (place) for texts, formulas and graphs, `r` (its window) for a graph, `e` (ends) for
 * figures, `g` (where it was moved to) for all, `n:…` (what was rubbed out) for ink, `c` (what is in sight) for photos.
 */
export const BOARD_VERSION = 6;

/** What a copy takes as it is. */
const COPIED: ReadonlySet<string> = new Set(["x", "m", "e", "r", "c"]);
const ACT = "act";
interface Act {
  readonly page: string;
  /** It took the page away: undone, it brings it back. */
  readonly removes?: boolean;
}
/** Somebody else has changed since what the act had done: it is not to be taken back any more. */
export const OVERTAKEN = Symbol("overtaken");
/** The page of the act taken back or done again, which may not be the one in sight; null: there was none. */
export type TakenBack = string | typeof OVERTAKEN | null;

/** What this hand last wrote in a text, over which words. */
interface Rewritten {
  readonly known: Text | Formula | null;
  readonly text: string;
  readonly own: Y.Item | undefined;
}

type UndoStack = "undoStack" | "redoStack";
type StackItem = Y.UndoManager["undoStack"][number];

export class BoardDocument {
  readonly doc: Y.Doc;
  readonly items: Y.Map<Y.Map<unknown>>;
  readonly meta: Y.Map<unknown>;
  readonly pages: Pages;
  readonly laid: Laid;
  readonly undoing: Y.UndoManager;
  /** Where this hand writes; whoever opens a board that is there already looks whether this page still is. */
  page = FIRST_PAGE;
  /** Words of this hand that another's, written at the same instant, took the place of were laid beside them. */
  apart: () => void = () => undefined;
  private readonly rewritten = new Map<string, Rewritten>();
  private readonly ink = new UnpackedInk();
  /** The act under way. */
  private acting: Act = { page: FIRST_PAGE };
  /** The act being undone or redone. */
  private takenBack: Act | null = null;

  constructor(
    readonly author: string,
    private readonly now: () => number,
    private readonly newId: () => string,
    doc: Y.Doc = new Y.Doc(),
  ) {
    this.doc = doc;
    this.items = doc.getMap("items");
    this.meta = doc.getMap("meta");
    this.pages = new Pages(doc, this.meta);
    this.laid = new Laid(this, BOARD_VERSION, {
      head: (kind) => this.head(kind),
      put: (head, fields) => this.put(head, fields),
      place: (id, head, fields) => this.place(id, head, fields),
    });
    // Acts are cut by `act`, not by the time that passes.
    this.undoing = new Y.UndoManager([this.items, ...this.pages.undoable], {
      trackedOrigins: new Set([BY_HAND]),
      captureTimeout: Number.MAX_SAFE_INTEGER,
    });
    followPutBack(this.items, author);
    this.doc.on("afterAllTransactions", (_: Y.Doc, all: Y.Transaction[]) => {
      if (all.some(({ local }) => !local))
        for (const [id, mine] of [...this.rewritten]) this.heardOf(id, mine);
    });
    this.undoing.on("stack-item-added", ({ stackItem }) => {
      stackItem.meta.set(ACT, this.takenBack ?? this.acting);
    });
  }

  /** What follows is one act, undone at once. */
  act(): void {
    this.acting = { page: this.page };
    this.undoing.stopCapturing();
  }

  /** `known` is told its id before the document is: whoever draws it already needs not draw it again. */
  beginStroke(
    kind: Ink,
    colour: string,
    width: number,
    pressed: boolean,
    known: (id: string) => void = () => undefined,
  ): StrokeInProgress {
    this.act();
    const chunks = new Y.Array<Uint8Array>();
    const id = this.newId();
    known(id);
    const head: Head = { ...this.head(kind), c: colour, w: width, ...(pressed ? { z: 1 } : {}) };
    this.doc.transact(() => this.place(id, head, { p: chunks }), BY_HAND);
    return new StrokeInProgress(id, chunks, (act) => this.doc.transact(act, BY_HAND), pressed);
  }

  write(text: string, place: Place, colour: string, size: number): string {
    this.act();
    return this.put(
      { ...this.head("text"), c: colour, w: size },
      { x: text.slice(0, LONGEST_TEXT), m: [rounded(place.x), rounded(place.y)] },
    );
  }

  /**
   * `known`: as it read when this hand took it up. What another changed in it meanwhile stays, with this beside what
   * touches it; taken away by the other, or its page, the words stay, as something new. True: not where it was asked for,
   * because of the other, which is to be told.
   */
  rewrite(id: string, text: string, known: Text | Formula | null = null): boolean {
    const now = this.pages.has(this.pageOf(id)) ? this.read(id) : null;
    const [before, theirs] = [saidBy(known), saidBy(now)];
    if (text === before) return false;
    let wanted: string | null = text;
    if (before !== null && theirs !== null && before !== theirs && text !== theirs) {
      wanted = known?.kind === "text" && text.trim() !== "" ? both(before, text, theirs) : null;
      if (wanted !== null && wanted.length > LONGEST_TEXT) wanted = null;
    }
    this.act();
    this.doc.transact(() => {
      const item = this.items.get(id);
      if (item === undefined || !this.pages.has(this.pageOf(id))) this.writeAnew(text, known);
      else if (wanted === null) this.writeAnew(text, below(now as Text | Formula));
      else if (wanted.trim() === "") this.items.delete(id);
      else {
        item.set("x", wanted.slice(0, LONGEST_TEXT));
        this.rewritten.set(id, {
          known: now as Text | Formula | null,
          text: wanted,
          own: item._map.get("x"),
        });
      }
    }, BY_HAND);
    return wanted === null;
  }

  /** Kept by two who had not heard each other, the last stands: whose words are gone from it writes them again. */
  private heardOf(id: string, { known, text, own }: Rewritten): void {
    const item = this.items.get(id);
    const now = item?._map.get("x");
    if (now === own) return;
    this.rewritten.delete(id);
    if (now === undefined || own?.parent !== item || this.followed(now, own as Y.Item)) return;
    if (saidBy(this.read(id)) === text) return;
    let apart = false;
    this.underAct(own as Y.Item, () => {
      apart = this.rewrite(id, text, known);
    });
    if (apart) this.apart();
  }

  /** What nobody's hand does is an act above the one it follows from, under the one under way, which stays one. */
  private underAct({ id }: Y.Item, write: () => void): void {
    const { undoing, acting } = this;
    const { undoStack, lastChange } = undoing;
    const last = undoStack.at(-1);
    write();
    const since = lastChange > 0 && last !== undefined && !Y.isDeleted(last.insertions, id);
    if (since && undoStack.at(-1) !== last) undoStack.push(...undoStack.splice(-2, 1));
    this.acting = acting;
    undoing.lastChange = lastChange;
  }

  /** Whether who wrote `now` had read `own`. */
  private followed(now: Y.Item, own: Y.Item): boolean {
    const { client, clock } = own.id;
    let at = now;
    while (at.origin) {
      at = Y.getItem(this.doc.store, at.origin);
      if (at.id.client === client && at.id.clock <= clock && clock < at.id.clock + at.length) return true;
    }
    return false;
  }

  private writeAnew(text: string, like: Text | Formula | null): void {
    if (like === null || text.trim() === "") return;
    const { kind, colour, size, place } = like;
    const fields = { x: text.slice(0, LONGEST_TEXT), m: [rounded(place.x), rounded(place.y)] };
    this.put({ ...this.head(kind), c: colour, w: size }, fields);
  }

  /** A figure, seen by the other while it is drawn: `stretch` gives it its other end. */
  beginFigure(kind: FigureKind, from: Place, colour: string, width: number): string {
    this.act();
    return this.put(
      { ...this.head(kind), c: colour, w: width },
      { e: [rounded(from.x), rounded(from.y), rounded(from.x), rounded(from.y)] },
    );
  }

  stretch(id: string, from: Place, to: Place): void {
    this.doc.transact(() => {
      this.items.get(id)?.set("e", [from.x, from.y, to.x, to.y].map(rounded));
    }, BY_HAND);
  }

  /** Moves and scales together, part of the act in progress. False, and nothing moves, past the scales allowed. */
  shift(ids: Iterable<string>, by: Shift): boolean {
    const maps = [...ids].map((id) => this.items.get(id)).filter((map) => map instanceof Y.Map);
    const shifts = maps.map((map) => combined(shiftOf(map), by));
    if (shifts.some(({ scale }) => scale < SCALE_MIN || scale > SCALE_MAX)) return false;
    this.doc.transact(() => {
      for (const [order, map] of maps.entries()) map.set("g", kept(shifts[order] as Shift));
    }, BY_HAND);
    return true;
  }

  /** The same again, beside: ids of the copies, by this person's hand. */
  copy(ids: Iterable<string>, by: Shift): string[] {
    this.act();
    return this.doc.transact(() => {
      const copies: string[] = [];
      for (const id of ids) {
        const map = this.items.get(id);
        if (!(map instanceof Y.Map) || this.read(id) === null) continue;
        const fields: Record<string, unknown> = { g: kept(combined(shiftOf(map), by)) };
        for (const key of map.keys()) if (COPIED.has(key) || isKeyOfCuts(key)) fields[key] = map.get(key);
        const chunks = map.get("p");
        if (chunks instanceof Y.Array) fields.p = Y.Array.from(chunks.toArray());
        const { b: _elsewhere, ...same } = map.get("h") as Head;
        copies.push(this.put({ ...same, ...this.signature() }, fields));
      }
      return copies;
    }, BY_HAND);
  }

  /**
   * Takes the ink under a round eraser of this radius that went from `from` to `to`, part of the act in progress.
   * How many lines it touched.
   */
  rub(ids: readonly string[], from: Place, to: Place, radius: number): number {
    return this.doc.transact(() => {
      let touched = 0;
      for (const id of ids) if (this.rubOne(id, from, to, radius)) touched += 1;
      return touched;
    }, BY_HAND);
  }

  private rubOne(id: string, from: Place, to: Place, radius: number): boolean {
    const [map, item] = [this.items.get(id), this.read(id)];
    if (map === undefined || item === null || !(isInk(item) || isFigure(item))) return false;
    const line = isInk(item) ? item.points : inkLine(item);
    const cuts = cutsOf(map);
    const swept = sweptOf(line, cuts, from, to, radius + item.width / 2);
    const after = merged([...cuts, ...swept]);
    if (leftOf(line.length, after).length === 0) {
      this.items.delete(id);
      return true;
    }
    if (after.flat().join() === cuts.flat().join()) return false;
    const key = keyOfCuts(this.doc.clientID);
    map.set(key, merged([...stretchesIn(map.get(key)), ...swept]).flat());
    return true;
  }

  /** Part of the act in progress: an eraser's whole sweep is undone at once. */
  erase(ids: readonly string[]): void {
    if (ids.length === 0) return;
    this.doc.transact(() => {
      for (const id of ids) this.items.delete(id);
    }, BY_HAND);
  }

  setPaper(paper: Paper): void {
    this.doc.transact(() => this.pages.setPaper(this.page, paper), BY_PAGE);
  }

  get paper(): Paper {
    return this.pages.paper(this.page);
  }

  /** A blank page after this one, on the same paper; null when the board has as many as it may. */
  addPage(): string | null {
    if (this.pages.full) return null;
    const id = this.newId();
    this.doc.transact(() => {
      this.pages.add(id, this.page);
      this.pages.setPaper(id, this.paper);
    }, BY_PAGE);
    return id;
  }

  /** An act, undone with all that lies on it. False when it is the only page. */
  removePage(id: string): boolean {
    this.act();
    this.acting = { page: id, removes: true };
    return this.doc.transact(() => this.pages.remove(id), BY_HAND);
  }

  /** One's last act, or nothing: never the one before in its place. */
  undo(): TakenBack {
    return this.takeBack("undoStack", "redoStack", () => this.undoing.undo());
  }

  redo(): TakenBack {
    return this.takeBack("redoStack", "undoStack", () => this.undoing.redo());
  }

  /** The page an item lies on, whether or not it can be drawn. */
  pageOf(id: string): string {
    const head = this.items.get(id)?.get("h") as Partial<Head> | null | undefined;
    return typeof head?.b === "string" ? head.b : FIRST_PAGE;
  }

  /** The item, or null when it is not one this version knows how to draw. */
  read(id: string): Item | null {
    const map = this.items.get(id);
    if (map instanceof Y.Map) return readItem(id, map, () => this.ink.points(id, map));
    this.ink.forget(id);
    return null;
  }

  /** Those that can be taken back, or done again, now. */
  acts(from: UndoStack): StackItem[] {
    return this.undoing[from].filter((one) => !cameToNothing(one) && this.isSeen(one.meta.get(ACT)));
  }

  /** Yjs goes on to the act before when one changes nothing any more: it is shown one act alone. */
  private takeBack(from: UndoStack, to: UndoStack, take: () => unknown): TakenBack {
    const { undoing } = this;
    const other = undoing[to];
    const act = this.acts(from).at(-1);
    if (act === undefined) return null;
    const waiting = undoing[from].filter((one) => one !== act);
    this.takenBack = act.meta.get(ACT) as Act;
    // Yjs looks through both stacks for what is one's own; the acts that wait stand in the one it does not take from.
    const beside = [...other, ...waiting];
    [undoing[from], undoing[to]] = [[act], [...beside]];
    try {
      return take() === null ? OVERTAKEN : this.takenBack.page;
    } finally {
      const added = undoing[to].slice(beside.length);
      [undoing[from], undoing[to]] = [waiting, [...other, ...added]];
      this.takenBack = null;
    }
  }

  /** What lies on a page taken away is not taken back unseen: it waits for the page. */
  private isSeen({ page, removes }: Act): boolean {
    return removes === true || this.pages.has(page);
  }

  private head(kind: Head["k"]): Head {
    return { k: kind, ...this.signature() };
  }

  private signature(): Pick<Head, "a" | "t" | "b"> {
    const at = { a: this.author, t: Math.round(this.now()) };
    return this.page === FIRST_PAGE ? at : { ...at, b: this.page };
  }

  private put(head: Head, fields: Record<string, unknown>): string {
    const id = this.newId();
    this.doc.transact(() => this.place(id, head, fields), BY_HAND);
    return id;
  }

  private place(id: string, head: Head, fields: Record<string, unknown>): void {
    this.pages.stand();
    this.items.set(id, new Y.Map(Object.entries({ h: head, ...fields })));
  }
}

/** The words of what is written. */
function saidBy(item: Item | null): string | null {
  return item?.kind === "text" ? item.text : item?.kind === "formula" ? item.latex : null;
}

/** Under what is written there: a formula is two lines high. */
function below<T extends Text | Formula>(item: T): T {
  const lines = item.kind === "text" ? item.text.split("\n").length : 2;
  const { x, y } = item.place;
  return { ...item, place: { x, y: y + lines * item.size * LINE_HEIGHT } };
}

function kept({ x, y, scale }: Shift): number[] {
  return [rounded(x), rounded(y), scale];
}

/** All it laid it took away itself, as a figure given up midway. */
function cameToNothing({ insertions, deletions }: StackItem): boolean {
  return Y.equalDeleteSets(insertions, deletions);
}

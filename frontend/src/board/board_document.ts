import * as Y from "yjs";
import type { AidKind } from "./aids";
import type { Place } from "./geometry";
import {
  combined,
  type FigureKind,
  type Head,
  type Ink,
  type Item,
  LONGEST_TEXT,
  PAPERS,
  type Paper,
  readItem,
  SCALE_MAX,
  SCALE_MIN,
  type Shift,
  shiftOf,
} from "./item";
import { type Point, PointPacker, PointUnpacker } from "./points";

/**
 * The shared board, as a Yjs document. `docs/board.md` describes it for other programs.
 *
 * Version 2. `meta` (Y.Map): `v`, `paper`, `opened`. `items` (Y.Map): id → Y.Map with `h`, a head written
 * once, and what may change: `p` (Y.Array of point chunks) for strokes, `x` (text) and `m` (place) for texts,
 * `e` (ends) for figures, `g` (where it was moved to) for all.
 */
export const BOARD_VERSION = 2;

/** A page of the begun work. Sizes in pixels. */
export interface WorkPage {
  readonly id: string;
  readonly url: string;
  readonly width: number;
  readonly height: number;
}

export const PAGE_WIDTH = 560;
const PAGE_GAP = 40;

/** Changes that come from this person's hand, and that this person may undo. */
export const BY_HAND = "hand";
/** Changes made by the page itself (the begun work laid on the board). */
export const BY_PAGE = "page";

export class StrokeInProgress {
  private readonly packer: PointPacker;
  private waiting: Point[] = [];

  constructor(
    readonly id: string,
    private readonly doc: Y.Doc,
    private readonly chunks: Y.Array<Uint8Array>,
    pressed: boolean,
  ) {
    this.packer = new PointPacker(pressed);
  }

  add(points: readonly Point[]): void {
    this.waiting.push(...points);
  }

  /** Sends what was added since the last time. */
  flush(): void {
    if (this.waiting.length === 0) return;
    const chunk = this.packer.pack(this.waiting);
    this.waiting = [];
    this.doc.transact(() => this.chunks.push([chunk]), BY_HAND);
  }
}

export class BoardDocument {
  readonly doc: Y.Doc;
  readonly items: Y.Map<Y.Map<unknown>>;
  readonly meta: Y.Map<unknown>;
  readonly undoing: Y.UndoManager;
  private readonly unpacked = new Map<string, { chunks: number; unpacker: PointUnpacker; points: Point[] }>();

  constructor(
    readonly author: string,
    private readonly now: () => number,
    private readonly newId: () => string,
    doc: Y.Doc = new Y.Doc(),
  ) {
    this.doc = doc;
    this.items = doc.getMap("items");
    this.meta = doc.getMap("meta");
    // Acts are cut by `act`, not by the time that passes.
    this.undoing = new Y.UndoManager(this.items, {
      trackedOrigins: new Set([BY_HAND]),
      captureTimeout: Number.MAX_SAFE_INTEGER,
    });
  }

  /** What follows is one act, undone at once. */
  act(): void {
    this.undoing.stopCapturing();
  }

  beginStroke(kind: Ink, colour: string, width: number, pressed: boolean): StrokeInProgress {
    this.act();
    const chunks = new Y.Array<Uint8Array>();
    const id = this.put(
      { ...this.head(kind), c: colour, w: width, ...(pressed ? { z: 1 } : {}) },
      { p: chunks },
    );
    return new StrokeInProgress(id, this.doc, chunks, pressed);
  }

  write(text: string, place: Place, colour: string, size: number): string {
    this.act();
    return this.put(
      { ...this.head("text"), c: colour, w: size },
      { x: text.slice(0, LONGEST_TEXT), m: [round(place.x), round(place.y)] },
    );
  }

  rewrite(id: string, text: string): void {
    this.act();
    this.doc.transact(() => {
      const item = this.items.get(id);
      if (item === undefined) return;
      if (text.trim() === "") this.items.delete(id);
      else item.set("x", text.slice(0, LONGEST_TEXT));
    }, BY_HAND);
  }

  /** A figure, seen by the other while it is drawn: `stretch` gives it its other end. */
  beginFigure(kind: FigureKind, from: Place, colour: string, width: number): string {
    this.act();
    return this.put(
      { ...this.head(kind), c: colour, w: width },
      { e: [round(from.x), round(from.y), round(from.x), round(from.y)] },
    );
  }

  stretch(id: string, from: Place, to: Place): void {
    this.doc.transact(() => {
      this.items.get(id)?.set("e", [from.x, from.y, to.x, to.y].map(round));
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
        for (const key of ["x", "m", "e"]) if (map.has(key)) fields[key] = map.get(key);
        const chunks = map.get("p");
        if (chunks instanceof Y.Array) fields.p = Y.Array.from(chunks.toArray());
        copies.push(
          this.put({ ...(map.get("h") as Head), a: this.author, t: Math.round(this.now()) }, fields),
        );
      }
      return copies;
    }, BY_HAND);
  }

  /** Part of the act in progress: an eraser's whole sweep is undone at once. */
  erase(ids: readonly string[]): void {
    if (ids.length === 0) return;
    this.doc.transact(() => {
      for (const id of ids) this.items.delete(id);
    }, BY_HAND);
  }

  addPhoto(source: string, width: number, height: number, place: Place): string {
    this.act();
    return this.put(
      { ...this.head("photo"), s: source, d: [width, height] },
      { m: [round(place.x), round(place.y)] },
    );
  }

  layAid(aid: AidKind, place: Place): string {
    this.act();
    return this.put({ ...this.head("aid"), f: aid }, { m: [round(place.x), round(place.y)] });
  }

  setPaper(paper: Paper): void {
    this.doc.transact(() => this.meta.set("paper", paper), BY_PAGE);
  }

  get paper(): Paper {
    const paper = this.meta.get("paper");
    return PAPERS.find((known) => known === paper) ?? "squares";
  }

  /**
   * Lays the begun work on a board nobody has opened yet. The pages' own ids name the items, so that
   * two who come in together lay it once.
   */
  layWork(pages: readonly WorkPage[]): void {
    if (this.meta.get("opened") === true) return;
    this.doc.transact(() => {
      this.meta.set("v", BOARD_VERSION);
      this.meta.set("opened", true);
      let x = 0;
      pages.forEach((page, order) => {
        const height = Math.round((PAGE_WIDTH * page.height) / Math.max(1, page.width));
        const head: Head = { k: "photo", a: "", t: order, s: page.url, d: [PAGE_WIDTH, height] };
        if (!this.items.has(`page-${page.id}`)) this.place(`page-${page.id}`, head, { m: [x, 0] });
        x += PAGE_WIDTH + PAGE_GAP;
      });
    }, BY_PAGE);
  }

  undo(): boolean {
    return this.undoing.undo() !== null;
  }

  redo(): boolean {
    return this.undoing.redo() !== null;
  }

  /** The item, or null when it is not one this version knows how to draw. */
  read(id: string): Item | null {
    const map = this.items.get(id);
    if (map instanceof Y.Map) return readItem(id, map, () => this.points(id, map));
    this.unpacked.delete(id);
    return null;
  }

  private head(kind: Item["kind"]): Head {
    return { k: kind, a: this.author, t: Math.round(this.now()) };
  }

  private put(head: Head, fields: Record<string, unknown>): string {
    const id = this.newId();
    this.doc.transact(() => this.place(id, head, fields), BY_HAND);
    return id;
  }

  private place(id: string, head: Head, fields: Record<string, unknown>): void {
    this.items.set(id, new Y.Map(Object.entries({ h: head, ...fields })));
  }

  /** Points are only ever added at the end, so each chunk is unpacked once. */
  private points(id: string, map: Y.Map<unknown>): readonly Point[] {
    const chunks = map.get("p");
    if (!(chunks instanceof Y.Array)) return [];
    let known = this.unpacked.get(id);
    if (known === undefined || known.chunks > chunks.length) {
      known = { chunks: 0, unpacker: new PointUnpacker(), points: [] };
      this.unpacked.set(id, known);
    }
    try {
      for (const chunk of chunks.slice(known.chunks) as unknown[]) {
        known.chunks += 1;
        if (chunk instanceof Uint8Array) known.points.push(...known.unpacker.unpack(chunk));
      }
    } catch {
      // A damaged chunk: what came before it is still a stroke.
      known.chunks = chunks.length;
    }
    return known.points;
  }
}

function kept({ x, y, scale }: Shift): number[] {
  return [round(x), round(y), scale];
}

function round(value: number): number {
  return Math.round(value * 8) / 8;
}

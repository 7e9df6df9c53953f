import * as Y from "yjs";
import { type Acts, actsOn } from "./acts";
import { cutsOf, isKeyOfCuts, keyOfCuts, leftOf, merged, stretchesIn, sweptOf } from "./cuts";
import { inkLine } from "./figures";
import { type Place, rounded } from "./geometry";
import { StrokeInProgress, UnpackedInk } from "./ink";
import {
  combined,
  FIRST_PAGE,
  type FigureKind,
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
} from "./item";
import { Laid, type Writing } from "./laid";
import { BY_HAND, BY_PAGE } from "./origins";
import { Pages } from "./pages";
import { followPutBack } from "./put_back";
import { type Rewrite, rewriting } from "./rewriting";

/**
 * The shared board, as a Yjs document. `docs/board.md` describes it for other programs.
 *
 * Version 6. `meta` (Y.Map): `v`, `paper`, `opened`. `pages.ts` has the pages, `laid.ts` what is laid rather than
 * drawn, `rewriting.ts` what is written again, `acts.ts` what is undone. `items` (Y.Map): id → Y.Map with `h`, a head
 * written once, and what may change: `p` (Y.Array of point chunks) for strokes, `x` (text) and `m` (place) for texts,
 * formulas and graphs, `r` (its window) for a graph, `e` (ends) for figures, `g` (where it was moved to) for all, `n:…`
 * (what was rubbed out) for ink, `c` (what is in sight) for photos.
 */
export const BOARD_VERSION = 6;

/** What a copy takes as it is. */
const COPIED: ReadonlySet<string> = new Set(["x", "m", "e", "r", "c"]);

/** An item as it was, to be laid again. */
export interface Taken {
  readonly head: Omit<Head, "b">;
  readonly shift: Shift;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly chunks: Uint8Array[] | null;
}

export class BoardDocument {
  readonly doc: Y.Doc;
  readonly items: Y.Map<Y.Map<unknown>>;
  readonly meta: Y.Map<unknown>;
  readonly pages: Pages;
  readonly laid: Laid;
  /** Where this hand writes; whoever opens a board that is there already looks whether this page still is. */
  page = FIRST_PAGE;
  /** What this hand wrote at the same instant was kept: words laid beside another's, or a page another took away. */
  apart: () => void = () => undefined;
  /** Items this hand wrote while it was away, which nobody has seen yet. */
  unheard: () => Iterable<string> = () => [];
  readonly undo: Acts["undo"];
  readonly redo: Acts["redo"];
  readonly acts: Acts["open"];
  readonly under: Acts["under"];
  readonly rewrite: Rewrite;
  private readonly begin: Acts["begin"];
  private readonly ink = new UnpackedInk();

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
    const writing: Writing = {
      head: (kind) => this.head(kind),
      put: (head, fields) => this.put(head, fields),
      place: (id, head, fields) => this.place(id, head, fields),
    };
    this.laid = new Laid(this, BOARD_VERSION, writing);
    const own = actsOn(this.items, this.pages);
    ({ begin: this.begin, undo: this.undo, redo: this.redo, under: this.under, open: this.acts } = own);
    this.rewrite = rewriting(this, own, writing);
    followPutBack(this.items, author);
    this.pages.observe((_, { local }) => {
      if (!local) this.bringBack();
    });
  }

  /** What follows is one act, undone at once. */
  act(): void {
    this.begin({ page: this.page });
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
    return this.paste(this.taken(ids), by);
  }

  /** What was taken, laid again by this person's hand, on the page in sight: ids it has there. */
  paste(taken: readonly Taken[], by: Shift): string[] {
    this.act();
    return this.again(taken, by, this.signature());
  }

  /** Onto the page in sight, by the hand that drew it, part of the act in progress: ids it has there. */
  carry(ids: readonly string[], by: Shift): string[] {
    const { a: _mover, t: _now, ...page } = this.signature();
    const carried = this.again(this.taken(ids), by, page);
    this.erase(ids);
    return carried;
  }

  /** As it is now, whatever becomes of it: to be laid again. */
  taken(ids: Iterable<string>): Taken[] {
    const taken: Taken[] = [];
    for (const id of ids) {
      const map = this.items.get(id);
      if (!(map instanceof Y.Map) || this.read(id) === null) continue;
      const { b: _elsewhere, ...head } = map.get("h") as Head;
      const fields: Record<string, unknown> = {};
      for (const key of map.keys()) if (COPIED.has(key) || isKeyOfCuts(key)) fields[key] = map.get(key);
      const chunks = map.get("p");
      taken.push({
        head,
        shift: shiftOf(map),
        fields,
        chunks: chunks instanceof Y.Array ? chunks.toArray() : null,
      });
    }
    return taken;
  }

  private again(taken: readonly Taken[], by: Shift, signed: Partial<Head>): string[] {
    return this.doc.transact(
      () =>
        taken.map(({ head, shift, fields, chunks }) =>
          this.put(
            { ...head, ...signed },
            {
              ...fields,
              g: kept(combined(shift, by)),
              ...(chunks === null ? {} : { p: Y.Array.from(chunks) }),
            },
          ),
        ),
      BY_HAND,
    );
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
    this.begin({ page: id, removes: true });
    return this.doc.transact(() => this.pages.remove(id), BY_HAND);
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

  /** Whoever took a page away had not seen what was being written on it. */
  private bringBack(): void {
    const written = [...this.unheard()].filter((id) => this.items.has(id)).map((id) => this.pageOf(id));
    const gone = written.filter((page) => !this.pages.has(page));
    if (gone.length === 0) return;
    this.doc.transact(() => {
      for (const page of gone) this.pages.add(page);
    }, BY_PAGE);
    this.apart();
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

function kept({ x, y, scale }: Shift): number[] {
  return [rounded(x), rounded(y), scale];
}

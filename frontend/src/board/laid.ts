import type * as Y from "yjs";
import { LONGEST_GRAPH, type Window } from "../maths/graph";
import { LONGEST_LATEX } from "../maths/limits";
import type { AidKind } from "./aids";
import type { BoardDocument } from "./board_document";
import { type Place, rounded } from "./geometry";
import type { Head, Photo } from "./item";
import { BY_HAND, BY_PAGE } from "./origins";
import { MOST_PAGES } from "./pages";
import { cropped, type Edge, type Frame, frameOf, kept, turnedOn } from "./photo_frame";

/** A page of the begun work. Sizes in pixels. */
export interface WorkPage {
  readonly id: string;
  readonly url: string;
  readonly width: number;
  readonly height: number;
  /** A page of a PDF: it has a page of the board to itself. */
  readonly alone?: boolean;
}

/** How items come into the document. */
export interface Writing {
  /** By this person, now, on the page in sight. */
  head(kind: Head["k"]): Head;
  /** A new item, by this person's hand: its id. */
  put(head: Head, fields: Record<string, unknown>): string;
  /** In the transaction under way. */
  place(id: string, head: Head, fields: Record<string, unknown>): void;
}

export const PAGE_WIDTH = 560;
const PAGE_GAP = 40;

/** What is laid on the board instead of drawn by the hand: photos, the begun work, aids, formulas, graphs. */
export class Laid {
  constructor(
    private readonly board: BoardDocument,
    private readonly version: number,
    private readonly writing: Writing,
  ) {}

  /** A photo with its middle here. */
  photo(photo: WorkPage, middle: Place): string {
    const { s, d } = sizeOf(photo);
    const [width, height] = d;
    return this.photoAt(s, width, height, { x: middle.x - width / 2, y: middle.y - height / 2 });
  }

  photoAt(source: string, width: number, height: number, place: Place): string {
    this.board.act();
    return this.writing.put(
      { ...this.writing.head("photo"), s: source, d: [width, height] },
      { m: placed(place) },
    );
  }

  /** Another part of a photo in sight, part of the act in progress: the edges that are not moved stay where they lie. */
  crop(id: string, edge: Edge, share: number): void {
    this.reframe(id, (frame) => cropped(frame, edge, share));
  }

  /** Quarter turns to the right, around the middle of what is in sight; negative: to the left. */
  turn(id: string, by: number): void {
    const { board } = this;
    board.act();
    const before = board.read(id);
    board.doc.transact(() => {
      this.reframe(id, (frame) => turnedOn(frame, by));
      const after = board.read(id);
      if (before?.kind !== "photo" || after?.kind !== "photo") return;
      const [from, to] = [middleOf(before), middleOf(after)];
      board.shift([id], { x: from.x - to.x, y: from.y - to.y, scale: 1 });
    }, BY_HAND);
  }

  /** The whole picture again, the way it came. */
  uncrop(id: string): void {
    this.board.act();
    this.change(id, (item) => item.delete("c"));
  }

  /** Those of a PDF's pages that are not there to be seen: never laid, erased, or on a page taken away. */
  missing(sheets: readonly WorkPage[]): WorkPage[] {
    const { items, pages } = this.board;
    return sheets.filter((sheet) => !items.has(`page-${sheet.id}`) || !pages.has(this.pageOf(sheet)));
  }

  /**
   * What is missing of a PDF, each page on a page of its own after the one in sight, or on the one it had: one act. The
   * first laid, or the first there is; null, and nothing is laid, when the board has no room for all.
   */
  document(sheets: readonly WorkPage[]): string | null {
    const { pages, page, doc, items } = this.board;
    const missing = this.missing(sheets);
    const bare = missing.filter((sheet) => !pages.has(this.pageOf(sheet)));
    if (pages.list.length + bare.length > MOST_PAGES) return null;
    const first = missing[0] ?? sheets[0];
    this.board.act();
    doc.transact(() => {
      let after = page;
      for (const sheet of missing) {
        const [id, b] = [`page-${sheet.id}`, this.pageOf(sheet)];
        const anew = !items.has(id);
        if (anew && !pages.has(b)) pages.setPaper(b, "blank");
        pages.add(b, after);
        after = b;
        const head: Head = { ...this.writing.head("photo"), ...sizeOf(sheet), b };
        if (anew) this.writing.place(id, head, { m: [0, 0] });
      }
    }, BY_HAND);
    return first === undefined ? null : this.pageOf(first);
  }

  /** Where a page of a PDF lies, or will. */
  private pageOf({ id }: WorkPage): string {
    return this.board.items.has(`page-${id}`) ? this.board.pageOf(`page-${id}`) : id;
  }

  /**
   * Lays the begun work on a board nobody has opened yet. The pages' own ids name the items, so that
   * two who come in together lay it once.
   */
  work(sheets: readonly WorkPage[]): void {
    const { meta, doc, items, pages } = this.board;
    if (meta.get("opened") === true) return;
    doc.transact(() => {
      meta.set("v", this.version);
      meta.set("opened", true);
      let x = 0;
      let first = true;
      sheets.forEach((sheet, order) => {
        // What comes first opens the board, whatever it is.
        const own = sheet.alone === true && !first;
        if (own) pages.add(sheet.id);
        const head: Head = {
          k: "photo",
          a: "",
          t: order,
          ...sizeOf(sheet),
          ...(own ? { b: sheet.id } : {}),
        };
        const id = `page-${sheet.id}`;
        if (!items.has(id)) this.writing.place(id, head, { m: [own ? 0 : x, 0] });
        if (!own) x += PAGE_WIDTH + PAGE_GAP;
        first = false;
      });
    }, BY_PAGE);
  }

  aid(aid: AidKind, place: Place): string {
    this.board.act();
    return this.writing.put({ ...this.writing.head("aid"), f: aid }, { m: placed(place) });
  }

  formula(latex: string, place: Place, colour: string, size: number): string {
    this.board.act();
    return this.writing.put(
      { ...this.writing.head("formula"), c: colour, w: size },
      { x: latex.slice(0, LONGEST_LATEX), m: placed(place) },
    );
  }

  graph(text: string, window: Window, place: Place, colour: string): string {
    this.board.act();
    return this.writing.put(
      { ...this.writing.head("graph"), c: colour },
      { x: text.slice(0, LONGEST_GRAPH), r: [...window], m: placed(place) },
    );
  }

  private reframe(id: string, change: (frame: Frame) => Frame): void {
    if (this.board.read(id)?.kind !== "photo") return;
    this.change(id, (item) => item.set("c", kept(change(frameOf(item.get("c"))))));
  }

  private change(id: string, act: (item: Y.Map<unknown>) => void): void {
    const item = this.board.items.get(id);
    if (item !== undefined) this.board.doc.transact(() => act(item), BY_HAND);
  }
}

function sizeOf(page: WorkPage): { s: string; d: readonly [number, number] } {
  return { s: page.url, d: [PAGE_WIDTH, Math.round((PAGE_WIDTH * page.height) / Math.max(1, page.width))] };
}

function middleOf({ place, width, height }: Photo): Place {
  return { x: place.x + width / 2, y: place.y + height / 2 };
}

function placed({ x, y }: Place): number[] {
  return [rounded(x), rounded(y)];
}

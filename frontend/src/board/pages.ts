import type * as Y from "yjs";
import { FIRST_PAGE, PAPERS, type Paper } from "./item";

/** Pages of one board: past this none is added. */
export const MOST_PAGES = 24;

/**
 * The pages of a board, each with its paper.
 *
 * Flat maps, so that whatever two people do at once the same pages remain for both: `pages` (id → where it comes
 * among the others), `papers` (id → paper), `gone` (id → true). A page that is gone keeps what lies on it, and comes
 * back with it.
 */
export class Pages {
  private readonly orders: Y.Map<unknown>;
  private readonly papers: Y.Map<unknown>;
  /** Undone with the rest: taking a page away is an act. */
  readonly undoable: Y.Map<unknown>[];
  private readonly gone: Y.Map<unknown>;

  constructor(
    doc: Y.Doc,
    private readonly meta: Y.Map<unknown>,
  ) {
    this.orders = doc.getMap("pages");
    this.papers = doc.getMap("papers");
    this.gone = doc.getMap("gone");
    this.undoable = [this.orders, this.gone];
  }

  /** In order; there is always one. */
  get list(): readonly string[] {
    const orders = new Map([[FIRST_PAGE, 0]]);
    for (const [id, order] of this.orders.entries())
      if (typeof order === "number" && Number.isFinite(order)) orders.set(id, order);
    const left = [...orders].filter(([id]) => this.gone.get(id) !== true);
    if (left.length === 0) return [FIRST_PAGE];
    return left.sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1)).map(([id]) => id);
  }

  get full(): boolean {
    return this.list.length >= MOST_PAGES;
  }

  has(page: string): boolean {
    return this.list.includes(page);
  }

  /** A page of this name after `after`, or at the end; one that is gone comes back where it was, with all on it. */
  add(id: string, after: string | null = null): void {
    this.stand();
    this.gone.delete(id);
    if (id === FIRST_PAGE || this.orders.has(id)) return;
    const list = this.list;
    const at = after === null ? list.length - 1 : list.indexOf(after);
    const before = this.order(list[at]);
    const next = list[at + 1];
    this.orders.set(id, next === undefined ? before + 1 : (before + this.order(next)) / 2);
  }

  /** Where each took away the page the other had left, the first is in sight: what is then done on it brings it back. */
  stand(): void {
    if (this.gone.get(FIRST_PAGE) === true && this.has(FIRST_PAGE)) this.gone.delete(FIRST_PAGE);
  }

  /** False, and it stays, when it is the only one. */
  remove(id: string): boolean {
    const list = this.list;
    if (list.length < 2 || !list.includes(id)) return false;
    this.gone.set(id, true);
    return true;
  }

  paper(id: string): Paper {
    const own = this.papers.get(id);
    // Before there were pages, the board had one paper.
    const paper = own ?? this.meta.get("paper");
    return PAPERS.find((known) => known === paper) ?? "squares";
  }

  setPaper(id: string, paper: Paper): void {
    if (id === FIRST_PAGE) this.meta.set("paper", paper);
    else this.papers.set(id, paper);
  }

  observe(changed: (event: Y.YMapEvent<unknown>, change: Y.Transaction) => void): void {
    for (const map of [this.orders, this.papers, this.gone, this.meta]) map.observe(changed);
  }

  private order(id: string | undefined): number {
    const order = id === undefined ? 0 : this.orders.get(id);
    return typeof order === "number" ? order : 0;
  }
}

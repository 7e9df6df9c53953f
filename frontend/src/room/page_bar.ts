import type { BoardDocument } from "../board/board_document";
import type { BoardView } from "../board/board_view";
import { MOST_PAGES } from "../board/pages";
import { Later } from "./later";
import type { PageSheet } from "./page_sheet";
import { setAttribute, setText } from "./same";
import type { Slots } from "./slots";

export interface PageBarOptions {
  mayWrite(): boolean;
  /** The hand leaves the page. `gone`: it was taken away; what is given back is called once another is in sight. */
  leaves(gone: boolean): () => void;
  /** What is being typed is held back on this page, and it is said why. */
  held(): boolean;
  /** Another page is in sight; `anew`: for the first time. */
  turned(anew: boolean): void;
  say(text: string): void;
  /** Shown as well as said. */
  show(text: string): unknown;
  /** What shows them all is on its way, or did not come; null: neither. */
  coming(words: string | null): void;
}

/** The pages of the board: which is in sight, the next, a new one. `page_sheet.ts` shows all of them small. */
export class PageBar {
  private readonly dialog: HTMLDialogElement;
  readonly sheet: Later<PageSheet>;
  private readonly places: readonly HTMLElement[];
  private index = 0;
  /** By one's own key: it need not be shown that it goes. */
  private removing = false;
  /** It was shown that this one went. */
  private missed: string | null = null;

  constructor(
    private readonly slots: Slots,
    private readonly view: BoardView,
    private readonly board: BoardDocument,
    private readonly options: PageBarOptions,
  ) {
    this.dialog = slots.get<HTMLDialogElement>("pages-dialog");
    this.places = slots.all('[data-slot="page-place"]');
    slots.on("page-before", () => this.step(-1));
    slots.on("page-after", () => this.step(1));
    slots.on("page-add", () => this.add());
    slots.on("page-remove", () => this.remove());
    this.sheet = new Later(async () => {
      const { PageSheet } = await import("./page_sheet");
      return new PageSheet(slots, view, board, (page) => this.go(page));
    }, options.coming);
    this.sheet.pressedBy(slots.all('[data-do="pages"]'));
    this.show();
  }

  /** The pages are others, or another is in sight. */
  show(): void {
    const { list } = this.board.pages;
    if (this.missed !== null && list.includes(this.missed)) {
      this.missed = null;
      this.options.coming(null);
    }
    const { page } = this.board;
    if (!list.includes(page)) {
      this.turn(list[Math.min(this.index, list.length - 1)] as string, true);
      const said = `Cette page a été retirée. ${this.place()}`;
      if (this.removing) this.options.say(said);
      else if (this.options.show(said) !== false) this.missed = page;
      return;
    }
    this.index = list.indexOf(this.board.page);
    setAttribute(this.slots.root, "data-pages", String(list.length));
    setAttribute(this.slots.root, "data-page", String(this.index + 1));
    for (const place of this.places) setText(place, `${this.index + 1} / ${list.length}`);
    this.enable("page-before", this.index > 0);
    this.enable("page-after", this.index < list.length - 1);
    this.enable("page-add", !this.board.pages.full);
    this.enable("page-remove", list.length > 1);
    if (this.dialog.open) this.sheet.here?.fill();
  }

  number(page: string): number {
    return this.board.pages.list.indexOf(page) + 1;
  }

  /** To this page, if it is still there. */
  go(page: string): void {
    if (page === this.board.page || !this.board.pages.has(page) || this.options.held()) return;
    this.turn(page, false);
    this.options.say(this.place());
  }

  private turn(page: string, gone: boolean): void {
    const turned = this.options.leaves(gone);
    const known = this.view.turnTo(page);
    this.show();
    this.options.turned(known === null);
    turned();
  }

  step(by: number): void {
    const page = this.board.pages.list[this.index + by];
    if (page === undefined) this.options.say(by > 0 ? "C’est la dernière page." : "C’est la première page.");
    else this.go(page);
  }

  /** « Page 2 sur 3. » */
  place(): string {
    return `Page ${this.index + 1} sur ${this.board.pages.list.length}.`;
  }

  /** For the board in words: nothing while there is one page. */
  told(): string[] {
    return this.board.pages.list.length > 1 ? [this.place()] : [];
  }

  private add(): void {
    if (!this.options.mayWrite() || this.options.held()) return;
    const page = this.board.addPage();
    if (page === null) {
      this.options.say(`Un tableau a ${MOST_PAGES} pages au plus.`);
      return;
    }
    this.dialog.close();
    this.go(page);
  }

  private remove(): void {
    if (!this.options.mayWrite()) return;
    this.own(() => this.board.removePage(this.board.page));
    this.dialog.close();
  }

  /** What one's own keys do: the page they take away is told by `show`, as it is to the other, but not shown. */
  own<Done>(act: () => Done): Done {
    this.removing = true;
    const done = act();
    this.removing = false;
    return done;
  }

  private enable(act: string, may: boolean): void {
    for (const button of this.slots.all<HTMLButtonElement>(`[data-do="${act}"]`))
      if (button.disabled === may) button.disabled = !may;
  }
}

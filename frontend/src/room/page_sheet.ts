import type { BoardDocument } from "../board/board_document";
import type { BoardView } from "../board/board_view";
import { canvasOf, drawingOf } from "../board/picture";
import type { Slots } from "./slots";

const THUMBNAIL_PX = 150;

/** All the pages of the board, small: one is gone to, and the one in sight may be taken away. */
export class PageSheet {
  private readonly dialog: HTMLDialogElement;

  constructor(
    private readonly slots: Slots,
    private readonly view: BoardView,
    private readonly board: BoardDocument,
    private readonly go: (page: string) => void,
  ) {
    this.dialog = slots.get<HTMLDialogElement>("pages-dialog");
    slots.on("pages", () => this.open());
    slots.on("close-pages", () => this.dialog.close());
  }

  /** As the pages are now. */
  fill(): void {
    const { list } = this.board.pages;
    this.slots.get("pages").replaceChildren(...list.map((page, index) => this.thumbnail(page, index + 1)));
    const label = this.slots.get("page-remove-label");
    label.textContent = `Retirer la page ${list.indexOf(this.board.page) + 1}`;
  }

  private open(): void {
    this.fill();
    this.dialog.showModal();
    this.dialog.querySelector<HTMLElement>("[aria-current]")?.focus();
  }

  private thumbnail(page: string, number: number): HTMLElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "page-thumb";
    if (page === this.board.page) button.setAttribute("aria-current", "page");
    const canvas = canvasOf(this.board, drawingOf(this.board, page), this.view.photos, {
      zoom: 1,
      largest: THUMBNAIL_PX * Math.min(2, globalThis.devicePixelRatio || 1),
    });
    canvas.setAttribute("aria-hidden", "true");
    const label = document.createElement("span");
    label.textContent = `Page ${number}`;
    button.append(canvas, label);
    button.addEventListener("click", () => {
      this.dialog.close();
      this.go(page);
    });
    return button;
  }
}

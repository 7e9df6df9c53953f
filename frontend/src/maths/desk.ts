import type { BoardDocument } from "../board/board_document";
import type { BoardView } from "../board/board_view";
import type { Item } from "../board/item";
import { Later } from "../room/later";
import type { Slots } from "../room/slots";
import type { Writing } from "./writing";

export interface DeskOptions {
  colour(): string;
  mayWrite(): boolean;
  /** Whether `text` must not stand on the board. */
  holds(text: string): boolean;
  /** Something was laid: it is chosen, to be moved where it belongs. */
  laid(id: string): void;
  /** Another rewrote it meanwhile: what each wrote is there. */
  apart(): void;
  say(text: string): void;
  /** That the dialogs are on their way, or did not come. */
  coming(words: string | null): void;
}

/** Formulas and curves: written in a dialog, laid in the middle of the screen, written again when asked. */
export class MathsDesk {
  readonly dialogs: Later<Writing>;

  constructor(
    slots: Slots,
    view: BoardView,
    board: BoardDocument,
    private readonly options: DeskOptions,
  ) {
    this.dialogs = new Later(async () => {
      const { Writing } = await import("./writing");
      return new Writing(slots, view, board, options);
    }, options.coming);
    slots.on("formula", () => this.newFormula());
    slots.on("graph", () => this.newGraph());
  }

  newFormula(): void {
    this.open((writing) => writing.newFormula());
  }

  newGraph(): void {
    this.open((writing) => writing.newGraph());
  }

  /** A formula for somewhere else than the board. */
  ask(keep: (latex: string) => void): void {
    void this.dialogs.get().then((writing) => writing?.formula.open("", keep));
  }

  /** False when it is nothing that is written here. */
  edit(item: Item | undefined): boolean {
    if (item?.kind !== "formula" && item?.kind !== "graph") return false;
    return this.open((writing) => writing.edit(item));
  }

  private open(what: (writing: Writing) => void): boolean {
    if (!this.options.mayWrite()) return false;
    void this.dialogs.get().then((writing) => writing !== null && what(writing));
    return true;
  }
}

import type { BoardDocument, Taken } from "./board_document";
import type { BoardView } from "./board_view";
import type { Box } from "./geometry";
import { COPY_PX, type Selection } from "./selection";

export interface ClipboardOptions {
  mayWrite(): boolean;
  /** What was just laid is in hand. */
  laid(ids: readonly string[]): void;
  say(text: string): void;
}

/** Ctrl C, Ctrl X and Ctrl V on the sheet: what was copied stays as it was, whatever becomes of it, on any page. */
export class Clipboard {
  private taken: readonly Taken[] = [];
  private box: Box | null = null;
  /** Where it lay, or lies since it was pasted last. */
  private page = "";
  private steps = 0;

  constructor(
    private readonly view: BoardView,
    private readonly board: BoardDocument,
    private readonly selection: Selection,
    private readonly options: ClipboardOptions,
  ) {}

  press(key: "c" | "x" | "v"): void {
    const may = this.options.mayWrite();
    if (key === "v") {
      if (may) this.paste();
      return;
    }
    this.copy();
    if (key === "x" && may) {
      this.board.act();
      this.board.erase(this.selection.chosen);
      this.selection.clear();
      // Its place is free again.
      this.steps = 0;
      this.options.say("Coupé. Ctrl V le colle.");
    } else {
      this.options.say("Copié. Ctrl V le colle.");
    }
  }

  private copy(): void {
    this.box = this.selection.box();
    this.taken = this.board.taken(this.selection.chosen);
    this.page = this.board.page;
    this.steps = 1;
  }

  private paste(): void {
    if (this.box === null || this.taken.length === 0) {
      this.options.say("Rien à coller.");
      return;
    }
    if (this.board.page !== this.page) {
      this.page = this.board.page;
      this.steps = 0;
    }
    const { zoom } = this.view.camera;
    const away = (this.steps * COPY_PX) / zoom;
    this.steps += 1;
    const by = this.seen(this.box, away) ? { x: away, y: away } : this.toTheMiddle(this.box);
    this.options.laid(this.board.paste(this.taken, { ...by, scale: 1 }));
    this.options.say("Collé.");
  }

  private seen({ left, top, right, bottom }: Box, away: number): boolean {
    return this.view.sees({ x: (left + right) / 2 + away, y: (top + bottom) / 2 + away });
  }

  private toTheMiddle({ left, top, right, bottom }: Box): { x: number; y: number } {
    const { width, height } = this.view.viewport;
    const middle = this.view.toBoard({ x: width / 2, y: height / 2 });
    return { x: middle.x - (left + right) / 2, y: middle.y - (top + bottom) / 2 };
  }
}

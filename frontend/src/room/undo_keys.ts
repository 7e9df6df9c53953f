import type { BoardDocument } from "../board/board_document";
import type { Slots } from "./slots";

/** « Annuler » and « Rétablir », by their buttons and their keys. */
export class UndoKeys {
  constructor(
    private readonly slots: Slots,
    private readonly board: BoardDocument,
    private readonly options: {
      /** What is being written is kept first. */
      before(): void;
      /** What was done again or taken back is shown. */
      goTo(page: string): void;
      say(text: string): void;
    },
  ) {
    slots.on("undo", () => this.undo());
    slots.on("redo", () => this.redo());
    addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || isTyping(event.target)) return;
      const key = event.key.toLowerCase();
      if (key === "z" && !event.shiftKey) this.undo();
      else if (key === "y" || (key === "z" && event.shiftKey)) this.redo();
      else return;
      event.preventDefault();
    });
    board.undoing.on("stack-item-added", () => this.show());
    board.undoing.on("stack-item-popped", () => this.show());
    this.show();
  }

  private undo(): void {
    this.options.before();
    this.tell(this.board.undo(), "Annulé.", "Rien à annuler.");
  }

  private redo(): void {
    this.tell(this.board.redo(), "Rétabli.", "Rien à rétablir.");
  }

  private tell(page: string | null, done: string, nothing: string): void {
    if (page !== null) this.options.goTo(page);
    this.options.say(page === null ? nothing : done);
  }

  private show(): void {
    const { undoStack, redoStack } = this.board.undoing;
    for (const [act, stack] of [
      ["undo", undoStack],
      ["redo", redoStack],
    ] as const)
      for (const button of this.slots.all<HTMLButtonElement>(`[data-do="${act}"]`))
        button.disabled = stack.length === 0;
  }
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, textarea, [contenteditable]") !== null;
}

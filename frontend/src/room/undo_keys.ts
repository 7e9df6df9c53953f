import { OVERTAKEN, type TakenBack } from "../board/acts";
import type { BoardDocument } from "../board/board_document";
import type { Slots } from "./slots";

const SAID = {
  annulé: { done: "Annulé.", nothing: "Rien à annuler." },
  rétabli: { done: "Rétabli.", nothing: "Rien à rétablir." },
} as const;

/** « Annuler » and « Rétablir », by their buttons and their keys. */
export class UndoKeys {
  private shown = false;
  private readonly buttons: readonly (readonly ["undo" | "redo", readonly HTMLButtonElement[]])[];

  constructor(
    slots: Slots,
    private readonly board: BoardDocument,
    private readonly options: {
      /** What is being written is kept first. What it was needful to say of it, or nothing. */
      before(): string;
      /** It may take the page in sight away. */
      take(act: () => TakenBack): TakenBack;
      /** What was done again or taken back is shown. */
      goTo(page: string): void;
      say(text: string): void;
      /** Nothing moved, and it is not clear why: shown as well as said, until the next press. */
      show(words: string | null): void;
    },
  ) {
    this.buttons = (["undo", "redo"] as const).map((act) => [act, slots.all(`[data-do="${act}"]`)]);
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
    board.doc.on("update", () => this.stacks());
    this.stacks();
  }

  private undo(): void {
    const before = this.options.before();
    this.tell(before, this.options.take(this.board.undo), "annulé");
  }

  private redo(): void {
    const before = this.options.before();
    this.tell(before, this.options.take(this.board.redo), "rétabli");
  }

  private tell(before: string, page: TakenBack, done: keyof typeof SAID): void {
    if (this.shown) this.options.show(null);
    this.shown = page === OVERTAKEN;
    if (page === OVERTAKEN) {
      this.options.show(`${before}Quelqu’un d’autre l’a changé depuis\u00a0: rien n’est ${done}.`);
    } else {
      if (page !== null) this.options.goTo(page);
      this.options.say(before + (page === null ? SAID[done].nothing : SAID[done].done));
    }
    this.stacks();
  }

  /** At each change of the board, those of a stroke under the hand too: the page is touched when it must be only. */
  private stacks(): void {
    for (const [act, buttons] of this.buttons) {
      const nothing = this.board.acts(`${act}Stack`).length === 0;
      for (const button of buttons) if (button.disabled !== nothing) button.disabled = nothing;
    }
  }
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, textarea, [contenteditable]") !== null;
}

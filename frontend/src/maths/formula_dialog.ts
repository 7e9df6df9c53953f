import type { MathfieldElement } from "mathlive";
import { announce } from "../pages/announce";
import type { Slots } from "../room/slots";
import { type Key, keysIn, MORE, USUAL } from "./keypad";
import { LONGEST_LATEX } from "./limits";
import { spoken } from "./spoken";

/** Where a formula is written: MathLive's field, keys of mathematics, and how it is read aloud. */
export class FormulaDialog {
  private readonly dialog: HTMLDialogElement;
  private readonly place: HTMLElement;
  private readonly note: HTMLElement;
  private readonly said: HTMLElement;
  private field: MathfieldElement | null = null;
  /** Keys pressed before the field came: it is not there at once on a slow line. */
  private early: Key[] = [];
  private wanted = "";
  private keep: ((latex: string) => void) | null = null;

  constructor(
    private readonly slots: Slots,
    /** Whether this must not be written, in a formula or elsewhere. */
    private readonly holds: (text: string) => boolean,
  ) {
    this.dialog = slots.get<HTMLDialogElement>("formula-dialog");
    this.place = slots.get("formula-field");
    this.note = slots.get("formula-note");
    this.said = slots.get("formula-said");
    slots.on("close-formula", () => this.dialog.close());
    slots.on("lay-formula", () => this.done());
    slots.on("more-keys", (button) => this.turn(button));
    keysIn(slots.get("formula-keys"), USUAL, (key) => this.press(key));
    keysIn(slots.get("formula-more"), MORE, (key) => this.press(key));
    // The board's keys are letters here.
    this.dialog.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") event.stopPropagation();
    });
  }

  /** `keep` is called with what was written, empty when all was erased from `latex`. */
  open(latex: string, keep: (latex: string) => void): void {
    this.keep = keep;
    this.wanted = latex;
    this.early = [];
    this.show(latex);
    this.dialog.showModal();
    void this.ready();
  }

  private async ready(): Promise<void> {
    this.tell(this.field === null ? "Le clavier de mathématiques arrive…" : "");
    try {
      const { makeField } = await import("./mathfield");
      this.field ??= makeField({
        label: "Formule",
        changed: (latex) => this.show(latex),
        done: () => this.done(),
        left: () => this.dialog.close(),
        say: announce,
      });
    } catch {
      this.tell("Le clavier de mathématiques n’est pas arrivé. Il faut le réseau pour la première fois.");
      return;
    }
    if (!this.field.isConnected) this.place.append(this.field);
    this.tell("");
    this.field.value = this.wanted;
    this.field.focus();
    for (const key of this.early.splice(0)) this.press(key);
  }

  private press(key: Key): void {
    const { field } = this;
    if (field === null) {
      this.early.push(key);
      return;
    }
    if (key.act !== undefined) field.executeCommand(key.act);
    else if (key.insert !== undefined)
      field.insert(key.insert, { focus: true, selectionMode: "placeholder", format: "latex" });
    this.show(field.value);
  }

  private done(): void {
    const latex = (this.field?.value ?? this.wanted).trim();
    if (latex.length > LONGEST_LATEX) {
      this.tell("Cette formule est trop longue\u00a0: en faire deux.");
      return;
    }
    if (this.holds(latex)) {
      this.tell("Pas d’adresse ni de numéro ici, même dans une formule.");
      return;
    }
    if (latex.includes("\\placeholder")) {
      this.tell("Il reste une case vide dans la formule.");
      return;
    }
    this.dialog.close();
    if (latex !== "" || this.wanted !== "") this.keep?.(latex);
  }

  private show(latex: string): void {
    const words = spoken(latex);
    this.said.textContent = words === "" ? "" : `Se lit\u00a0: ${words}`;
    this.tell("");
  }

  private tell(text: string): void {
    this.note.textContent = text;
    this.note.hidden = text === "";
  }

  private turn(button: HTMLElement): void {
    const more = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(more));
    this.slots.get("formula-keys").hidden = more;
    this.slots.get("formula-more").hidden = !more;
    this.field?.focus();
  }
}

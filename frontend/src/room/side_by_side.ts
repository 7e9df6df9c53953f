import { Caught } from "../chat/caught";
import { withMaths } from "../maths/in_text";
import { announce } from "../pages/announce";
import type { Slots } from "./slots";

/**
 * Two sheets side by side where each sees the other type, letter by letter: a lesson for whoever does not hear.
 * What is sent goes into the messages, and is kept like them; the letters themselves are kept nowhere.
 */
export interface TypingNeeds {
  readonly formal: boolean;
  /** Letters as they are typed; they may be lost. */
  letters(text: string): void;
  /** Whether the line was taken among the messages. */
  line(text: string): boolean;
}

/** Ten a second are let through; a fast typist makes eight. */
const LETTERS_EVERY_MS = 120;

export class SideBySide {
  private readonly field: HTMLTextAreaElement;
  private readonly caught: Caught;
  private waiting: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private readonly slots: Slots,
    private readonly needs: TypingNeeds,
  ) {
    this.field = slots.get<HTMLTextAreaElement>("mine-field");
    this.caught = new Caught(slots.get("mine-caught"), needs.formal);
    slots.on("type-together", () => this.open(true));
    slots.on("close-together", () => this.open(false));
    slots.root.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.isOpen) this.open(false);
    });
    this.field.addEventListener("input", () => this.typed());
    this.field.addEventListener("keydown", (event) => {
      // The board's keys are letters here.
      if (event.key !== "Escape") event.stopPropagation();
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.send();
    });
    slots.get<HTMLFormElement>("mine-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
  }

  /** What stands in the other's field now. */
  theirs(text: string): void {
    const place = this.slots.get("theirs-now");
    place.textContent = text;
    const call = this.slots.get("type-call");
    const calls = text !== "" && !this.isOpen;
    if (calls && call.hidden) announce(call.textContent.trim());
    call.hidden = !calls;
    place.scrollIntoView({ block: "end" });
  }

  /** The other sent it: it stays in sight above what comes next. */
  said(text: string): void {
    this.past("theirs-past", text);
    this.theirs("");
  }

  left(): void {
    this.theirs("");
  }

  private get isOpen(): boolean {
    return !this.slots.get("together").hidden;
  }

  private open(open: boolean): void {
    this.slots.get("together").hidden = !open;
    this.slots.get("type-call").hidden = true;
    for (const button of this.slots.all('[data-do="type-together"]'))
      if (button.hasAttribute("aria-expanded")) button.setAttribute("aria-expanded", String(open));
    // What hid the one who had the keyboard gives it back.
    const key = this.slots.all("[data-do=call-sheet]").find((one) => one.getClientRects().length > 0);
    const next = open ? this.field : (key ?? this.slots.find("[data-board]"));
    next.focus({ preventScroll: true });
  }

  private typed(): void {
    this.caught.forget();
    this.waiting ??= setTimeout(() => {
      this.waiting = null;
      this.needs.letters(this.field.value);
    }, LETTERS_EVERY_MS);
  }

  private send(): void {
    const text = this.field.value.trim();
    if (text === "") return;
    if (this.caught.holds(text)) {
      // What explains it takes its room above.
      this.field.scrollIntoView({ block: "center" });
      return;
    }
    if (!this.needs.line(text)) return;
    if (this.waiting !== null) clearTimeout(this.waiting);
    this.waiting = null;
    this.needs.letters("");
    this.past("mine-past", text);
    this.field.value = "";
    this.field.focus({ preventScroll: true });
  }

  private past(slot: string, text: string): void {
    const place = this.slots.get(slot);
    const line = document.createElement("p");
    line.append(...withMaths(text));
    place.append(line);
    while (place.childElementCount > 30) place.firstElementChild?.remove();
    place.parentElement?.scrollTo({ top: place.parentElement.scrollHeight });
  }
}

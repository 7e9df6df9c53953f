import { capitals, lettersOf, nameOf } from "./letters";

/** A row of letters that writes them in a field, where its caret is; the field keeps the focus. */
export class LetterStrip {
  private large = false;
  private readonly small: readonly string[];

  constructor(
    private readonly strip: HTMLElement,
    private readonly field: HTMLTextAreaElement,
    subject: string,
  ) {
    this.small = lettersOf(subject);
    strip.dataset.letters = "";
    strip.addEventListener("pointerdown", (event) => {
      if (event.pointerType === "mouse") event.preventDefault();
    });
    strip.addEventListener("mousedown", (event) => event.preventDefault());
    strip.addEventListener("keydown", (event) => {
      if (event.key === "Escape") field.focus({ preventScroll: true });
      event.stopPropagation();
    });
    this.fill();
  }

  private fill(): void {
    const keys = (this.large ? capitals(this.small) : this.small).map((letter) => this.key(letter));
    const large = capitals(this.small).filter((letter, order) => letter !== this.small[order]);
    // Signs of a science have one or two among them: a key for these would be in the way.
    const shift = large.length > this.small.length / 3;
    this.strip.replaceChildren(...(shift ? [this.shift()] : []), ...keys);
  }

  private key(letter: string): HTMLElement {
    const key = button(letter, nameOf(letter));
    key.addEventListener("click", () => this.write(letter));
    return key;
  }

  private shift(): HTMLElement {
    const key = button("Maj", "Maj");
    key.setAttribute("aria-pressed", String(this.large));
    key.addEventListener("click", () => {
      this.large = !this.large;
      const focused = this.strip.contains(document.activeElement);
      this.fill();
      if (focused) this.strip.querySelector("button")?.focus({ preventScroll: true });
    });
    return key;
  }

  private write(letter: string): void {
    const { field } = this;
    field.focus({ preventScroll: true });
    field.setRangeText(letter, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function button(shown: string, name: string): HTMLButtonElement {
  const key = document.createElement("button");
  key.type = "button";
  key.className = "key-cap";
  key.textContent = shown;
  if (name !== shown) {
    key.setAttribute("aria-label", name);
    key.title = name;
  }
  return key;
}

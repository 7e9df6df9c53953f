import type { Panels } from "./panels";
import type { Slots } from "./slots";

/** Kept above a shelf, and below it where the zoom stands. */
const MARGIN_PX = 8;
const FOOT_PX = 72;

/**
 * The second rank of the dock: each key opens a shelf of tools over the board, and a tool taken shuts it.
 * A key tells, shut too, that the tool in use stands on its shelf.
 */
export class Shelves {
  private readonly keys: readonly HTMLElement[];

  constructor(
    private readonly slots: Slots,
    private readonly panels: Panels,
  ) {
    this.keys = slots.all("[data-shelf]");
    for (const key of this.keys) key.addEventListener("click", () => this.toggle(key));
    for (const shelf of slots.all(".tool-shelf"))
      shelf.addEventListener("click", (event) => {
        if ((event.target as Element).closest(".tool") !== null) panels.open(null);
      });
    panels.listen((panel) => {
      if (panel !== "shelf") this.show(null);
    });
    const seen = new MutationObserver(() => this.mark());
    for (const shelf of slots.all(".tool-shelf"))
      seen.observe(shelf, { subtree: true, attributeFilter: ["aria-pressed"] });
    this.mark();
  }

  private toggle(key: HTMLElement): void {
    if (key.getAttribute("aria-expanded") === "true") {
      this.panels.open(null);
      return;
    }
    this.panels.open("shelf", key);
    this.show(key);
    const shelf = this.shelf(key);
    const first =
      shelf.querySelector<HTMLElement>('[aria-pressed="true"]') ?? shelf.querySelector<HTMLElement>(".tool");
    first?.focus({ preventScroll: true });
  }

  private show(open: HTMLElement | null): void {
    for (const key of this.keys) {
      key.setAttribute("aria-expanded", String(key === open));
      const shelf = this.shelf(key);
      shelf.hidden = key !== open;
      if (key === open) this.lay(shelf, key);
    }
  }

  /** Beside its key where the dock stands on the side; CSS lays it at the foot of the board elsewhere. */
  private lay(shelf: HTMLElement, key: HTMLElement): void {
    const board = this.slots.find(".boardwrap").getBoundingClientRect();
    const top = key.getBoundingClientRect().top - board.top;
    const last = board.height - shelf.offsetHeight - FOOT_PX;
    shelf.style.setProperty("--top", `${Math.max(MARGIN_PX, Math.min(top, last))}px`);
  }

  private mark(): void {
    for (const key of this.keys) {
      const used = this.shelf(key).querySelector(
        '[data-tool][aria-pressed="true"], [data-instrument][aria-pressed="true"]',
      );
      key.classList.toggle("in-use", used !== null);
    }
  }

  private shelf(key: HTMLElement): HTMLElement {
    return this.slots.find(`#shelf-${key.dataset.shelf}`);
  }
}

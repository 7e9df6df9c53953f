/** A photo seen whole, then close, before accepting: a click or Enter toggles, Escape closes, arrows change page. */
import type { RingPage } from "./messages";

export class Zoom {
  private index = 0;
  private pages: readonly RingPage[] = [];

  constructor(
    private readonly dialog: HTMLDialogElement,
    private readonly image: HTMLImageElement,
    private readonly caption: HTMLElement,
  ) {
    dialog.addEventListener("keydown", (event) => {
      if (event.key === "ArrowRight") this.turn(1);
      else if (event.key === "ArrowLeft") this.turn(-1);
      else return;
      event.preventDefault();
    });
    dialog.querySelector("[data-act=close]")?.addEventListener("click", () => dialog.close());
    dialog.querySelector("[data-act=previous]")?.addEventListener("click", () => this.turn(-1));
    dialog.querySelector("[data-act=next]")?.addEventListener("click", () => this.turn(1));
    dialog.querySelector("[data-act=closer]")?.addEventListener("click", () => this.closer());
    image.addEventListener("click", () => this.closer());
  }

  open(pages: readonly RingPage[], index: number): void {
    this.pages = pages;
    this.dialog.toggleAttribute("data-single", pages.length < 2);
    this.show(index);
    if (!this.dialog.open) this.dialog.showModal();
  }

  close(): void {
    if (this.dialog.open) this.dialog.close();
  }

  private turn(by: number): void {
    this.show((this.index + by + this.pages.length) % this.pages.length);
  }

  private show(index: number): void {
    const page = this.pages[index];
    if (page === undefined) return;
    this.index = index;
    this.dialog.removeAttribute("data-close-up");
    this.image.src = page.url;
    this.image.width = page.width;
    this.image.height = page.height;
    const said = this.pages.length > 1 ? `Page ${index + 1} sur ${this.pages.length}` : "L’essai de l’élève";
    this.image.alt = said;
    this.caption.textContent = said;
  }

  private closer(): void {
    const on = this.dialog.toggleAttribute("data-close-up");
    this.dialog.querySelector("[data-act=closer]")?.setAttribute("aria-pressed", String(on));
  }
}

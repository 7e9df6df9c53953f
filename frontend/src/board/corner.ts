/** Read again after so long: what is around may have moved the surface without resizing it. */
const TRUE_FOR_MS = 500;

/** Where the surface begins on the page: asking at each movement would have the page laid out in the middle of a frame. */
export class Corner {
  private known: { readonly left: number; readonly top: number } | null = null;
  private readAt = 0;

  constructor(private readonly surface: HTMLElement) {
    new ResizeObserver(() => this.forget()).observe(surface);
    addEventListener("resize", () => this.forget());
    addEventListener("scroll", () => this.forget(), { capture: true, passive: true });
  }

  get place(): { readonly left: number; readonly top: number } {
    const now = performance.now();
    if (this.known === null || now - this.readAt > TRUE_FOR_MS) {
      this.known = this.surface.getBoundingClientRect();
      this.readAt = now;
    }
    return this.known;
  }

  forget(): void {
    this.known = null;
  }
}

import type { Slots } from "./slots";

/** What opens over the board: a shelf of tools, and on a phone the drawer, the request, the messages. One at a time. */
export type Panel = "tools" | "shelf" | "request" | "talk";

export class Panels {
  private readonly heard: ((panel: Panel | null) => void)[] = [];
  /** What has the focus again once a shelf is shut. */
  private from: HTMLElement | null = null;

  constructor(
    private readonly slots: Slots,
    private readonly opened: (panel: Panel | null) => void,
  ) {
    slots.on("more", () => this.toggle("tools"));
    slots.on("chat", () => this.toggle("talk"));
    slots.on("request", () => this.open("request"));
    slots.on("shut", () => this.open(null));
    slots.root.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.panel !== null) this.open(null);
    });
    // Back to the board, or a tool chosen: the drawer gets out of the way.
    const away = (): void => {
      if (this.panel === "tools" || this.panel === "shelf") this.open(null);
    };
    slots.find("[data-board]").addEventListener("pointerdown", away);
    const taken = "[data-tool], [data-colour], [data-do=camera]";
    for (const button of slots.all(taken)) {
      button.addEventListener("click", away);
    }
  }

  get panel(): Panel | null {
    return (this.slots.root.dataset.open as Panel | undefined) ?? null;
  }

  listen(heard: (panel: Panel | null) => void): void {
    this.heard.push(heard);
  }

  open(panel: Panel | null, from: HTMLElement | null = null): void {
    const before = this.panel;
    if (panel === null) delete this.slots.root.dataset.open;
    else this.slots.root.dataset.open = panel;
    this.slots.get("more-key").setAttribute("aria-expanded", String(panel === "tools"));
    // A written answer's board has no messages.
    for (const key of this.slots.all("[data-slot=chat-key]"))
      key.setAttribute("aria-expanded", String(panel === "talk"));
    if (panel === null && before !== null) {
      const key = this.slots.get(before === "talk" ? "chat-key" : "more-key");
      const back = this.from?.offsetParent == null ? key : this.from;
      // A tool taken off a shelf may have sent the focus elsewhere already.
      const within = before === "shelf" ? ".tool-shelf" : "[data-room]";
      if (document.activeElement?.closest(within) != null) back.focus({ preventScroll: true });
    }
    this.from = from;
    for (const tell of this.heard) tell(panel);
    this.opened(panel);
  }

  private toggle(panel: Panel): void {
    this.open(this.panel === panel ? null : panel);
  }
}

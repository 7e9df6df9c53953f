import type { Slots } from "./slots";

/** What opens over the board on a phone: the tools' drawer, the request, the messages. One at a time. */
export type Panel = "tools" | "request" | "talk";

export class Panels {
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
      if (this.panel === "tools") this.open(null);
    };
    slots.find("[data-board]").addEventListener("pointerdown", away);
    const taken =
      "[data-tool], [data-instrument], [data-colour], [data-paper], [data-do=aids], [data-do=camera]";
    for (const button of slots.all(taken)) {
      button.addEventListener("click", away);
    }
  }

  get panel(): Panel | null {
    return (this.slots.root.dataset.open as Panel | undefined) ?? null;
  }

  open(panel: Panel | null): void {
    const before = this.panel;
    if (panel === null) delete this.slots.root.dataset.open;
    else this.slots.root.dataset.open = panel;
    this.slots.get("more-key").setAttribute("aria-expanded", String(panel === "tools"));
    this.slots.get("chat-key").setAttribute("aria-expanded", String(panel === "talk"));
    if (panel === null && before !== null) {
      const key = before === "talk" ? "chat-key" : "more-key";
      if (this.slots.root.contains(document.activeElement))
        this.slots.get(key).focus({ preventScroll: true });
    }
    this.opened(panel);
  }

  private toggle(panel: Panel): void {
    this.open(this.panel === panel ? null : panel);
  }
}

import type { RoomOutgoing } from "../live/protocol";
import type { Line } from "./chat_log";

/** A few signs under a message: given by a tap or a key, and said in words. */
export type Mark = Extract<RoomOutgoing, { type: "react" }>["what"];
const MARKS: readonly Mark[] = ["understood", "thanks", "bravo", "lost"];

export function isMark(what: string): what is Mark {
  return (MARKS as readonly string[]).includes(what);
}

export class Reactions {
  /** `keys`: the group of buttons, as the page draws it; `name`: of a person, as the others read it. */
  constructor(
    private readonly keys: HTMLTemplateElement,
    private readonly me: () => string,
    private readonly name: (id: string) => string,
    private readonly give: (line: string, what: Mark) => void,
  ) {}

  word(what: string): string {
    return this.key(what)?.textContent?.trim() ?? "";
  }

  /** Under a bubble: a key that opens the signs, on what somebody else wrote; and the signs given. */
  place(bubble: HTMLElement, line: Line): void {
    if (line.id === null) return;
    let foot = bubble.querySelector<HTMLElement>(".signs-of");
    if (foot === null) {
      foot = document.createElement("div");
      foot.className = "signs-of";
      const given = document.createElement("ul");
      given.className = "given";
      foot.append(given);
      if (line.author !== this.me()) foot.append(...this.opener(line.id));
      bubble.append(foot);
    }
    this.show(foot, line);
  }

  private opener(line: string): [HTMLElement, HTMLElement] {
    const group = this.keys.content.querySelector("[role=group]")?.cloneNode(true) as HTMLElement;
    group.hidden = true;
    const open = this.keys.content.querySelector("[data-opens]")?.cloneNode(true) as HTMLElement;
    const shown = (on: boolean): void => {
      group.hidden = !on;
      open.setAttribute("aria-expanded", String(on));
    };
    open.addEventListener("click", () => {
      shown(group.hidden === true);
      if (group.hidden) return;
      group.querySelector<HTMLElement>("button")?.focus({ preventScroll: true });
      group.scrollIntoView({ block: "nearest" });
    });
    group.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      shown(false);
      open.focus();
    });
    for (const key of group.querySelectorAll<HTMLElement>("[data-what]"))
      key.addEventListener("click", () => {
        const what = key.dataset.what ?? "";
        const taken = key.getAttribute("aria-pressed") === "true";
        if (isMark(what)) this.give(line, taken ? "" : what);
        shown(false);
        open.focus({ preventScroll: true });
      });
    return [open, group];
  }

  private show(foot: HTMLElement, line: Line): void {
    const mine = line.reactions.find(({ by }) => by === this.me())?.what ?? "";
    for (const key of foot.querySelectorAll<HTMLElement>("[data-what]"))
      key.setAttribute("aria-pressed", String(key.dataset.what === mine));
    const list = foot.querySelector(".given");
    const wanted = line.reactions.map(({ by, what }) => `${by} ${what}`).join();
    if (list === null || (list as HTMLElement).dataset.shows === wanted) return;
    (list as HTMLElement).dataset.shows = wanted;
    list.replaceChildren(
      ...line.reactions.flatMap(({ by, what }) => {
        const key = this.key(what);
        if (key === null) return [];
        const item = document.createElement("li");
        const who = document.createElement("span");
        who.className = "vh";
        who.textContent = `${by === this.me() ? "Moi" : this.name(by)}\u00a0: `;
        item.append(who, ...[...key.childNodes].map((node) => node.cloneNode(true)));
        return [item];
      }),
    );
  }

  private key(what: string): Element | null {
    return isMark(what) ? this.keys.content.querySelector(`[data-what="${what}"]`) : null;
  }
}

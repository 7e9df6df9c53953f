/** The places of the room's page that the template names with `data-slot` and `data-do`. */
export class Slots {
  constructor(readonly root: HTMLElement) {}

  /** Throws when the template has no such place: the page and its script go together. */
  get<T extends Element = HTMLElement>(name: string): T {
    return this.find<T>(`[data-slot="${name}"]`);
  }

  find<T extends Element = HTMLElement>(selector: string): T {
    const found = this.root.querySelector<T>(selector);
    if (found === null) throw new Error(`the room has no ${selector}`);
    return found;
  }

  all<T extends HTMLElement = HTMLElement>(selector: string): T[] {
    return [...this.root.querySelectorAll<T>(selector)];
  }

  /** Every button that does `name`, wherever it stands. */
  on(name: string, act: (button: HTMLElement) => void): void {
    for (const button of this.all(`[data-do="${name}"]`)) button.addEventListener("click", () => act(button));
  }
}

const ICON_NAMES = [
  "mic",
  "micoff",
  "cam",
  "camoff",
  "nonet",
  "network",
  "check",
  "swap",
  "clock",
  "phone",
  "alert",
] as const;
export type IconName = (typeof ICON_NAMES)[number];

/** Icons the script changes, drawn by the template in one `<template>`, in the order of the names. */
export class Icons {
  private readonly drawn = new Map<string, SVGElement>();

  constructor(template: HTMLTemplateElement) {
    [...template.content.querySelectorAll("svg")].forEach((icon, order) => {
      const name = ICON_NAMES[order];
      if (name !== undefined) this.drawn.set(name, icon);
    });
  }

  make(name: IconName): Node {
    return this.drawn.get(name)?.cloneNode(true) ?? document.createTextNode("");
  }

  /** Replaces the icon inside `where`. */
  put(where: Element, name: IconName): void {
    const present = where.querySelector("svg.i");
    if (present === null) where.prepend(this.make(name));
    else present.replaceWith(this.make(name));
  }
}

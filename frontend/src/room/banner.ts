import type { IconName, Icons } from "./slots";
import type { Sentence } from "./words";

/** The one message above the board: of all that is true, the most important. */
const KINDS = [
  "offline",
  "gone",
  "voice",
  "microphone",
  "weak",
  "camera",
  "closing",
  "fault",
  "board",
  "joining",
] as const;
export type BannerKind = (typeof KINDS)[number];

const LOOKS: Readonly<Record<BannerKind, { css: string; icon: IconName; shuts: boolean }>> = {
  offline: { css: "bad", icon: "nonet", shuts: false },
  gone: { css: "bad", icon: "nonet", shuts: false },
  voice: { css: "", icon: "network", shuts: false },
  microphone: { css: "", icon: "micoff", shuts: true },
  weak: { css: "", icon: "network", shuts: true },
  camera: { css: "", icon: "camoff", shuts: true },
  closing: { css: "", icon: "clock", shuts: true },
  fault: { css: "bad", icon: "alert", shuts: true },
  board: { css: "", icon: "network", shuts: false },
  joining: { css: "ok", icon: "phone", shuts: false },
};

export class Banner {
  private readonly said = new Map<BannerKind, Sentence>();
  private shown: string | null = null;

  constructor(
    private readonly place: HTMLElement,
    private readonly icons: Icons,
    /** What « Comment faire ? » does, where a message has something to explain. */
    private readonly helps: Readonly<Partial<Record<BannerKind, () => void>>> = {},
  ) {}

  say(kind: BannerKind, sentence: Sentence): void {
    this.said.set(kind, sentence);
    this.show();
  }

  /** Whether it is said, seen or under a more important one. */
  says(kind: BannerKind): boolean {
    return this.said.has(kind);
  }

  unsay(...kinds: BannerKind[]): void {
    for (const kind of kinds) this.said.delete(kind);
    this.show();
  }

  private show(): void {
    const kind = KINDS.find((each) => this.said.has(each));
    const sentence = kind === undefined ? undefined : this.said.get(kind);
    if (kind === undefined || sentence === undefined) {
      this.shown = null;
      this.place.replaceChildren();
      return;
    }
    const text = `${kind} ${sentence.fact} ${sentence.next}`;
    if (text === this.shown) return;
    this.shown = text;
    const look = LOOKS[kind];
    const note = document.createElement("div");
    note.className = `note row ${look.css}`;
    note.dataset.kind = kind;
    const words = document.createElement("span");
    const fact = document.createElement("b");
    fact.textContent = sentence.fact;
    words.append(fact, ` ${sentence.next}`);
    note.append(this.icons.make(look.icon), words);
    const help = this.helps[kind];
    if (help !== undefined) note.append(button("Comment faire\u00a0?", help));
    if (look.shuts) note.append(button("Compris", () => this.unsay(kind)));
    this.place.replaceChildren(note);
  }
}

function button(text: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn bare shut-note";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

import { announce } from "../pages/announce";
import type { IconName, Icons } from "./slots";
import type { Sentence } from "./words";

/** The one message above the board: of all that is true, the most important. What waits under it is said aloud. */
const TROUBLES = ["offline", "gone", "voice"] as const;
/** Said once, and waiting for an answer: the last of them comes over what lasted before it. */
const TOLD = ["closing", "fault"] as const;
const LASTING = ["microphone", "weak", "camera", "board", "joining"] as const;
export type BannerKind = (typeof TROUBLES)[number] | (typeof TOLD)[number] | (typeof LASTING)[number];

/** What is true, and since when: which of it is shown. */
export class Standing {
  private readonly said = new Map<BannerKind, { sentence: Sentence; since: number }>();
  private last = 0;

  /** True when it is news: not said yet, otherwise than before, or said once more. */
  say(kind: BannerKind, sentence: Sentence): boolean {
    const before = this.said.get(kind);
    const same = before?.sentence.fact === sentence.fact && before.sentence.next === sentence.next;
    const told = TOLD.some((one) => one === kind);
    this.last += 1;
    this.said.set(kind, { sentence, since: told ? this.last : (before?.since ?? this.last) });
    return told || !same;
  }

  says(kind: BannerKind): boolean {
    return this.said.has(kind);
  }

  unsay(kind: BannerKind): void {
    this.said.delete(kind);
  }

  get first(): { kind: BannerKind; sentence: Sentence } | null {
    const trouble = TROUBLES.find((kind) => this.said.has(kind));
    const told = TOLD.reduce<BannerKind | undefined>(
      (last, kind) => (this.since(kind) > this.since(last) ? kind : last),
      undefined,
    );
    const urgent = this.since(told) > this.since(trouble) ? told : trouble;
    const kind = urgent ?? LASTING.find((one) => this.said.has(one));
    const found = kind === undefined ? undefined : this.said.get(kind);
    return kind === undefined || found === undefined ? null : { kind, sentence: found.sentence };
  }

  private since(kind: BannerKind | undefined): number {
    return (kind === undefined ? undefined : this.said.get(kind)?.since) ?? 0;
  }
}

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
  private readonly standing = new Standing();
  private shown: string | null = null;

  constructor(
    private readonly place: HTMLElement,
    private readonly icons: Icons,
    /** What « Comment faire ? » does, where a message has something to explain. */
    private readonly helps: Readonly<Partial<Record<BannerKind, () => void>>> = {},
  ) {}

  say(kind: BannerKind, sentence: Sentence): void {
    const news = this.standing.say(kind, sentence);
    const before = this.shown;
    this.show();
    // Shown anew, it is read where it stands.
    if (news && this.shown === before) announce(`${sentence.fact} ${sentence.next}`);
  }

  /** Whether it is said, seen or under a more important one. */
  says(kind: BannerKind): boolean {
    return this.standing.says(kind);
  }

  unsay(...kinds: BannerKind[]): void {
    for (const kind of kinds) this.standing.unsay(kind);
    this.show();
  }

  private show(): void {
    const { first } = this.standing;
    if (first === null) {
      this.shown = null;
      this.place.replaceChildren();
      return;
    }
    const { kind, sentence } = first;
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

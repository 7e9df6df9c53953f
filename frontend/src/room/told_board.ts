import { boardInWords, ME } from "../board/account";
import { type BoardView, CHANGED } from "../board/board_view";
import type { Item } from "../board/item";
import type { Other } from "../board/others";
import type { Aloud } from "../maths/aloud";
import { announce, announceAtMost } from "../pages/announce";
import { Later } from "./later";

/** The board in words beside the board, kept up as it changes, and what the other writes said aloud. */
const TOLD_AFTER_MS = 800;
/** A long board, slow to tell, is told less often: its telling takes one part in so many of the time. */
const SELDOM = 60;
const SAID_EVERY_MS = 10_000;
const MATHS: ReadonlySet<Item["kind"]> = new Set(["formula", "graph"]);

export class ToldBoard {
  /** How mathematics are read comes with the first there are. */
  readonly aloud = new Later<Aloud>(async () => (await import("../maths/aloud")).ALOUD);
  private timer: ReturnType<typeof setTimeout> | null = null;
  private readonly news = new News();
  /** Milliseconds the last telling took. */
  private cost = 0;
  private lines: readonly string[] = [];

  constructor(
    private readonly list: HTMLElement,
    private readonly view: BoardView,
    private readonly me: string,
    private readonly person: (id: string) => Other | undefined,
    /** What is said first. */
    private readonly before: () => readonly string[] | undefined,
  ) {}

  changed(): void {
    this.timer ??= setTimeout(
      () => {
        this.timer = null;
        // Not while a hand draws: it would be felt.
        if (this.view.writing) {
          this.changed();
          return;
        }
        void this.tell();
      },
      Math.max(TOLD_AFTER_MS, SELDOM * this.cost),
    );
  }

  private async tell(): Promise<void> {
    if (this.view.items().some(({ kind }) => MATHS.has(kind))) await this.aloud.ahead();
    const before = performance.now();
    this.tellNow();
    this.cost = performance.now() - before;
  }

  private tellNow(): void {
    const told = this.view.items().map((item) => {
      const { top = 0, bottom = 0 } = this.view.shape(item.id)?.box ?? {};
      return { item, top, bottom };
    });
    const aloud = this.aloud.here;
    const said = boardInWords(told, (author) => (author === this.me ? ME : this.name(author)), aloud);
    const lines = [...(this.before() ?? []), ...said];
    this.lay(lines);
    const theirs = told.map(({ item }) => item).filter((item) => item.author !== this.me);
    const last = this.news.of(theirs, (item) => wordsOf(item, aloud));
    // What others did may leave the lines as they were: a photo turned, a paper.
    const { news } = this.view;
    if (last !== null) {
      announce(`${this.name(last.author)} a écrit\u00a0: ${wordsOf(last, aloud)}`);
      news.delete(CHANGED);
    }
    if (news.size === 0) return;
    if (announceAtMost("board", [...news].join(" "), SAID_EVERY_MS)) news.clear();
    else setTimeout(() => this.changed(), SAID_EVERY_MS);
  }

  /** From the first line that changed: the others stay where a reader stands. */
  private lay(lines: readonly string[]): void {
    let same = this.lines.length === 0 ? 0 : lines.findIndex((line, at) => line !== this.lines[at]);
    if (same < 0) same = lines.length;
    while (this.list.childElementCount > same) this.list.lastElementChild?.remove();
    for (const words of lines.slice(same)) {
      const line = document.createElement("li");
      line.textContent = words;
      this.list.append(line);
    }
    this.lines = lines;
  }

  private name(author: string): string {
    return this.person(author)?.name ?? "L’autre";
  }
}

/** What was read before: what is there again because something over it went is not new. */
export class News {
  private readonly known = new Map<string, string>();

  /** The last of these that is new, or says something else. */
  of(items: readonly Item[], wordsOf: (item: Item) => string | null): Item | null {
    let last: Item | null = null;
    for (const item of items) {
      const words = wordsOf(item);
      if (words === null || this.known.get(item.id) === words) continue;
      this.known.set(item.id, words);
      last = item;
    }
    return last;
  }
}

function wordsOf(item: Item, aloud: Aloud | null): string | null {
  if (item.kind === "text") return item.text;
  if (item.kind !== "formula") return null;
  return aloud?.formula(item.latex) ?? "une formule";
}

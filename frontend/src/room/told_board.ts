import { boardInWords, ME, type Told } from "../board/account";
import type { BoardView } from "../board/board_view";
import type { Item } from "../board/item";
import type { Other } from "../board/others";
import { spoken } from "../maths/spoken";
import { announce, announceAtMost } from "../pages/announce";

/** The board in words beside the board, kept up as it changes, and what the other writes said aloud. */
const TOLD_AFTER_MS = 800;
const SAID_EVERY_MS = 10_000;

export class ToldBoard {
  private timer: ReturnType<typeof setTimeout> | null = null;
  /** The other's text last said. */
  private said = "";

  constructor(
    private readonly list: HTMLElement,
    private readonly view: BoardView,
    private readonly me: string,
    private readonly person: (id: string) => Other | undefined,
    /** What is said first. */
    private readonly before: () => readonly string[] | undefined,
  ) {}

  changed(): void {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      this.tell();
    }, TOLD_AFTER_MS);
  }

  private tell(): void {
    const told = toldOf(this.view);
    const said = boardInWords(told, (author) => (author === this.me ? ME : this.name(author)));
    const lines = [...(this.before() ?? []), ...said];
    if ([...this.list.children].map((line) => line.textContent).join("\n") === lines.join("\n")) return;
    this.list.replaceChildren(...lines.map(lineOf));
    const theirs = told
      .map(({ item }) => item)
      .filter((item) => item.author !== this.me && wordsOf(item) !== null);
    const last = theirs.at(-1);
    if (last !== undefined && last.id !== this.said) {
      this.said = last.id;
      announce(`${this.name(last.author)} a écrit : ${wordsOf(last)}`);
    } else if (told.some(({ item }) => item.author !== this.me && item.author !== "")) {
      announceAtMost("board", "Le tableau a changé.", SAID_EVERY_MS);
    }
  }

  private name(author: string): string {
    return this.person(author)?.name ?? "L’autre";
  }
}

function wordsOf(item: Item): string | null {
  if (item.kind === "text") return item.text;
  return item.kind === "formula" ? spoken(item.latex) : null;
}

/** What lies on the board, with how high it lies. */
export function toldOf(view: BoardView): Told[] {
  return view.items().map((item) => {
    const box = view.shape(item.id)?.box;
    return { item, top: box?.top ?? 0, bottom: box?.bottom ?? 0 };
  });
}

export function lineOf(words: string): HTMLLIElement {
  const line = document.createElement("li");
  line.textContent = words;
  return line;
}

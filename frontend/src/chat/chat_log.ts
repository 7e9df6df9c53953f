import type { ChatLine, FilePage, Reaction } from "../live/protocol";
import type { Mark } from "./reactions";
import type { SentFile } from "./send_file";

/** The conversation, and what has left this page but not come back from the server yet. */
export type LineState = "sending" | "waiting" | "sent";

export interface Line {
  /** The server's; null until it is kept. */
  readonly id: string | null;
  readonly cid: string;
  readonly author: string;
  readonly name: string;
  readonly text: string;
  readonly at: string | null;
  readonly state: LineState;
  /** Photos, or the pages of a PDF, that go with it; `file` says so to the server. */
  readonly pages: readonly FilePage[];
  readonly file: string;
  readonly reactions: readonly Reaction[];
}

const NO_FILE: SentFile = { pages: [], file: "" };

export class ChatLog {
  private lines: Line[] = [];
  /** Reactions of ours that the server has not said back, by line. */
  private readonly given = new Map<string, Mark>();

  constructor(
    private readonly me: () => { id: string; name: string },
    private readonly send: (cid: string, text: string, file: string) => boolean,
    private readonly newId: () => string,
    private readonly mark: (line: string, what: Mark) => boolean = () => false,
  ) {}

  get all(): readonly Line[] {
    return this.lines;
  }

  /** What the server has not kept yet, for the next page of this tab. */
  get unsent(): readonly Line[] {
    return this.lines.filter(({ state }) => state !== "sent");
  }

  /** What the page before had not sent: it leaves once in the room, under the same `cid`, so it is not said twice. */
  takeUp(unsent: readonly Line[]): void {
    this.lines.push(...unsent.map((line) => ({ ...line, state: "waiting" as const })));
  }

  /** Writes a line. Its `cid` makes sure that, sent again, it is not said twice. */
  say(text: string, { pages, file }: SentFile = NO_FILE): Line | null {
    const said = text.trim();
    if (said === "" && file === "") return null;
    const { id, name } = this.me();
    const cid = this.newId();
    const state = this.send(cid, said, file) ? "sending" : "waiting";
    const line: Line = {
      id: null,
      cid,
      author: id,
      name,
      text: said,
      at: null,
      state,
      pages,
      file,
      reactions: [],
    };
    this.lines.push(line);
    return line;
  }

  /** A line came from the server; true when it is new here and somebody else's. */
  heard(line: ChatLine): boolean {
    const kept: Line = {
      id: line.id,
      cid: line.cid,
      author: line.author,
      name: line.name,
      text: line.text,
      at: line.at,
      state: "sent",
      pages: line.pages,
      file: "",
      reactions: line.reactions,
    };
    const known = this.lines.findIndex(({ cid, author }) => cid === line.cid && author === line.author);
    if (known >= 0) {
      this.lines[known] = kept;
      return false;
    }
    const firstUnsent = this.lines.findIndex(({ state }) => state !== "sent");
    if (firstUnsent < 0) this.lines.push(kept);
    else this.lines.splice(firstUnsent, 0, kept);
    return line.author !== this.me().id;
  }

  /** The server would not have it: it is taken back, to be written otherwise. Null: not one of ours. */
  unsaid(cid: string): string | null {
    const mine = this.lines.find((line) => line.cid === cid && line.author === this.me().id);
    if (mine === undefined) return null;
    this.lines = this.lines.filter((line) => line !== mine);
    return mine.text;
  }

  /** In the room (again): takes the server's lines, sends those it does not have. Returns what is new. */
  rejoined(history: readonly ChatLine[]): Line[] {
    const fresh = history.filter((line) => this.heard(line));
    this.lines = this.lines.map((line) =>
      line.state === "sent"
        ? line
        : { ...line, state: this.send(line.cid, line.text, line.file) ? "sending" : "waiting" },
    );
    for (const [line, what] of this.given) {
      this.put(line, this.me().id, what);
      this.mark(line, what);
    }
    return this.lines.filter((line) =>
      fresh.some(({ cid, author }) => cid === line.cid && author === line.author),
    );
  }

  /** Answers a line without a word; empty: takes it back. Shown at once, and sent until the server says it back. */
  react(line: string, what: Mark): void {
    this.given.set(line, what);
    this.put(line, this.me().id, what);
    this.mark(line, what);
  }

  /** A reaction came from the server: the line it is to, when it is somebody else's and new. */
  reacted(line: string, by: string, what: Mark): Line | null {
    const mine = by === this.me().id;
    if (mine && this.given.get(line) === what) this.given.delete(line);
    // Ours, given again meanwhile: what comes back is the one before.
    if (mine && this.given.has(line)) return null;
    const before = this.lines.find(({ id }) => id === line);
    const known = before?.reactions.some((one) => one.by === by && one.what === what) ?? true;
    this.put(line, by, what);
    return mine || known || what === "" ? null : (before ?? null);
  }

  private put(line: string, by: string, what: Mark): void {
    this.lines = this.lines.map((each) => {
      if (each.id !== line) return each;
      const others = each.reactions.filter((one) => one.by !== by);
      return { ...each, reactions: what === "" ? others : [...others, { by, what }] };
    });
  }

  /** The network went: what had left may not have arrived. */
  cut(): void {
    this.lines = this.lines.map((line) => (line.state === "sending" ? { ...line, state: "waiting" } : line));
  }
}

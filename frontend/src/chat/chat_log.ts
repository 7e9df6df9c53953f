import type { ChatLine } from "../live/protocol";

/** The conversation, and what has left this page but not come back from the server yet. */
export type LineState = "sending" | "waiting" | "sent";

export interface Line {
  readonly cid: string;
  readonly author: string;
  readonly name: string;
  readonly text: string;
  readonly at: string | null;
  readonly state: LineState;
}

export class ChatLog {
  private lines: Line[] = [];

  constructor(
    private readonly me: () => { id: string; name: string },
    private readonly send: (cid: string, text: string) => boolean,
    private readonly newId: () => string,
  ) {}

  get all(): readonly Line[] {
    return this.lines;
  }

  /** Writes a line. Its `cid` makes sure that, sent again, it is not said twice. */
  say(text: string): Line | null {
    const said = text.trim();
    if (said === "") return null;
    const { id, name } = this.me();
    const cid = this.newId();
    const state = this.send(cid, said) ? "sending" : "waiting";
    const line: Line = { cid, author: id, name, text: said, at: null, state };
    this.lines.push(line);
    return line;
  }

  /** A line came from the server; true when it is new here and somebody else's. */
  heard(line: ChatLine): boolean {
    const kept: Line = {
      cid: line.cid,
      author: line.author,
      name: line.name,
      text: line.text,
      at: line.at,
      state: "sent",
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
        : { ...line, state: this.send(line.cid, line.text) ? "sending" : "waiting" },
    );
    return this.lines.filter((line) =>
      fresh.some(({ cid, author }) => cid === line.cid && author === line.author),
    );
  }

  /** The network went: what had left may not have arrived. */
  cut(): void {
    this.lines = this.lines.map((line) => (line.state === "sending" ? { ...line, state: "waiting" } : line));
  }
}

import { Caught } from "../chat/caught";
import { ChatLog, type Line } from "../chat/chat_log";
import { ChatView } from "../chat/chat_view";
import { wordOf } from "../chat/file_card";
import { FilesOut } from "../chat/files_out";
import { type Mark, Reactions } from "../chat/reactions";
import { sendFile } from "../chat/send_file";
import type { ChatLine, FilePage } from "../live/protocol";
import { inWords } from "../maths/in_text";
import { announce } from "../pages/announce";
import type { Delays } from "./delays";
import type { Panel } from "./panels";
import type { Slots } from "./slots";

/** The conversation beside the board: on a phone it is folded away, and what came meanwhile is counted and peeked at. */
const PEEK_FOR_MS = 7000;
/** What came while the last was still shown stays with it. */
const PEEKED_TOGETHER = 3;

interface Peeked {
  readonly name: string;
  readonly words: string;
}

export interface MessagesNeeds {
  readonly me: string;
  /** « vous » */
  readonly formal: boolean;
  name(): string;
  /** Of somebody who is, or was, in the room. */
  nameOf(id: string): string;
  send(cid: string, text: string, file: string): boolean;
  react(line: string, what: Mark): boolean;
  /** On the board, where one looks. */
  lay(pages: readonly FilePage[]): void;
}

type Said = Pick<Line, "name" | "text" | "pages">;

export class Messages {
  private readonly log: ChatLog;
  private readonly view: ChatView;
  private readonly reactions: Reactions;
  private readonly files: FilesOut;
  private unread = 0;
  private peeked: readonly Peeked[] = [];
  /** Where there is no conversation to open, what was shown is shown again. */
  private readonly again: readonly HTMLElement[];

  constructor(
    private readonly slots: Slots,
    private readonly delays: Delays,
    private readonly needs: MessagesNeeds,
  ) {
    this.again = slots.all("[data-do=message-again]");
    slots.on("message-again", () => this.show());
    this.log = new ChatLog(
      () => ({ id: needs.me, name: needs.name() }),
      (cid, text, file) => needs.send(cid, text, file),
      () => crypto.randomUUID(),
      (line, what) => needs.react(line, what),
    );
    this.reactions = new Reactions(
      slots.find<HTMLTemplateElement>("template[data-reactions]"),
      () => needs.me,
      (id) => needs.nameOf(id),
      (line, what) => {
        this.log.react(line, what);
        this.view.show();
      },
    );
    this.files = this.filesOut();
    this.view = new ChatView(
      slots.get("log"),
      slots.get<HTMLFormElement>("chat-form"),
      slots.get<HTMLTextAreaElement>("chat-field"),
      this.log,
      () => needs.me,
      () => this.view.toEnd(),
      new Caught(slots.get("chat-caught"), needs.formal),
      this.reactions,
      slots.find<HTMLTemplateElement>("template[data-lay-file]"),
      (line) => needs.lay(line.pages),
    );
    this.view.putBack(sessionStorage.getItem(this.typedAs) ?? "");
    sessionStorage.removeItem(this.typedAs);
    this.log.takeUp(JSON.parse(sessionStorage.getItem(this.unsentAs) ?? "[]"));
    sessionStorage.removeItem(this.unsentAs);
    this.view.show();
  }

  private get typedAs(): string {
    return `${this.slots.root.dataset.keptUnder} ${this.needs.me}`;
  }

  private get unsentAs(): string {
    return `${this.typedAs} unsent`;
  }

  private filesOut(): FilesOut {
    const field = this.slots.get<HTMLInputElement>("chat-file");
    const files = new FilesOut(this.slots.get("chat-out"), {
      send: (file, progress) => sendFile(field.dataset.url ?? "", file, progress),
      sent: (file) => {
        this.log.say("", file);
        this.view.show();
        this.view.toEnd();
      },
    });
    this.slots.on("chat-file", () => field.click());
    field.addEventListener("change", () => {
      for (const file of field.files ?? []) files.add(file);
      field.value = "";
    });
    return files;
  }

  /** Somebody answered a line without a word. */
  reacted(id: string, by: string, what: Mark): void {
    const line = this.log.reacted(id, by, what);
    this.view.show();
    if (line === null || this.isSeen()) return;
    this.peek(this.needs.nameOf(by), this.reactions.word(what));
  }

  /** A line typed elsewhere than in the field of the messages. */
  say(text: string): boolean {
    if (this.log.say(text) === null) return false;
    this.view.show();
    this.view.toEnd();
    return true;
  }

  unsaid(cid: string, why: string): void {
    this.view.unsaid(cid, why);
  }

  /** For who comes back to this device. Only in this tab: it may hold contact details. */
  keepTyped(): string {
    const typed = this.view.typed;
    sessionStorage.setItem(this.typedAs, typed);
    return typed;
  }

  /**
   * The page goes away: what the server does not have yet leaves from the next one. Only in this tab, too.
   * Whether there is any.
   */
  keepUnsent(): boolean {
    const { unsent } = this.log;
    if (unsent.length === 0) sessionStorage.removeItem(this.unsentAs);
    else sessionStorage.setItem(this.unsentAs, JSON.stringify(unsent));
    return unsent.length > 0;
  }

  /** Something said or joined here has not left. */
  get waits(): boolean {
    return this.files.some || this.log.unsent.some(({ state }) => state === "waiting");
  }

  heard(line: ChatLine): void {
    if (this.log.heard(line)) this.said(line);
    this.view.show();
  }

  /** In the room (again). What is new was `missed`, or is there to be found by who comes in. */
  rejoined(history: readonly ChatLine[], missed: boolean): void {
    const fresh = this.log.rejoined(history);
    if (missed) for (const line of fresh) this.said(line);
    else void this.keepLast(fresh);
    this.view.show();
    this.files.again();
  }

  cut(): void {
    this.log.cut();
    this.view.show();
  }

  toEnd(): void {
    this.view.toEnd();
  }

  panelOpened(panel: Panel | null): void {
    if (panel === "talk" || this.isSeen()) {
      this.unread = 0;
      this.showUnread();
      this.slots.get("peek").hidden = true;
      this.view.toEnd();
    }
    if (panel === "talk") this.slots.get("chat-field").focus({ preventScroll: true });
  }

  private said(line: Said): void {
    if (this.isSeen()) return;
    this.unread += 1;
    this.showUnread();
    void wordsOf(line).then((words) => this.peek(line.name, words));
  }

  /** Of what was written before one came in, the last is at hand. */
  private async keepLast(lines: readonly Line[]): Promise<void> {
    const last = [...lines].reverse().find((line) => line.author !== this.needs.me);
    if (last === undefined || this.again.length === 0) return;
    const words = await wordsOf(last);
    if (this.peeked.length > 0) return;
    this.peeked = [{ name: last.name, words }];
    for (const key of this.again) key.hidden = false;
  }

  private peek(name: string, words: string): void {
    const shown = this.slots.get("peek").hidden || this.again.length === 0 ? [] : this.peeked;
    this.peeked = [...shown, { name, words }].slice(-PEEKED_TOGETHER);
    // Folded away, the conversation tells screen readers nothing.
    if (this.slots.get("talk").offsetParent === null) announce(`${name}\u00a0: ${words}`);
    this.show();
  }

  private show(): void {
    const peek = this.slots.get("peek");
    const lines = this.peeked.flatMap(({ name, words }) => {
      const who = document.createElement("b");
      who.textContent = name;
      const said = document.createElement("span");
      said.textContent = words;
      return [who, " ", said];
    });
    const within = this.again.some((key) => key === document.activeElement);
    peek.replaceChildren(...lines);
    peek.hidden = false;
    for (const key of this.again) key.hidden = true;
    if (within) peek.focus({ preventScroll: true });
    this.delays.again("peek", PEEK_FOR_MS, () => {
      const inside = peek === document.activeElement;
      peek.hidden = true;
      for (const key of this.again) key.hidden = false;
      if (inside) this.again[0]?.focus({ preventScroll: true });
    });
  }

  private isSeen(): boolean {
    return this.slots.get("talk").offsetParent !== null && document.visibilityState === "visible";
  }

  private showUnread(): void {
    const badge = this.slots.get("unread");
    badge.hidden = this.unread === 0;
    badge.textContent = String(this.unread);
    const many = this.unread > 1;
    this.slots.get("unread-words").textContent =
      this.unread === 0 ? "" : `, ${this.unread} nouveau${many ? "x" : ""} message${many ? "s" : ""}`;
  }
}

async function wordsOf(line: Said): Promise<string> {
  return line.pages.length > 0 ? wordOf(line) : await inWords(line.text);
}

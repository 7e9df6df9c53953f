import { Caught } from "../chat/caught";
import { ChatLog } from "../chat/chat_log";
import { ChatView } from "../chat/chat_view";
import type { ChatLine } from "../live/protocol";
import { inWords } from "../maths/in_text";
import type { Delays } from "./delays";
import type { Panel } from "./panels";
import type { Slots } from "./slots";

/** The conversation beside the board: on a phone it is folded away, and what came meanwhile is counted and peeked at. */
const PEEK_FOR_MS = 7000;

export interface MessagesNeeds {
  readonly me: string;
  /** « vous » */
  readonly formal: boolean;
  name(): string;
  send(cid: string, text: string): boolean;
}

export class Messages {
  private readonly log: ChatLog;
  private readonly view: ChatView;
  private unread = 0;

  constructor(
    private readonly slots: Slots,
    private readonly delays: Delays,
    needs: MessagesNeeds,
  ) {
    this.log = new ChatLog(
      () => ({ id: needs.me, name: needs.name() }),
      (cid, text) => needs.send(cid, text),
      () => crypto.randomUUID(),
    );
    this.view = new ChatView(
      slots.get("log"),
      slots.get<HTMLFormElement>("chat-form"),
      slots.get<HTMLTextAreaElement>("chat-field"),
      this.log,
      () => needs.me,
      () => this.view.toEnd(),
      new Caught(slots.get("chat-caught"), needs.formal),
    );
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

  heard(line: ChatLine): void {
    if (this.log.heard(line)) this.said(line.name, line.text);
    this.view.show();
  }

  /** In the room (again). What is new was `missed`, or is there to be found by who comes in. */
  rejoined(history: readonly ChatLine[], missed: boolean): void {
    const fresh = this.log.rejoined(history);
    if (missed) for (const line of fresh) this.said(line.name, line.text);
    this.view.show();
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

  private said(name: string, text: string): void {
    if (this.isSeen()) return;
    this.unread += 1;
    this.showUnread();
    const peek = this.slots.get("peek");
    const who = document.createElement("b");
    who.textContent = name;
    const words = document.createElement("span");
    words.textContent = inWords(text);
    peek.replaceChildren(who, " ", words);
    peek.hidden = false;
    this.delays.again("peek", PEEK_FOR_MS, () => {
      peek.hidden = true;
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

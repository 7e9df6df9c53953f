import { withMaths } from "../maths/in_text";
import type { Caught } from "./caught";
import type { ChatLog, Line } from "./chat_log";
import { fileCard } from "./file_card";
import type { Reactions } from "./reactions";

/** The conversation on screen: a list that keeps its end in sight, and the form below it. */
const STATES: Readonly<Record<Line["state"], string>> = {
  sending: "envoi…",
  waiting: "partira au retour du réseau",
  sent: "",
};

export class ChatView {
  private readonly shown = new Map<string, HTMLElement>();

  constructor(
    private readonly list: HTMLElement,
    form: HTMLFormElement,
    private readonly field: HTMLTextAreaElement,
    private readonly log: ChatLog,
    private readonly me: () => string,
    private readonly said: () => void,
    private readonly caught: Caught,
    private readonly reactions: Reactions,
    /** The key « Poser sur le tableau », and what it does. */
    private readonly laid: HTMLTemplateElement,
    private readonly lay: (line: Line) => void,
  ) {
    const submit = (): void => {
      if (caught.holds(field.value) || log.say(field.value) === null) return;
      field.value = "";
      this.grow();
      this.show();
      this.said();
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      submit();
      field.focus({ preventScroll: true });
    });
    field.addEventListener("keydown", (event) => {
      // The board's keys are letters here; Escape still closes the messages.
      if (event.key !== "Escape" || event.isComposing) event.stopPropagation();
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        submit();
      }
    });
    field.addEventListener("input", () => {
      caught.forget();
      this.grow();
    });
  }

  /** A line comes back: its words return to the field, before those written since, with the reason. */
  unsaid(cid: string, why: string): void {
    const text = this.log.unsaid(cid);
    if (text === null) return;
    this.field.value = this.field.value === "" ? text : `${text}\n${this.field.value}`;
    this.grow();
    this.show();
    this.caught.say(why);
  }

  get typed(): string {
    return this.field.value.trim();
  }

  /** Words typed here before the lesson went on elsewhere, with what holds them back. */
  putBack(text: string): void {
    if (text === "") return;
    this.field.value = text;
    this.grow();
    this.caught.holds(text);
  }

  show(): void {
    this.drop();
    const atEnd = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 60;
    const mine = this.me();
    let before: Line | null = null;
    let next = this.list.firstElementChild;
    for (const line of this.log.all) {
      const key = keyOf(line);
      let bubble = this.shown.get(key);
      if (bubble === undefined) {
        bubble = this.bubble(line, mine, before);
        this.shown.set(key, bubble);
      }
      // Only what is not in its place is moved: moving takes the focus away.
      if (bubble === next) next = next.nextElementSibling;
      else this.list.insertBefore(bubble, next);
      const state = bubble.querySelector("small");
      if (state !== null && state.textContent !== STATES[line.state]) state.textContent = STATES[line.state];
      this.reactions.place(bubble, line);
      before = line;
    }
    if (atEnd) this.toEnd();
  }

  private drop(): void {
    const kept = new Set(this.log.all.map(keyOf));
    for (const [key, bubble] of this.shown) {
      if (kept.has(key)) continue;
      bubble.remove();
      this.shown.delete(key);
    }
  }

  toEnd(): void {
    this.list.scrollTop = this.list.scrollHeight;
  }

  private bubble(line: Line, mine: string, before: Line | null): HTMLElement {
    const item = document.createElement("div");
    item.className = line.author === mine ? "bubble me" : "bubble";
    const who = document.createElement("b");
    who.textContent = line.author === mine ? "Moi" : line.name;
    if (before?.author === line.author || line.author === mine) who.className = "vh";
    const text = document.createElement("span");
    text.append(...withMaths(typeset(line.text)));
    const state = document.createElement("small");
    item.append(who, " ", text, " ", state);
    if (line.pages.length > 0) text.after(fileCard(line, this.laid, () => this.lay(line)));
    return item;
  }

  private grow(): void {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(132, this.field.scrollHeight + 4)}px`;
  }
}

function keyOf(line: Line): string {
  return `${line.author} ${line.cid}`;
}

/** French punctuation never begins a line. */
function typeset(text: string): string {
  return text.replaceAll(/ ([?!:;»])/g, "\u00a0$1").replaceAll("« ", "«\u00a0");
}

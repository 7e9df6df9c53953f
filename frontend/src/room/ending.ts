import type { Ending as Refused } from "../live/socket";
import type { IconName, Icons, Slots } from "./slots";
import { BACK_IN_LINE, type Sentence, type Words } from "./words";

/** What this page says once the lesson is over here, and where it leads. */

const LEFT: Readonly<Record<Left, string>> = {
  all: "",
  stays: " Tout n’est pas parti\u00a0: «\u00a0Revenir ici\u00a0» envoie le reste.",
  follows: " Tout n’est pas parti\u00a0: le reste suivra si la leçon reprend.",
  lost: " Ce qui a été écrit ou joint ici et n’était pas parti ne partira plus.",
};
/** This browser is signed in no more: from another tab, or its card was lost. */
const SIGNED_OUT: ReadonlySet<string> = new Set(["ticket_revoked", "signed_out"]);
/** Longer, and the queue would take the pupil for gone. */
const READ_BEFORE_LEAVING_MS = 4000;

/** What became of what was written here: part of it may wait to be sent, here or where the board goes on, or never. */
export type Left = "all" | "stays" | "follows" | "lost";

export interface EndingHandlers {
  /** This person wants to end the lesson. False: the server cannot hear it now. */
  onEnd(): boolean;
  onUnheard(): void;
  /** The page is shut. `otherwise`: what becomes of what was not sent; for « lost », it is forgotten. */
  onShut(otherwise: Left): Left;
  /** The page is left for another device: the message that was being written, which this one keeps. */
  onLeft(): string;
}

export class Ending {
  closed = false;
  private byMe = false;

  constructor(
    private readonly slots: Slots,
    private readonly icons: Icons,
    private readonly words: Words,
    private readonly handlers: EndingHandlers,
  ) {
    const dialog = slots.get<HTMLDialogElement>("end-dialog");
    slots.on("end", () => {
      dialog.returnValue = "";
      dialog.showModal();
    });
    dialog.addEventListener("close", () => {
      if (dialog.returnValue !== "end") return;
      this.byMe = handlers.onEnd();
      if (!this.byMe) handlers.onUnheard();
    });
  }

  /** The lesson is over. `mine`: this account ended it; `nobody`: no one did. */
  over(why: string, by: "mine" | "theirs" | "nobody", next: string): void {
    const nextUrl = this.wayOut ?? next;
    const whose = this.byMe ? "mine" : by;
    this.shut(this.words.over(why, whose), nextUrl, why);
    if (this.words.asksAfter(why) && this.wayOut === null) this.askAfter();
    this.leave(why, nextUrl, whose === "mine");
  }

  /** The room is closed to this page: moved to another device, or refused. */
  refused({ code, message, nextUrl }: Refused): void {
    this.shut(this.words.refused(code, message), nextUrl, code);
    if (code === "moved") {
      const link = this.slots.get<HTMLAnchorElement>("over-link");
      link.href = location.pathname;
      link.textContent = "Revenir ici";
    } else if (this.isSignedOut(code)) {
      // To their own door, and back for the same person: nothing of the lesson stays for whoever takes the tablet next.
      location.assign(this.words.teaches ? location.pathname : "?carte");
    } else {
      this.leave(code, nextUrl ?? "", false);
    }
  }

  /** Where a device that a code brought here goes: it is signed in nowhere else. */
  private get wayOut(): string | null {
    return this.slots.root.dataset.wayOut ?? null;
  }

  /** Not a device that a code brought, nor a guest's: those were signed in nowhere, and have their way out. */
  private isSignedOut(code: string): boolean {
    return this.wayOut === null && SIGNED_OUT.has(code);
  }

  /** « Tu saurais le refaire ? » where the pupil reads that it is over: one tap answers and goes on. */
  private askAfter(): void {
    const question = this.slots.get("redo");
    question.hidden = false;
    const later = this.slots.get("over-link");
    later.textContent = "Répondre plus tard";
    later.classList.remove("go");
    question.querySelector<HTMLElement>("h2")?.focus();
  }

  /** Whoever ended it goes at once; whoever waits again, as soon as they have read it: the next teacher rings there. */
  private leave(why: string, nextUrl: string, mine: boolean): void {
    if (nextUrl === "") return;
    if (mine) location.assign(nextUrl);
    else if (BACK_IN_LINE.has(why) && !this.words.teaches)
      setTimeout(() => this.goWhenTold(nextUrl), READ_BEFORE_LEAVING_MS);
    const wayOut = this.words.wayOut(why);
    if (wayOut !== null && this.wayOut === null) this.slots.get("over-link").textContent = wayOut;
  }

  /** Not while they write what went wrong. */
  private goWhenTold(nextUrl: string): void {
    const open = this.slots.all<HTMLDialogElement>("dialog[open]")[0];
    if (open === undefined) location.assign(nextUrl);
    else open.addEventListener("close", () => location.assign(nextUrl), { once: true });
  }

  private shut(sentence: Sentence, nextUrl: string | null, why: string): void {
    if (this.closed) return;
    this.closed = true;
    this.slots.root.dataset.phase = "ended";
    const moved = why === "moved";
    const follows = BACK_IN_LINE.has(why) || this.isSignedOut(why);
    const left = this.handlers.onShut(moved ? "stays" : follows ? "follows" : "lost");
    this.icons.put(this.slots.get("over-icon"), iconOf(why));
    this.slots.get("over-title").textContent = sentence.fact;
    const typed = moved ? this.handlers.onLeft() : "";
    const waits = typed === "" ? "" : ` Ce message attend ici\u00a0: «\u00a0${typed}\u00a0»`;
    this.slots.get("over-text").textContent = sentence.next + LEFT[left] + waits;
    const link = this.slots.get<HTMLAnchorElement>("over-link");
    if (nextUrl !== null && nextUrl !== "") link.href = nextUrl;
    for (const dialog of this.slots.all<HTMLDialogElement>("dialog[open]"))
      if (!isBeingWritten(dialog)) dialog.close();
    this.slots.get("over").hidden = false;
    link.focus();
  }
}

/** What somebody writes of what went wrong stays before them until they send it, or shut it. */
function isBeingWritten(dialog: HTMLDialogElement): boolean {
  const field = dialog.querySelector<HTMLTextAreaElement>("[data-slot=report-form] textarea");
  return field !== null && !field.hidden && field.value.trim() !== "";
}

function iconOf(why: string): IconName {
  if (why === "moved") return "swap";
  if (why === "handed_over") return "phone";
  return BACK_IN_LINE.has(why) && why !== "taken_back" ? "nonet" : "check";
}

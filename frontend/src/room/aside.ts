import { csrfToken } from "../live/ticket";
import { wireHandOver } from "./hand_over";
import type { Panels } from "./panels";
import type { Slots } from "./slots";

/** The teacher's panel: an opening goes into the message being written; the note is kept while it is written. */
const REST_MS = 900;
const AGAIN_MS = 4000;
const PATIENCE_MS = 10_000;

/** `now`: on the server's clock; null while it is not known. */
export function wireAside(slots: Slots, panels: Panels, pupil: string, now: () => number | null): void {
  wireHandOver(slots, pupil);
  const field = slots.get<HTMLTextAreaElement>("chat-field");
  for (const button of slots.all<HTMLButtonElement>("[data-opening]"))
    button.addEventListener("click", () => {
      const before = field.value.trimEnd();
      field.value = `${before}${before === "" ? "" : " "}${button.textContent?.trim() ?? ""}`;
      field.dispatchEvent(new Event("input"));
      if (field.offsetParent === null) panels.open("talk");
      field.focus({ preventScroll: true });
    });
  const form = slots.root.querySelector<HTMLFormElement>('[data-slot="note-form"]');
  if (form !== null) new Note(slots, form, now);
}

class Note {
  private readonly field: HTMLTextAreaElement;
  private readonly said: HTMLElement;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Null: an answer was lost, and nobody knows. */
  private kept: string | null;
  /** Sent, not answered yet. */
  private underWay: string | null = null;
  /** When the last of it was typed: what leaves with the page may arrive before what left just before. */
  private typedAt: number | null = null;

  constructor(
    slots: Slots,
    private readonly form: HTMLFormElement,
    private readonly now: () => number | null,
  ) {
    this.field = slots.get<HTMLTextAreaElement>("note-field");
    this.said = slots.get("note-said");
    // What was typed before this came is kept too; the browser restores nothing there (`autocomplete`).
    this.kept = this.field.defaultValue;
    this.field.addEventListener("input", () => this.typed());
    this.field.addEventListener("blur", () => void this.keep());
    // The board's keys are letters here.
    this.field.addEventListener("keydown", (event) => event.stopPropagation());
    form.addEventListener("submit", (event) => event.preventDefault());
    addEventListener("pagehide", () => this.leave());
    this.typed();
    void this.keep();
  }

  private typed(): void {
    const now = this.now();
    // The clock is set right now and then: never backwards here.
    this.typedAt = now === null ? null : Math.max(Math.round(now), (this.typedAt ?? 0) + 1);
    this.soon(REST_MS);
  }

  private soon(delayMs: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.keep(), delayMs);
  }

  private async keep(): Promise<void> {
    clearTimeout(this.timer);
    const text = this.field.value;
    if (text === this.kept || this.underWay !== null) return;
    this.underWay = text;
    try {
      const answer = await this.post(text);
      const { message = "" } = (await answer.json()) as { message?: string };
      this.said.textContent = message;
      // Refused: sent again only once it has been changed.
      this.kept = text;
    } catch {
      this.kept = null;
      this.said.textContent = "Pas de réseau\u00a0: pas encore gardé, on réessaie.";
      this.soon(AGAIN_MS);
    } finally {
      this.underWay = null;
      if (this.field.value !== text) this.soon(REST_MS);
    }
  }

  /** The page goes away: what was written since the last sending leaves at once, answered or not. */
  private leave(): void {
    const text = this.field.value;
    // Put back as it was while another is under way, it is sent too: that one would stay.
    if (text !== (this.underWay ?? this.kept)) void this.post(text).catch(() => undefined);
  }

  private post(text: string): Promise<Response> {
    return fetch(this.form.action, {
      method: "POST",
      body: new URLSearchParams({ text, ...(this.typedAt === null ? {} : { typed_at: `${this.typedAt}` }) }),
      headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" },
      signal: AbortSignal.timeout(PATIENCE_MS),
      keepalive: true,
    });
  }
}

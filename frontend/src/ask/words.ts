import { insist, pauseOrNetwork, post, Refused } from "./sender";
import type { WordStore, Words } from "./store";

/** Saves what is typed: in the browser at each key, on the server when the pupil stops a moment. */
export const PAUSE_MS = 1200;

export interface SaverEvents {
  saved(): void;
  trouble(on: boolean): void;
  refused(message: string): void;
}

export class WordSaver {
  private timer: ReturnType<typeof setTimeout> | null = null;
  private running = false;
  private stopped = false;

  constructor(
    private readonly url: string,
    private readonly store: WordStore,
    private readonly read: () => Words,
    private readonly events: SaverEvents,
  ) {}

  /** Call at each change. */
  changed(): void {
    this.store.keep(this.read());
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.save(), PAUSE_MS);
  }

  /** The request is leaving with its words: no later save may bring the draft back. */
  stop(): void {
    this.stopped = true;
    if (this.timer !== null) clearTimeout(this.timer);
  }

  restart(): void {
    this.stopped = false;
  }

  /** The page closes: one last try, which nobody waits for. */
  leave(csrf: string): void {
    const unsaved = this.stopped ? null : this.store.unsaved();
    if (unsaved === null) return;
    const fields = form(unsaved);
    fields.set("csrfmiddlewaretoken", csrf);
    navigator.sendBeacon?.(this.url, fields);
  }

  async save(): Promise<void> {
    this.timer = null;
    if (this.running || this.stopped) return;
    this.running = true;
    try {
      for (let words = this.store.unsaved(); words !== null && !this.stopped; words = this.store.unsaved()) {
        let sent = words;
        await insist(
          () => {
            sent = this.store.unsaved() ?? sent;
            return post(this.url, form(sent));
          },
          { pause: pauseOrNetwork, onTrouble: () => this.events.trouble(true) },
        );
        this.events.trouble(false);
        this.store.saved(sent);
        if (this.store.unsaved() === null) this.events.saved();
      }
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.events.refused(error.message);
    } finally {
      this.running = false;
    }
  }
}

function form(words: Words): FormData {
  const fields = new FormData();
  fields.set("tried", words.tried);
  fields.set("kind", words.kind);
  fields.set("teacher", words.teacher);
  return fields;
}

/** How long a part may take before it is said that it is on its way. */
const SAID_AFTER_MS = 400;
/** The call comes first: what nobody has asked for waits until the room has been open for a while. */
const AHEAD_AFTER_MS = 10_000;
const COMING = "Un instant, l’outil arrive…";
const FAILED = "L’outil n’est pas arrivé. Il faut le réseau pour la première fois.";

/**
 * A part of the room that nobody needs to come in. It is fetched when it is first asked for, or by itself once the room
 * is at rest (`comeAhead`), so that a lesson that loses its network keeps its tools.
 */
export class Later<T> {
  private part: T | null = null;
  private coming: Promise<T> | null = null;
  private told = false;

  constructor(
    private readonly load: () => Promise<T>,
    /** That it is on its way, or why it did not come; null: nothing of this holds any more. */
    private readonly say: (words: string | null) => void = () => undefined,
  ) {}

  /** Null while it has not come. */
  get here(): T | null {
    return this.part;
  }

  /** Null when it did not come: it was said, and whoever asks next tries again. */
  async get(): Promise<T | null> {
    if (this.part !== null) return this.part;
    const slow = setTimeout(() => this.tell(COMING), SAID_AFTER_MS);
    try {
      const part = await this.fetch();
      if (this.told) this.tell(null);
      return part;
    } catch {
      this.tell(FAILED);
      return null;
    } finally {
      clearTimeout(slow);
    }
  }

  /** Quietly, before anybody asks. */
  async ahead(): Promise<void> {
    await this.fetch().catch(() => undefined);
  }

  /** A button pressed before the part has come is pressed again once it has, and has wired it. */
  pressedBy(buttons: Iterable<HTMLElement>): void {
    const pressed = new Set<HTMLElement>();
    for (const button of buttons) {
      button.addEventListener("click", () => {
        if (this.part !== null || pressed.has(button)) return;
        pressed.add(button);
        void this.get().then((part) => {
          pressed.delete(button);
          if (part !== null) button.click();
        });
      });
    }
  }

  private tell(words: string | null): void {
    this.told = words !== null;
    this.say(words);
  }

  private fetch(): Promise<T> {
    this.coming ??= this.load().then(
      (part) => {
        this.part = part;
        return part;
      },
      (problem: unknown) => {
        this.coming = null;
        throw problem;
      },
    );
    return this.coming;
  }
}

/** What can be fetched before anybody asks for it. */
export interface Ahead {
  ahead(): Promise<void>;
}

/** Subjects (by code) in which somebody writes a formula sooner or later: `src/declic/curriculum/data/programme.py`. */
const WITH_FORMULAS: ReadonlySet<string> = new Set(["MAT", "MEXP", "MCOMP", "PC", "PCM", "PCS", "SPCL"]);

/** Whether what sets formulas comes ahead too: for the smallest it does not, nor where bytes are counted. */
export function formulasAhead(data: { readonly subject?: string; readonly little?: string }): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  return data.little === undefined && WITH_FORMULAS.has(data.subject ?? "") && connection?.saveData !== true;
}

/** Called each time the room is joined: one part after the other, so that none is in the way of the call. */
export function comeAhead(parts: readonly Ahead[]): void {
  setTimeout(() => void inTurn(parts), AHEAD_AFTER_MS);
}

async function inTurn(parts: readonly Ahead[]): Promise<void> {
  for (const part of parts) {
    await new Promise<void>((done) => {
      // Safari has none.
      if ("requestIdleCallback" in globalThis) requestIdleCallback(() => done(), { timeout: 2000 });
      else setTimeout(done, 200);
    });
    await part.ahead().catch(() => undefined);
  }
}

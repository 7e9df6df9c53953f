import type { Typeset } from "./drawn";

/**
 * Formulas as they are drawn, each typeset once for the page; KaTeX is fetched with the first. `wrong`: not LaTeX that
 * can be set, shown as it is written.
 */
type State = Typeset | "wrong" | "late" | null;

export class Formulas {
  private readonly known = new Map<string, State>();
  private readonly listeners = new Set<(latex: string) => void>();
  private waiting: Promise<unknown>[] = [];

  constructor(private readonly load: () => Promise<{ typeset(latex: string): Promise<Typeset> }>) {}

  /** Null while it is not known; `onArrival` tells when it is. */
  get(latex: string): Typeset | "wrong" | null {
    const known = this.known.get(latex);
    if (known === undefined) this.ask(latex);
    return known === undefined || known === "late" ? null : known;
  }

  onArrival(listener: (latex: string) => void): void {
    this.listeners.add(listener);
  }

  /** The network is back: try again those that did not come. */
  retry(): void {
    for (const [latex, state] of this.known) if (state === "late") this.ask(latex);
  }

  /** KaTeX and its letters, before there is a formula: a lesson that loses its network shows them all the same. */
  async ahead(): Promise<void> {
    const { typeset } = await this.load();
    await typeset("x^2");
  }

  /** When nothing asked for is on its way any more. */
  async settled(): Promise<void> {
    while (this.waiting.length > 0) await Promise.all(this.waiting.splice(0));
  }

  private ask(latex: string): void {
    this.known.set(latex, null);
    this.waiting.push(
      this.load()
        .then(({ typeset }) => typeset(latex))
        .then(
          (set) => this.arrive(latex, set),
          (problem: unknown) => this.arrive(latex, isWrong(problem) ? "wrong" : "late"),
        ),
    );
  }

  private arrive(latex: string, state: State): void {
    this.known.set(latex, state);
    for (const listener of this.listeners) listener(latex);
  }
}

/** KaTeX refused it; anything else is the network. */
function isWrong(problem: unknown): boolean {
  return problem instanceof Error && problem.name === "ParseError";
}

/** Those of this page: setting a formula is the same wherever it is shown. */
export const formulas = new Formulas(() => import("./typeset"));

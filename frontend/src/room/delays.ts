/** What is shown only if it lasts: one delay for each name. */
export class Delays {
  private readonly running = new Map<string, ReturnType<typeof setTimeout>>();

  /** A trouble shorter than the delay is not shown: while one of that name runs, another changes nothing. */
  later(name: string, delayMs: number, act: () => void): void {
    if (!this.running.has(name)) this.start(name, delayMs, act);
  }

  /** The same, counted from now on. */
  again(name: string, delayMs: number, act: () => void): void {
    clearTimeout(this.running.get(name));
    this.start(name, delayMs, act);
  }

  /** It is over: whatever waited under that name is dropped. */
  drop(name: string): void {
    clearTimeout(this.running.get(name));
    this.running.delete(name);
  }

  dropAll(): void {
    for (const timer of this.running.values()) clearTimeout(timer);
    this.running.clear();
  }

  private start(name: string, delayMs: number, act: () => void): void {
    this.running.set(
      name,
      setTimeout(() => {
        this.running.delete(name);
        act();
      }, delayMs),
    );
  }
}

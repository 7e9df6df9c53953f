/** Runs tasks one after the other, in the order they came; a failure does not stop the next. */
export class TaskQueue {
  private tail: Promise<void> = Promise.resolve();

  constructor(private readonly failed: (error: unknown) => void = () => undefined) {}

  add(task: () => Promise<void>): Promise<void> {
    this.tail = this.tail.then(task).catch((error: unknown) => this.failed(error));
    return this.tail;
  }
}

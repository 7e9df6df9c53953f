import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { DrawingLink, type DrawingState, type Kept, type Sent } from "../../src/answer/drawing_link";

/** A server that keeps one board, and a browser whose clock moves when told. */
class World {
  board: Kept = { update: Y.encodeStateAsUpdate(new Y.Doc()), version: 0 };
  reachable = true;
  refusal: Sent | null = null;
  sendings = 0;

  page(stored: Uint8Array | null = null): Page {
    return new Page(this, stored);
  }

  send(update: Uint8Array, version: number): Sent {
    this.sendings += 1;
    if (!this.reachable) return { is: "lost", message: "" };
    if (this.refusal !== null) return this.refusal;
    if (version !== this.board.version) return { is: "behind" };
    this.board = { update, version: version + 1 };
    return { is: "kept", version: version + 1 };
  }

  get words(): Record<string, unknown> {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, this.board.update);
    return doc.getMap("items").toJSON();
  }
}

class Page {
  readonly doc = new Y.Doc();
  readonly states: DrawingState[] = [];
  ready = 0;
  timers = new Set<() => void>();
  /** What happens while the browser forgets what the server has. */
  whileForgetting = (): void => {};
  readonly link: DrawingLink;

  constructor(
    world: World,
    public stored: Uint8Array | null,
  ) {
    this.link = new DrawingLink(this.doc, {
      load: async () => (world.reachable ? world.board : null),
      send: async (update, version) => world.send(update, version),
      store: {
        load: async () => this.stored,
        save: async (update) => {
          this.stored = update;
        },
        saveAtOnce: (update) => {
          this.stored = update;
        },
        clear: async () => {
          this.stored = null;
          this.whileForgetting();
        },
      },
      after: (_, act) => {
        this.timers.add(act);
        return () => this.timers.delete(act);
      },
      onState: (state) => this.states.push(state),
      onReady: () => {
        this.ready += 1;
      },
    });
  }

  draw(name: string): void {
    this.doc.getMap("items").set(name, "drawn");
  }

  /** All that was put off, until nothing is; at most so many times. */
  async rest(times = 6): Promise<void> {
    for (let turn = 0; turn < times; turn += 1) {
      const due = [...this.timers];
      this.timers.clear();
      for (const act of due) act();
      for (let tick = 0; tick < 20; tick += 1) await Promise.resolve();
    }
  }

  get last(): DrawingState | undefined {
    return this.states.at(-1);
  }
}

describe("the board of a written answer", () => {
  it("is not said to be kept when a stroke came while the browser forgot what the server has", async () => {
    const page = new World().page();
    await page.link.open();
    page.draw("first");
    page.whileForgetting = () => {
      page.whileForgetting = () => {};
      page.draw("second");
    };
    await page.rest(1);
    expect(page.last).toBe("sending");
    await page.rest();
    expect(page.last).toBe("kept");
  });

  it("is kept a moment after each gesture, and read again as it was", async () => {
    const world = new World();
    const page = world.page();
    await page.link.open();
    page.draw("line");
    await page.rest();
    expect([page.last, page.stored, world.words]).toEqual(["kept", null, { line: "drawn" }]);
    const again = world.page();
    await again.link.open();
    expect(again.doc.getMap("items").toJSON()).toEqual({ line: "drawn" });
    expect(again.ready).toBe(1);
    await again.rest();
    expect(world.sendings).toBe(1);
  });

  it("stays in the browser while the server cannot be reached, and leaves once it can", async () => {
    const world = new World();
    const page = world.page();
    await page.link.open();
    world.reachable = false;
    page.draw("line");
    await page.rest(2);
    expect(page.last).toBe("offline");
    expect(page.stored).not.toBeNull();
    expect(await page.link.settled()).toBe(false);
    const reloaded = world.page(page.stored);
    await reloaded.link.open();
    expect(reloaded.ready).toBe(0);
    expect(reloaded.doc.getMap("items").toJSON()).toEqual({ line: "drawn" });
    world.reachable = true;
    await reloaded.rest();
    expect([reloaded.ready, reloaded.last, reloaded.stored]).toEqual([1, "kept", null]);
    expect(world.words).toEqual({ line: "drawn" });
  });

  it("is one board when it is open on two devices", async () => {
    const world = new World();
    const [phone, desk] = [world.page(), world.page()];
    await phone.link.open();
    await desk.link.open();
    phone.draw("from the phone");
    desk.draw("from the desk");
    await phone.rest();
    await desk.rest();
    expect(world.words).toEqual({ "from the phone": "drawn", "from the desk": "drawn" });
    expect(desk.last).toBe("kept");
  });

  it("sends what is drawn while a sending is under way", async () => {
    const world = new World();
    const page = world.page();
    await page.link.open();
    page.draw("first");
    const leaving = page.link.settled();
    page.draw("second");
    expect(await leaving).toBe(true);
    expect(world.words).toEqual({ first: "drawn", second: "drawn" });
  });

  it("says what is refused, and tries again after the next gesture", async () => {
    const world = new World();
    const page = world.page();
    await page.link.open();
    world.refusal = { is: "refused", message: "Trop grand.", over: false };
    page.draw("huge");
    await page.rest();
    expect(page.last).toBe("refused");
    expect(world.sendings).toBe(1);
    world.refusal = null;
    page.doc.getMap("items").delete("huge");
    await page.rest();
    expect([page.last, world.words]).toEqual(["kept", {}]);
  });

  it("keeps nothing more once a colleague has the question", async () => {
    const world = new World();
    const page = world.page();
    await page.link.open();
    world.refusal = { is: "refused", message: "", over: true };
    page.draw("late");
    await page.rest();
    page.draw("later");
    await page.rest();
    expect([page.last, world.sendings]).toEqual(["over", 1]);
    expect(await page.link.settled()).toBe(false);
  });
});

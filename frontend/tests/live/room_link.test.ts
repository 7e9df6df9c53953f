import { beforeEach, describe, expect, it } from "vitest";
import * as Y from "yjs";
import { unkeptStore } from "../../src/live/unkept_store";
import { draw, emptyStorage, RoomWorld, until } from "./room_world";

let world: RoomWorld;
beforeEach(() => {
  world = new RoomWorld();
});

describe("the board's link", () => {
  it("says when the document is the server's", async () => {
    world.server.doc.getMap("items").set("before", 1);
    const mine = world.page();
    await world.connect(mine);
    expect(mine.synced).toBe(1);
    expect(mine.doc.getMap("items").has("before")).toBe(true);
    mine.link.close();
  });

  it("lets go what makes no sense, which another program sent, and goes on", async () => {
    const mine = world.page();
    await world.connect(mine);
    const nonsense = [
      [],
      [1],
      [1, 0],
      [1, 3, 1, 7, 1],
      [0],
      [0, 2],
      [0, 2, 4, 255, 255, 255, 255],
      [0, 2, 2, 1, 1],
    ];
    for (const frame of nonsense) mine.link.receive(Uint8Array.from(frame));
    world.server.doc.getMap("items").set("after", 1);
    world.server.says(2, Y.encodeStateAsUpdate(world.server.doc));
    await world.time.settle();
    expect(mine.doc.getMap("items").has("after")).toBe(true);
    draw(mine, "mine");
    expect(world.server.doc.getMap("items").has("mine")).toBe(true);
    mine.link.close();
  });

  it("counts the items the server has not kept yet", async () => {
    const mine = world.page();
    await world.connect(mine);
    draw(mine, "a");
    draw(mine, "b");
    expect(mine.unkept).toBe(2);
    mine.link.kept(1);
    expect(mine.unkept).toBe(1);
    mine.link.kept(2);
    expect(mine.unkept).toBe(0);
    mine.link.close();
  });

  it("counts a stroke once, however many times it grew", async () => {
    const mine = world.page();
    await world.connect(mine);
    const points = new Y.Array<number>();
    mine.doc.getMap("items").set("a", new Y.Map([["p", points]]));
    points.push([1]);
    points.push([2]);
    expect(mine.unkept).toBe(1);
    mine.link.close();
  });

  it("sends on its return what was drawn without network, in one frame", async () => {
    const mine = world.page();
    await world.connect(mine);
    world.server.reachable = false;
    mine.link.disconnect();
    draw(mine, "a");
    draw(mine, "b");
    expect(mine.unkept).toBe(2);
    await world.connect(mine);
    expect([...world.server.doc.getMap("items").keys()].sort()).toEqual(["a", "b"]);
    expect(world.server.durable).toBe(1);
    expect(mine.unkept).toBe(2);
    mine.link.kept(1);
    expect(mine.unkept).toBe(0);
    mine.link.close();
  });

  it("tells what nobody has seen of it, from what it missed until all has come", async () => {
    const mine = world.page();
    await world.connect(mine);
    draw(mine, "seen");
    expect([...mine.link.unheard]).toEqual([]);
    mine.link.disconnect();
    draw(mine, "unseen");
    world.server.doc.getMap("gone").set("2", true);
    let unheard: string[] = [];
    mine.doc.getMap("gone").observe(() => {
      unheard = [...mine.link.unheard];
    });
    await world.connect(mine);
    expect(unheard).toContain("unseen");
    expect([...mine.link.unheard]).toEqual([]);
    mine.link.close();
  });

  it("sends again what left but was never acknowledged", async () => {
    const mine = world.page();
    await world.connect(mine);
    draw(mine, "a");
    world.server.doc = new Y.Doc();
    mine.link.disconnect();
    await world.connect(mine);
    expect(world.server.doc.getMap("items").has("a")).toBe(true);
    mine.link.kept(1);
    expect(mine.unkept).toBe(0);
    mine.link.close();
  });

  it("says where it was, and sends only what was not acknowledged when the server goes on from there", async () => {
    const mine = world.page();
    await world.connect(mine);
    expect(world.server.asked).toEqual([]);
    draw(mine, "kept");
    mine.link.kept(1);
    mine.link.upTo(7);
    draw(mine, "under way");
    mine.link.disconnect();
    draw(mine, "without network");
    world.server.resumes = true;
    world.server.doc = new Y.Doc();
    world.server.doc.getMap("items").set("theirs", 1);
    await world.connect(mine);
    expect(world.server.asked).toEqual([7]);
    expect(mine.synced).toBe(2);
    expect(mine.doc.getMap("items").has("theirs")).toBe(true);
    expect(world.server.durable).toBe(1);
    mine.link.kept(1);
    expect(mine.unkept).toBe(0);
    mine.link.close();
  });

  it("sends nothing when all was acknowledged, and what is drawn from then on leaves at once", async () => {
    const mine = world.page();
    await world.connect(mine);
    draw(mine, "kept");
    mine.link.kept(1);
    mine.link.upTo(7);
    mine.link.disconnect();
    world.server.resumes = true;
    await world.connect(mine);
    expect(world.server.durable).toBe(0);
    draw(mine, "after");
    expect(world.server.durable).toBe(1);
    expect(world.server.doc.getMap("items").has("after")).toBe(true);
    mine.link.close();
  });

  it("still knows where it was when a connection breaks before anything was said", async () => {
    const mine = world.page();
    await world.connect(mine);
    mine.link.upTo(7);
    mine.link.disconnect();
    await world.connect(mine);
    mine.link.disconnect();
    await world.connect(mine);
    expect(world.server.asked).toEqual([7, 7]);
    expect(mine.synced).toBe(3);
    mine.link.close();
  });

  it("also sends an erasure made without network", async () => {
    const mine = world.page();
    await world.connect(mine);
    draw(mine, "a");
    mine.link.kept(1);
    world.server.reachable = false;
    mine.link.disconnect();
    mine.doc.getMap("items").delete("a");
    await world.connect(mine);
    expect(world.server.doc.getMap("items").has("a")).toBe(false);
    mine.link.close();
  });

  it("finds again after a reload what had not left, then forgets it", async () => {
    const before = world.page();
    draw(before, "a");
    await world.time.pass(1000);
    await until(
      async () => (await unkeptStore("board", world.browser, world.storage, () => 0).load()) !== null,
    );

    const after = world.page();
    await after.link.restore();
    expect(after.doc.getMap("items").has("a")).toBe(true);
    expect(after.unkept).toBe(1);
    await world.connect(after);
    expect(world.server.doc.getMap("items").has("a")).toBe(true);
    after.link.kept(1);
    await until(
      async () => (await unkeptStore("board", world.browser, world.storage, () => 0).load()) === null,
    );
    after.link.close();
    before.link.close();
  });

  it("has what had not left stored at once when the page goes away, but not after the lesson", async () => {
    const stored = (): Promise<Uint8Array | null> =>
      unkeptStore("board", world.browser, world.storage, () => 0).load();
    const before = world.page();
    before.link.saveNow();
    expect(await stored()).toBeNull();
    draw(before, "a");
    before.link.saveNow();
    await until(async () => (await stored()) !== null);
    before.link.close();
    await until(async () => (await stored()) === null);
    before.link.saveNow();
    expect(await stored()).toBeNull();
  });

  it("does not store what is acknowledged quickly", async () => {
    const mine = world.page();
    await world.connect(mine);
    draw(mine, "a");
    mine.link.kept(1);
    await world.time.pass(1000);
    expect(await unkeptStore("board", world.browser, world.storage, () => 0).load()).toBeNull();
    mine.link.close();
  });

  it("does not send back what came from the server", async () => {
    const mine = world.page();
    await world.connect(mine);
    world.server.doc.getMap("items").set("theirs", 1);
    world.server.says(2, Y.encodeStateAsUpdate(world.server.doc));
    await world.time.settle();
    expect(mine.doc.getMap("items").has("theirs")).toBe(true);
    expect(world.server.durable).toBe(0);
    mine.link.close();
  });
});

describe("what is stored in the browser", () => {
  const DAY_MS = 24 * 3600 * 1000;
  const drawn = (...names: string[]): Uint8Array => {
    const doc = new Y.Doc();
    for (const name of names) doc.getMap("items").set(name, "drawn");
    return Y.encodeStateAsUpdate(doc);
  };
  const items = (update: Uint8Array | null): string[] => {
    const doc = new Y.Doc();
    if (update !== null) Y.applyUpdate(doc, update);
    return [...doc.getMap("items").keys()].sort();
  };
  const store = (board = "one", now = 0) => unkeptStore(board, world.browser, world.storage, () => now);
  /** Of a page that goes before its database answers. */
  const leaving = () =>
    unkeptStore("one", { open: () => ({}) } as unknown as IDBFactory, world.storage, () => 0);

  it("is dropped after a day, and is each lesson's own", async () => {
    await store().save(drawn("a"));
    store("three").saveAtOnce(drawn("b"));
    expect(await store("two").load()).toBeNull();
    expect(await store("one", DAY_MS + 1).load()).toBeNull();
    expect(Object.keys(world.storage)).toEqual([]);
  });

  it("is nothing where the browser has no store", async () => {
    const none = unkeptStore("one", undefined, null, () => 0);
    await none.save(drawn("a"));
    none.saveAtOnce(drawn("a"));
    expect(await none.load()).toBeNull();
    await none.clear();
  });

  it("is there for the next page when the database had no time to write it", async () => {
    leaving().saveAtOnce(drawn("a", ":", "é"));
    expect(items(await store().load())).toEqual([":", "a", "é"]);
    await store().clear();
    expect(await store().load()).toBeNull();
  });

  it("is what both were given", async () => {
    await store().save(drawn("a"));
    leaving().saveAtOnce(drawn("b"));
    expect(items(await store().load())).toEqual(["a", "b"]);
  });

  it("is in the database alone when the browser's other store is full, or it is large", async () => {
    const full = emptyStorage();
    full.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
    unkeptStore("one", world.browser, full, () => 0).saveAtOnce(drawn("a"));
    await until(async () => items(await store().load()).length === 1);
    store("two").saveAtOnce(drawn("x".repeat(1_100_000)));
    expect(Object.keys(world.storage)).toEqual([]);
    await until(async () => items(await store("two").load()).length === 1);
  });
});

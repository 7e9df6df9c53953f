import { createEncoder, toUint8Array, writeVarUint, writeVarUint8Array } from "lib0/encoding";
import { beforeEach, describe, expect, it } from "vitest";
import * as Y from "yjs";
import { PIECE } from "../../src/live/parcels";
import { LIMITS } from "../../src/live/protocol";
import { draw, type Page, RoomWorld } from "./room_world";

let world: RoomWorld;
beforeEach(() => {
  world = new RoomWorld();
});

describe("with large frames", () => {
  /** Random letters: nothing makes them smaller. */
  function much(bytes: number): string {
    return Array.from({ length: bytes }, (_, at) =>
      String.fromCharCode(97 + ((at * at * 31 + at) % 26)),
    ).join("");
  }
  function drawMuch(on: Page, id: string, bytes: number): void {
    on.doc.getMap("items").set(id, new Y.Map([["h", much(bytes)]]));
  }

  it("puts together a board that comes in pieces, says how much is there, and what it took", async () => {
    const board = new Y.Doc();
    board.getMap("items").set("large", much(150_000));
    const update = Y.encodeStateAsUpdate(board);
    const mine = world.page();
    await world.connect(mine);
    const encoder = createEncoder();
    writeVarUint(encoder, 0);
    writeVarUint(encoder, 1);
    writeVarUint8Array(encoder, update);
    const frame = toUint8Array(encoder);
    for (let at = 0; at < frame.length; at += LIMITS.piece_bytes) {
      expect(mine.doc.getMap("items").has("large")).toBe(false);
      const part = frame.subarray(at, at + LIMITS.piece_bytes);
      const head = createEncoder();
      writeVarUint(head, PIECE);
      writeVarUint(head, frame.length - at - part.length);
      mine.link.receive(Uint8Array.from([...toUint8Array(head), ...part]));
    }
    expect(mine.doc.getMap("items").has("large")).toBe(true);
    expect(mine.arriving[0]).toEqual({ bytes: LIMITS.piece_bytes, of: frame.length });
    expect(mine.arriving.at(-1)).toBeNull();
    expect(mine.took).toEqual([LIMITS.taken_bytes, 2 * LIMITS.taken_bytes, frame.length]);
    mine.link.close();
  });

  it("sends what was drawn without a network in pieces, two ahead, and counts it as one frame", async () => {
    const mine = world.page();
    drawMuch(mine, "large", 40_000);
    world.server.answersPieces = false;
    await world.connect(mine);
    expect(world.server.pieces).toEqual([0, LIMITS.piece_bytes, LIMITS.piece_bytes]);
    draw(mine, "after");
    expect(world.server.durable).toBe(0);
    world.server.answersPieces = true;
    mine.link.took(world.server.taken);
    await world.time.settle();
    expect(world.server.doc.getMap("items").has("large")).toBe(true);
    expect(world.server.doc.getMap("items").has("after")).toBe(true);
    expect(world.server.durable).toBe(2);
    mine.link.kept(1);
    expect(mine.unkept).toBe(1);
    mine.link.kept(2);
    expect(mine.unkept).toBe(0);
    mine.link.close();
  });

  it("begins again on the next connection, whatever was under way", async () => {
    const mine = world.page();
    drawMuch(mine, "large", 40_000);
    world.server.answersPieces = false;
    await world.connect(mine);
    mine.link.disconnect();
    world.server.answersPieces = true;
    await world.connect(mine);
    expect(world.server.doc.getMap("items").has("large")).toBe(true);
    expect(world.server.durable).toBe(1);
    mine.link.close();
  });

  it("is not said to arrive any more when the line is lost", async () => {
    const mine = world.page();
    await world.connect(mine);
    mine.link.receive(Uint8Array.from([PIECE, 10, 0, 1, 2]));
    mine.link.disconnect();
    expect(mine.arriving).toEqual([{ bytes: 3, of: 13 }, null]);
    mine.link.close();
  });
});

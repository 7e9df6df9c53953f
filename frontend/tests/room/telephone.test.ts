import { expect, test } from "vitest";
import type { RoomIncoming } from "../../src/live/protocol";
import { wayOut } from "../../src/room/telephone";

type LegState = Extract<RoomIncoming, { type: "telephone" }>["teacher"];

test.each<[LegState, LegState, string]>([
  ["", "given", "Non merci"],
  ["given", "", "Ne plus proposer"],
  // The teacher is out of the room: both numbers are given, and nobody is called.
  ["given", "given", "Ne plus proposer"],
  ["given", "calling", "Raccrocher"],
  ["calling", "given", "Raccrocher"],
  ["answered", "calling", "Raccrocher"],
  ["answered", "answered", "Raccrocher"],
])("there is something to hang up once somebody is rung: %j, %j", (mine, theirs, said) => {
  expect(wayOut(mine, theirs)).toBe(said);
});

import { expect, test } from "vitest";
import type { Person } from "../../src/live/protocol";
import { isHeard } from "../../src/room/people";

const parent: Person = { id: "9", name: "Mme Ba, parent", role: "guest", colour: "#000", talks: false };

test("of somebody who only listens, or is not there, nothing is played", () => {
  expect(isHeard(parent)).toBe(false);
  expect(isHeard(undefined)).toBe(false);
  expect(isHeard({ ...parent, talks: true })).toBe(true);
});

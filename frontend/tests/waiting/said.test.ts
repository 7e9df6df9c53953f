import { expect, test } from "vitest";
import { changes, french } from "../../src/waiting/said";

test("what is said already stays, what is withdrawn leaves, what is new comes last", () => {
  expect(changes(["A.", "B."], ["B.", "C."])).toEqual({ gone: [0], come: ["C."] });
  expect(changes([], ["A."])).toEqual({ gone: [], come: ["A."] });
  expect(changes(["A."], [])).toEqual({ gone: [0], come: [] });
});

test("the page's typography makes no other message", () => {
  expect(changes(["C’est bon\u00a0!"], ["C'est bon !"])).toEqual({ gone: [], come: [] });
  expect(french("C'est bon !")).toBe("C’est bon\u00a0!");
});

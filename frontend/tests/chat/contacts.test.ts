import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { contactIn, explained } from "../../src/chat/contacts";

interface Corpus {
  readonly caught: Readonly<Record<string, readonly string[]>>;
  readonly left: readonly string[];
}

const corpus = JSON.parse(
  readFileSync(new URL("../../../tests/ground/contacts.json", import.meta.url), "utf8"),
) as Corpus;

for (const [kind, texts] of Object.entries(corpus.caught))
  test.each(texts)(`caught as ${kind}: %s`, (text) => {
    expect(contactIn(text)).toBe(kind);
  });

test.each(corpus.left)("left alone: %s", (text) => {
  expect(contactIn(text)).toBeNull();
});

test("it is said why, and what to do", () => {
  expect(explained("phone", false)).toContain("un numéro de téléphone");
  expect(explained("phone", true)).toContain("renvoyez");
});

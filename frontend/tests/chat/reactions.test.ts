import { beforeEach, expect, it } from "vitest";
import { ChatLog } from "../../src/chat/chat_log";
import type { Mark } from "../../src/chat/reactions";

let online: boolean;
let given: [string, Mark][];
let log: ChatLog;
const line = {
  id: "7",
  cid: "c1",
  author: "prof",
  name: "Mme Lefèvre",
  text: "oui",
  at: "now",
  pages: [],
  reactions: [],
};

beforeEach(() => {
  online = true;
  given = [];
  log = new ChatLog(
    () => ({ id: "ines", name: "Inès" }),
    () => online,
    () => "c",
    (id, what) => {
      if (online) given.push([id, what]);
      return online;
    },
  );
  log.heard(line);
});

const signs = (): string[] =>
  log.all.flatMap(({ reactions }) => reactions.map(({ by, what }) => `${by} ${what}`));

it("is shown at once, one a person, and taken back", () => {
  log.react("7", "thanks");
  expect(signs()).toEqual(["ines thanks"]);
  log.react("7", "lost");
  expect(signs()).toEqual(["ines lost"]);
  log.react("7", "");
  expect(signs()).toEqual([]);
});

it("given without a network is sent when it is back, over what the server knew", () => {
  online = false;
  log.react("7", "bravo");
  online = true;
  log.rejoined([{ ...line, reactions: [{ by: "ines", what: "lost" }] }]);
  expect(given).toEqual([["7", "bravo"]]);
  expect(signs()).toEqual(["ines bravo"]);
});

it("said back is not sent again, and the one before does not come over the last", () => {
  log.react("7", "thanks");
  log.react("7", "lost");
  expect(log.reacted("7", "ines", "thanks")).toBeNull();
  expect(signs()).toEqual(["ines lost"]);
  log.reacted("7", "ines", "lost");
  given = [];
  log.rejoined([{ ...line, reactions: [{ by: "ines", what: "lost" }] }]);
  expect(given).toEqual([]);
});

it("of somebody else is told once", () => {
  expect(log.reacted("7", "prof", "bravo")?.text).toBe("oui");
  expect(log.reacted("7", "prof", "bravo")).toBeNull();
  expect(log.reacted("7", "prof", "")).toBeNull();
  expect(log.reacted("99", "prof", "bravo")).toBeNull();
});

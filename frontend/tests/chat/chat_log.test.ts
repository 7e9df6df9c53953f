import { beforeEach, describe, expect, it } from "vitest";
import { ChatLog } from "../../src/chat/chat_log";
import type { ChatLine } from "../../src/live/protocol";

let online: boolean;
let sent: [string, string][];
let log: ChatLog;
beforeEach(() => {
  online = true;
  sent = [];
  let count = 0;
  log = new ChatLog(
    () => ({ id: "ines", name: "Inès" }),
    (cid, text) => {
      if (online) sent.push([cid, text]);
      return online;
    },
    () => {
      count += 1;
      return `c${count}`;
    },
  );
});

function fromServer(author: string, cid: string, text: string): ChatLine {
  return {
    id: `${author}-${cid}`,
    cid,
    author,
    name: author,
    text,
    at: "2026-11-24T17:42:00Z",
    pages: [],
    reactions: [],
  };
}

const texts = (): string[] => log.all.map(({ text, state }) => `${text} (${state})`);

describe("a line", () => {
  it("is shown at once, and sent when the server says it back", () => {
    log.say("  oui ! ");
    expect(texts()).toEqual(["oui ! (sending)"]);
    expect(log.heard(fromServer("ines", "c1", "oui !"))).toBe(false);
    expect(texts()).toEqual(["oui ! (sent)"]);
  });

  it("that the server would not have comes back, and is not sent again", () => {
    log.say("06 12 34 56 78");
    log.say("tant pis");
    expect(log.unsaid("c1")).toBe("06 12 34 56 78");
    expect(log.unsaid("c1")).toBeNull();
    log.rejoined([fromServer("prof", "c2", "oui ?")]);
    expect(sent.filter(([cid]) => cid === "c1")).toHaveLength(1);
    expect(texts()).toEqual(["oui ? (sent)", "tant pis (sending)"]);
  });

  it("that is empty is not said", () => {
    expect(log.say("  \n ")).toBeNull();
    expect(sent).toEqual([]);
  });

  it("of the other is news, once", () => {
    expect(log.heard(fromServer("prof", "c1", "Bonjour"))).toBe(true);
    expect(log.heard(fromServer("prof", "c1", "Bonjour"))).toBe(false);
    expect(texts()).toEqual(["Bonjour (sent)"]);
  });

  it("not sent yet stays below what came from the server", () => {
    log.say("attends");
    log.heard(fromServer("prof", "c1", "Et 100 ?"));
    expect(texts()).toEqual(["Et 100 ? (sent)", "attends (sending)"]);
  });
});

describe("without network", () => {
  it("waits, then leaves with the same name, once", () => {
    online = false;
    log.say("a");
    expect(texts()).toEqual(["a (waiting)"]);
    online = true;
    log.rejoined([]);
    expect(sent).toEqual([["c1", "a"]]);
    expect(texts()).toEqual(["a (sending)"]);
  });

  it("leaves what it had to the next page, which says it once", () => {
    online = false;
    log.say("a");
    log.say("b");
    const { unsent } = log;
    sent = [];
    online = true;
    const next = new ChatLog(
      () => ({ id: "ines", name: "Inès" }),
      (cid, text) => sent.push([cid, text]) > 0,
      () => "c9",
    );
    next.takeUp(JSON.parse(JSON.stringify(unsent)));
    expect(next.all.map(({ text, state }) => `${text} (${state})`)).toEqual(["a (waiting)", "b (waiting)"]);
    next.rejoined([fromServer("ines", "c1", "a")]);
    expect(sent).toEqual([["c2", "b"]]);
    next.heard(fromServer("ines", "c2", "b"));
    expect(next.unsent).toEqual([]);
  });

  it("sends again what left without an answer, and not what the server has", () => {
    log.say("a");
    log.say("b");
    log.cut();
    expect(texts()).toEqual(["a (waiting)", "b (waiting)"]);
    const fresh = log.rejoined([fromServer("ines", "c1", "a"), fromServer("prof", "p1", "pendant ce temps")]);
    expect(fresh.map(({ text }) => text)).toEqual(["pendant ce temps"]);
    expect(sent.slice(2)).toEqual([["c2", "b"]]);
    expect(texts()).toEqual(["a (sent)", "pendant ce temps (sent)", "b (sending)"]);
  });
});

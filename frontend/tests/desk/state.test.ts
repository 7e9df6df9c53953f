import { describe, expect, it } from "vitest";
import type { Duty, Ring } from "../../src/desk/messages";
import { type DeskEvent, type DeskState, position, reduce, START, scene } from "../../src/desk/state";

const duty = (changes: Partial<Duty> = {}): Duty => ({
  state: "free",
  last_one: false,
  since: "2026-11-23T17:00:00Z",
  why: "",
  declines: 0,
  lesson_url: null,
  ...changes,
});

const ring = (offer_id = "o1"): Ring => ({
  offer_id,
  request_id: "r1",
  level: "4E",
  level_label: "4e",
  subject: "MAT",
  subject_label: "Maths",
  subject_picture: "maths",
  kind: "exercise",
  kind_label: "Exercice",
  tried: "J’ai ajouté 6 et 8.",
  pages: [],
  asked_at: "2026-11-23T16:59:20Z",
  waited_s: 40,
  offered_at: "2026-11-23T17:00:00Z",
  deadline_at: "2026-11-23T17:00:20Z",
  hedge: false,
  met_before: 0,
  handed_over_by: "",
  opens_at: null,
  puts_off_report: false,
});

const welcome = (changes: Partial<Duty> = {}, rings: Ring[] = []): DeskEvent => ({
  type: "welcome",
  duty: duty(changes),
  rings,
  hours: "",
  at: "2026-11-23T17:00:00Z",
});

function told(...events: DeskEvent[]): DeskState {
  return events.reduce(reduce, START);
}

const ONLINE: DeskEvent = { type: "link", state: "online" };
const RINGING: DeskEvent[] = [ONLINE, welcome(), { type: "ring", ...ring() }];

describe("the desk", () => {
  it("shows the ring that was under way when the page opened", () => {
    const state = told(ONLINE, welcome({ state: "ringing" }, [ring()]));
    expect(scene(state)).toBe("ringing");
    expect(state.ring?.offer_id).toBe("o1");
  });

  it("says why a ring ended, and is ready for the next", () => {
    const message = "Un collègue a pris cet élève.";
    const state = told(...RINGING, { type: "ring_over", offer_id: "o1", why: "taken", message });
    expect(scene(state)).toBe("ready");
    expect(state.ended).toEqual({ why: "taken", message });
    expect(reduce(state, { type: "ring", ...ring("o2") }).ended).toBeNull();
  });

  it("is not moved by the end of another ring", () => {
    const state = told(...RINGING, { type: "ring_over", offer_id: "o0", why: "taken", message: "…" });
    expect(scene(state)).toBe("ringing");
  });

  it("goes to the room as soon as the lesson is open", () => {
    const state = told(
      ...RINGING,
      { type: "answered", answer: "accept" },
      { type: "lesson", offer_id: "o1", url: "/salle/1/" },
    );
    expect(state.leaveFor).toBe("/salle/1/");
  });

  it("gives the buttons back when the answer is refused", () => {
    const state = told(
      ...RINGING,
      { type: "answered", answer: "accept" },
      { type: "error", code: "already_taken", message: "Un collègue a été plus rapide." },
    );
    expect(state.answering).toBeNull();
    expect(state.error).toBe("Un collègue a été plus rapide.");
  });

  it("ends a ring by itself at the deadline, unless an answer is on its way", () => {
    expect(scene(told(...RINGING, { type: "out_of_time" }))).toBe("ready");
    expect(told(...RINGING, { type: "out_of_time" }).ended?.why).toBe("missed");
    const answered = told(...RINGING, { type: "answered", answer: "accept" }, { type: "out_of_time" });
    expect(scene(answered)).toBe("ringing");
  });

  it("asks « are you there » after a missed ring, in words of its own", () => {
    const paused: DeskEvent = { type: "duty", ...duty({ state: "paused", why: "missed" }) };
    expect(scene(told(...RINGING, { type: "out_of_time" }, paused))).toBe("missed");
    expect(scene(told(ONLINE, welcome({ state: "paused", why: "missed" })))).toBe("missed");
    expect(scene(told(ONLINE, welcome({ state: "paused" })))).toBe("paused");
  });

  it("proposes a pause after two declines in a row, once", () => {
    const twice = told(ONLINE, welcome({ declines: 2 }));
    expect(scene(twice)).toBe("ask_pause");
    const refused = reduce(twice, { type: "no_pause" });
    expect(scene(refused)).toBe("ready");
    expect(scene(reduce(refused, { type: "duty", ...duty({ declines: 3 }) }))).toBe("ready");
    const again = [duty({ declines: 0 }), duty({ declines: 2 })].reduce(
      (state, next) => reduce(state, { type: "duty", ...next }),
      refused,
    );
    expect(scene(again)).toBe("ask_pause");
  });

  it("keeps a ring on screen through a cut, and says what became of it", () => {
    const cut = told(...RINGING, { type: "answered", answer: "accept" }, { type: "link", state: "offline" });
    expect(scene(cut)).toBe("ringing");
    expect(cut.answering).toBeNull();
    const back = [ONLINE, welcome()].reduce(reduce, cut);
    expect(scene(back)).toBe("ready");
    expect(back.ended?.message).toContain("pendant la coupure");
    const still = [ONLINE, welcome({ state: "ringing" }, [ring()])].reduce(reduce, cut);
    expect(scene(still)).toBe("ringing");
    expect(still.ended).toBeNull();
  });

  it("says it is offline when nothing rings", () => {
    expect(scene(told(ONLINE, welcome(), { type: "link", state: "offline" }))).toBe("offline");
  });

  it.each([
    [duty(), "free"],
    [duty({ state: "ringing" }), "free"],
    [duty({ state: "teaching" }), "free"],
    [duty({ last_one: true }), "last_one"],
    [duty({ state: "paused", last_one: true }), "pause"],
    [duty({ state: "ended" }), null],
  ] as const)("lights one position of the switch: %o", (now, expected) => {
    expect(position(told({ type: "duty", ...now }))).toBe(expected);
  });

  it("moves the switch at once, and back when the server refuses", () => {
    const wished = told(ONLINE, welcome({ state: "paused" }), { type: "wished", wish: "free" });
    expect(position(wished)).toBe("free");
    expect(position(reduce(wished, { type: "error", code: "suspended", message: "Non." }))).toBe("pause");
    expect(position(reduce(wished, { type: "link", state: "offline" }))).toBe("pause");
  });

  it("says the service is closed, until it opens", () => {
    const closed = told(ONLINE, welcome({ declines: 2 }), {
      type: "hours",
      closed: "Fermé jusqu’à 17\u00a0h",
    });
    expect(scene(closed)).toBe("closed");
    expect(reduce(closed, { type: "hours", closed: "Fermé jusqu’à 17\u00a0h" })).toBe(closed);
    expect(scene(reduce(closed, { type: "hours", closed: null }))).toBe("ask_pause");
  });

  it("keeps a lesson, a pause and a ring before the hours", () => {
    const hours: DeskEvent = { type: "hours", closed: "Fermé" };
    expect(scene(told(ONLINE, welcome({ state: "teaching" }), hours))).toBe("teaching");
    expect(scene(told(ONLINE, welcome({ state: "paused" }), hours))).toBe("paused");
    expect(scene(told(...RINGING, hours))).toBe("ringing");
  });
});

import { expect, test } from "vitest";
import type { TeacherSeen, WaitingSeen } from "../../src/live/protocol";
import { type BoardMessage, BoardState } from "../../src/staff/board";
import {
  age,
  alarms,
  awayWords,
  calledWords,
  decided,
  kept,
  linkWords,
  nextWords,
  othersWords,
  title,
  troubled,
  waitingWords,
} from "../../src/staff/words";

const LEVELS = ["CP", "CM2", "6e", "5e", "4e", "3e", "2de", "1re"];
const NOW = Date.parse("2026-11-23T17:24:00Z");

function waiting(id: string, subject: string, level: string, waitedS: number, free = 0): WaitingSeen {
  return {
    id,
    subject,
    subject_label: subject === "MAT" ? "Maths" : "Anglais",
    level,
    level_label: level,
    kind_label: "Exercice",
    state: "waiting",
    wait_from: new Date(NOW - waitedS * 1000).toISOString(),
    seen_at: null,
    escalation: "none",
    free,
    called: 0,
    rings: [],
  };
}

function teacher(id: number, name: string, state: string, sinceS = 0): TeacherSeen {
  const since = new Date(NOW - sinceS * 1000).toISOString();
  return { id, name, state, since, last_one: false, about: "" };
}

function board(more: Partial<BoardMessage>): BoardMessage {
  const today = {
    decided: 0,
    kept: 0,
    unmet: 0,
    scheduled: 0,
    written: 0,
    written_since: null,
    written_late: 0,
  };
  return {
    type: "board",
    at: "",
    whole: true,
    waiting: [],
    teachers: [],
    gone: [],
    today,
    promise_s: 300,
    in_force: [],
    ...more,
  };
}

test("a part tells who came, who changed and who left", () => {
  const state = new BoardState(LEVELS);
  state.take(
    board({ teachers: [teacher(1, "Ana", "free"), teacher(2, "Bo", "free"), teacher(3, "Cy", "paused")] }),
  );
  state.take(board({ whole: false, teachers: [teacher(2, "Bo", "teaching")], gone: [3] }));
  expect([...state.teachers.keys()]).toEqual([1, 2]);
  expect(state.counts()).toEqual(
    new Map([
      ["free", 1],
      ["teaching", 1],
    ]),
  );
  state.take(board({ teachers: [teacher(9, "Zoé", "free")] }));
  expect([...state.teachers.keys()]).toEqual([9]);
});

test("groups go by subject, the longest wait first, and say the fewest free", () => {
  const state = new BoardState(LEVELS);
  state.take(
    board({
      waiting: [
        waiting("a", "ANG", "5e", 30, 4),
        waiting("b", "MAT", "4e", 90, 2),
        waiting("c", "MAT", "4e", 200, 1),
        waiting("d", "MAT", "2de", 10, 7),
      ],
    }),
  );
  const [first, second] = state.groups();
  expect(first?.subject).toBe("MAT");
  expect(first?.levels).toBe("4e\u00a0×\u00a02, 2de");
  expect(first?.free).toBe(1);
  expect(second?.requests.length).toBe(1);
});

test("the levels of a subject go from the youngest to the eldest, whoever asked first", () => {
  const state = new BoardState(LEVELS);
  const asked = ["2de", "4e", "CP", "3e", "4e", "CM2"];
  state.take(board({ waiting: asked.map((level, n) => waiting(String(n), "MAT", level, 300 - n)) }));
  const [maths] = state.groups();
  expect(maths?.levels).toBe("CP, CM2, 4e\u00a0×\u00a02, 3e, 2de");
  expect(maths?.requests.map(({ level }) => level)).toEqual(asked);
});

test("the title says what does not hold: nobody to come, or a long wait", () => {
  const state = new BoardState(LEVELS);
  const said = (...requests: WaitingSeen[]): string => {
    state.take(board({ waiting: requests, teachers: [teacher(1, "Ana", "teaching")] }));
    return title(state.groups(), state, NOW).replace("18\u00a0h\u00a024\u00a0: ", "");
  };
  expect(title(state.groups(), state, NOW)).toBe("18\u00a0h\u00a024\u00a0: personne n’est de service.");
  expect(said()).toBe("personne n’attend.");
  expect(said(waiting("a", "MAT", "4e", 3, 1))).toBe("tout tient.");
  expect(said(waiting("a", "MAT", "4e", 3), waiting("b", "ANG", "5e", 20, 1))).toBe(
    "tout tient, sauf les maths.",
  );
  expect(said(waiting("a", "MAT", "4e", 181, 2))).toBe("tout tient, sauf les maths.");
  expect(said(waiting("a", "MAT", "4e", 9), waiting("b", "ANG", "5e", 8))).toBe(
    "tout tient, sauf les maths et l’anglais.",
  );
  const theatre = { ...waiting("c", "ART-THE", "2de", 2), subject_label: "Théâtre" };
  expect(said(theatre)).toBe("tout tient, sauf en théâtre.");
  expect(said(theatre, waiting("a", "MAT", "4e", 9), waiting("b", "ANG", "5e", 8))).toBe(
    "3\u00a0matières ne tiennent pas.",
  );
});

test("a subject that rings, or waits for its pupil’s attempt, holds", () => {
  const state = new BoardState(LEVELS);
  const ring = { teacher: "Ana", state: "ringing", reason: "", at: "", hedge: false };
  const shows = { ...waiting("b", "ANG", "5e", 20), state: "sent_back" };
  state.take(board({ waiting: [{ ...waiting("a", "MAT", "4e", 3), rings: [ring] }, shows] }));
  expect(troubled(state.groups(), NOW)).toEqual([]);
  expect(alarms(state.groups(), state, NOW)).toEqual([]);
});

test("those whose page is closed are waited for: nobody is to be called for them", () => {
  const state = new BoardState(LEVELS);
  const away = {
    ...waiting("a", "MAT", "4e", 900, 2),
    seen_at: new Date(NOW - 16_000).toISOString(),
  };
  const there = { ...waiting("b", "MAT", "3e", 230), seen_at: new Date(NOW - 14_000).toISOString() };
  state.take(board({ waiting: [away] }));
  expect(alarms(state.groupsHere(NOW), state, NOW)).toEqual([]);
  expect(title(state.groupsHere(NOW), state, NOW)).toContain("tout tient.");
  expect(state.groups()[0]?.requests).toHaveLength(1);
  state.take(board({ waiting: [away, there] }));
  expect(alarms(state.groupsHere(NOW), state, NOW)[0]?.fact).toBe(
    "Maths\u00a0: 1\u00a0élève attend, promesse rompue dans 1\u00a0min\u00a010.",
  );
});

test("a row tells of those who are there, beside how many pages are closed", () => {
  const state = new BoardState(LEVELS);
  const away = new Date(NOW - 16_000).toISOString();
  const there = new Date(NOW - 14_000).toISOString();
  state.take(
    board({
      waiting: [
        { ...waiting("a", "MAT", "4e", 900), seen_at: away },
        { ...waiting("b", "ANG", "6e", 800), seen_at: away },
        { ...waiting("c", "MAT", "3e", 100, 2), seen_at: there },
      ],
    }),
  );
  const [maths, english] = state.rows(NOW);
  expect(maths?.here).toMatchObject({ subject: "MAT", oldest: NOW - 100_000, free: 2, levels: "3e" });
  expect([maths?.away, maths?.all.requests.length]).toEqual([1, 2]);
  expect([english?.all.subject, english?.here, english?.away]).toEqual(["ANG", undefined, 1]);
  expect(waitingWords(state.rows(NOW))).toBe("En attente, 1\u00a0élève et 2\u00a0pages fermées");
  expect(waitingWords(state.rows(NOW - 5_000))).toBe("En attente, 3\u00a0élèves");
  expect(awayWords(1)).toBe("1\u00a0page fermée");
});

test("a ring for one of many is no answer to those for whom nobody is free", () => {
  const state = new BoardState(LEVELS);
  const ring = { teacher: "Ana", state: "ringing", reason: "", at: "", hedge: false };
  const rung = { ...waiting("a", "MAT", "4e", 230), rings: [ring] };
  const teachers = [teacher(1, "Ana", "ringing")];
  state.take(board({ waiting: [rung, waiting("b", "MAT", "4e", 200)], teachers }));
  expect(alarms(state.groups(), state, NOW)[0]?.more).toBe("Aucun professeur n’est libre.");
  state.take(board({ waiting: [rung], teachers }));
  expect(alarms(state.groups(), state, NOW)[0]?.more).toBe("Un professeur sonne en ce moment.");
});

test("the alarm names the subject, who waits, when the promise breaks, why, and where to look", () => {
  const state = new BoardState(LEVELS);
  state.take(board({ waiting: [waiting("a", "MAT", "4e", 230)], teachers: [teacher(1, "Ana", "free")] }));
  expect(alarms(state.groups(), state, NOW)).toHaveLength(1);
  expect(alarms(state.groups(), state, NOW)[0]).toEqual({
    fact: "Maths\u00a0: 1\u00a0élève attend, promesse rompue dans 1\u00a0min\u00a010.",
    more: "Le seul professeur libre n’enseigne pas cette matière à ce niveau.",
    broken: false,
    subject: "MAT",
    act: "Voir qui enseigne les maths",
  });
  state.take(board({ waiting: [waiting("a", "MAT", "4e", 440), waiting("b", "MAT", "3e", 2)] }));
  expect(alarms(state.groups(), state, NOW)[0]).toMatchObject({
    fact: "Maths\u00a0: 2\u00a0élèves attendent, promesse rompue depuis 2\u00a0min.",
    more: "Personne n’est de service.",
    broken: true,
  });
  state.take(board({ waiting: [waiting("a", "MAT", "4e", 100, 1)] }));
  expect(alarms(state.groups(), state, NOW)).toEqual([]);
});

test("each subject that does not hold has its sentence and where to look, the longest wait first", () => {
  const state = new BoardState(LEVELS);
  state.take(board({ waiting: [waiting("a", "MAT", "4e", 230), waiting("b", "ANG", "3e", 400)] }));
  const said = alarms(state.groups(), state, NOW);
  expect(said.map(({ subject, act }) => [subject, act])).toEqual([
    ["ANG", "Voir qui enseigne l’anglais"],
    ["MAT", "Voir qui enseigne les maths"],
  ]);
  expect(said[1]?.fact).toBe("Maths\u00a0: 1\u00a0élève attend, promesse rompue dans 1\u00a0min\u00a010.");
  expect(othersWords(1)).toBe("1\u00a0autre matière ne tient pas");
  expect(othersWords(6)).toBe("6\u00a0autres matières ne tiennent pas");
});

test("what the team decided says its day, where it is not this one", () => {
  const said = (starts_at: string, ends_at: string, kind = "hours") =>
    decided({ kind, label: "Maths", subject: "MAT", text: "", starts_at, ends_at }, NOW).replaceAll(
      "\u00a0",
      " ",
    );
  const before = "2026-11-23T08:00:00Z";
  expect(said(before, "2026-11-23T19:00:00Z")).toBe("Fermeture exceptionnelle jusqu’à 20 h");
  expect(said(before, "2026-11-23T23:00:00Z")).toBe("Fermeture exceptionnelle jusqu’à minuit");
  expect(said(before, "2026-11-24T23:00:00Z")).toBe("Fermeture exceptionnelle jusqu’à demain compris");
  expect(said(before, "2026-11-25T17:00:00Z")).toBe("Fermeture exceptionnelle jusqu’à mercredi à 18 h");
  expect(said(before, "2026-12-12T23:00:00Z")).toBe("Fermeture exceptionnelle jusqu’au 12 décembre compris");
  const after = "2026-11-25T19:00:00Z";
  expect(said("2026-11-23T18:00:00Z", after)).toBe("Fermeture exceptionnelle à partir de 19 h");
  expect(said("2026-11-24T16:00:00Z", after)).toBe("Fermeture exceptionnelle à partir de demain à 17 h");
  expect(said("2026-11-23T23:00:00Z", after)).toBe("Fermeture exceptionnelle à partir de demain");
  expect(said(before, "2026-11-23T19:00:00Z", "subject")).toBe("Maths : fermé jusqu’à 20 h");
  expect(said(before, "2026-11-24T06:00:00Z", "subject")).toBe("Maths : fermé jusqu’à demain à 7 h");
});

test("teachers are found without their accents, the longest in their state first", () => {
  const state = new BoardState(LEVELS);
  state.take(
    board({ teachers: [teacher(1, "Zoé Lefèvre", "free", 5), teacher(2, "Zoé Aubry", "free", 50)] }),
  );
  expect(state.inState("free", "lefevre").map(({ id }) => id)).toEqual([1]);
  expect(state.inState("free", "zoe").map(({ id }) => id)).toEqual([2, 1]);
});

test("ages and shares", () => {
  expect(age(45_000)).toBe("45\u00a0s");
  expect(age(185_000)).toBe("3\u00a0min\u00a005");
  expect(age(3_720_000)).toBe("1\u00a0h\u00a002");
  const state = new BoardState(LEVELS);
  expect(kept(state)).toBe("–");
  state.take(
    board({
      today: {
        decided: 1000,
        kept: 949,
        unmet: 1,
        scheduled: 0,
        written: 0,
        written_since: null,
        written_late: 0,
      },
    }),
  );
  expect(kept(state)).toBe("94\u00a0%");
});

test("the teachers off duty who were called are counted in words", () => {
  expect([0, 1, 3].map(calledWords)).toEqual([
    "",
    "1\u00a0professeur appelé hors permanence",
    "3\u00a0professeurs appelés hors permanence",
  ]);
});

test("those beyond the first are shown some at a time, to the last", () => {
  expect([136, 60, 16, 1].map((more) => nextWords(more, 60))).toEqual([
    "Montrer les 60 suivants",
    "Montrer les 60 suivants",
    "Montrer les 16 suivants",
    "Montrer le suivant",
  ]);
});

test("a page that opens has lost no network: it says so only once it was live, or the browser has none", () => {
  expect(linkWords("connecting", false)).toBe("connexion");
  expect(linkWords("online", false)).toBe("en direct");
  expect(linkWords("connecting", true)).toBe("plus de réseau\u00a0: on se reconnecte");
  expect(linkWords("offline", false)).toBe("plus de réseau\u00a0: on se reconnecte");
});

import type { InForce, StaffIncoming, TeacherSeen, TodaySeen, WaitingSeen } from "../live/protocol";

/** What the operator's page knows, out of the messages of `/staff`. No page, no clock of its own. */
export type BoardMessage = Extract<StaffIncoming, { type: "board" }>;

/** A waiting page silent for so long is away. */
const AWAY_MS = 15_000;

/** Those who wait for one subject, the longest wait first. */
export interface Group {
  readonly subject: string;
  readonly label: string;
  readonly requests: readonly WaitingSeen[];
  /** Milliseconds since the epoch: the longest wait runs from here. */
  readonly oldest: number;
  /** The fewest teachers free for one of them. */
  readonly free: number;
  /** How many are rung by nobody, while nobody free may take them. */
  readonly alone: number;
  /** « 4e × 3, 2de », as a school has them. */
  readonly levels: string;
}

/** A subject as its row tells it: of those whose page is there, beside how many pages are closed. */
export interface Row {
  readonly all: Group;
  /** None when every page is closed. */
  readonly here: Group | undefined;
  readonly away: number;
}

export class BoardState {
  readonly teachers = new Map<number, TeacherSeen>();
  waiting: readonly WaitingSeen[] = [];
  today: TodaySeen = {
    decided: 0,
    kept: 0,
    unmet: 0,
    scheduled: 0,
    written: 0,
    written_since: null,
    written_late: 0,
  };
  promiseMs = 300_000;
  inForce: readonly InForce[] = [];

  /** `levels`: their codes, from the youngest to the eldest. */
  constructor(private readonly levels: readonly string[]) {}

  take(message: BoardMessage): void {
    if (message.whole) this.teachers.clear();
    for (const teacher of message.teachers) this.teachers.set(teacher.id, teacher);
    for (const id of message.gone) this.teachers.delete(id);
    this.waiting = message.waiting;
    this.today = message.today;
    this.inForce = message.in_force;
    this.promiseMs = message.promise_s * 1000;
  }

  /** By subject; the longest wait first. */
  groups(): Group[] {
    return bySubject(this.waiting, this.levels);
  }

  /** Without those whose page is closed: nobody can be rung for them before they are back. */
  groupsHere(now: number): Group[] {
    const here = this.waiting.filter((request) => !isAway(request, now));
    return bySubject(here, this.levels);
  }

  /** The longest wait of somebody who is there first; subjects of closed pages alone last. */
  rows(now: number): Row[] {
    const there = new Map(this.groupsHere(now).map((group) => [group.subject, group]));
    const rows = this.groups().map((all) => {
      const here = there.get(all.subject);
      return { all, here, away: all.requests.length - (here?.requests.length ?? 0) };
    });
    return rows.sort((one, other) => (one.here?.oldest ?? Infinity) - (other.here?.oldest ?? Infinity));
  }

  counts(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { state } of this.teachers.values()) counts.set(state, (counts.get(state) ?? 0) + 1);
    return counts;
  }

  /** Those in `state` whose name holds `typed`, the longest in that state first. */
  inState(state: string, typed: string): TeacherSeen[] {
    const wanted = folded(typed);
    return [...this.teachers.values()]
      .filter((teacher) => teacher.state === state && folded(teacher.name).includes(wanted))
      .sort((one, other) => Date.parse(one.since) - Date.parse(other.since));
  }
}

function bySubject(waiting: readonly WaitingSeen[], order: readonly string[]): Group[] {
  const found = new Map<string, WaitingSeen[]>();
  for (const request of waiting) {
    const known = found.get(request.subject);
    if (known === undefined) found.set(request.subject, [request]);
    else known.push(request);
  }
  const groups = [...found.values()].map((requests) => grouped(requests, order));
  return groups.sort((one, other) => one.oldest - other.oldest);
}

function grouped(requests: WaitingSeen[], order: readonly string[]): Group {
  const first = requests[0] as WaitingSeen;
  const levels = new Map<string, number>();
  const inOrder = [...requests].sort((one, other) => order.indexOf(one.level) - order.indexOf(other.level));
  for (const { level_label } of inOrder) levels.set(level_label, (levels.get(level_label) ?? 0) + 1);
  return {
    subject: first.subject,
    label: first.subject_label,
    requests,
    oldest: Math.min(...requests.map((request) => Date.parse(request.wait_from))),
    free: Math.min(...requests.map((request) => request.free)),
    alone: requests.filter(isAlone).length,
    levels: [...levels].map(([level, n]) => (n > 1 ? `${level}\u00a0×\u00a0${n}` : level)).join(", "),
  };
}

/** One who was asked to show their attempt waits for nobody else. */
function isAlone(request: WaitingSeen): boolean {
  return request.state === "waiting" && request.free === 0 && !rung(request);
}

export function rung({ rings }: WaitingSeen): boolean {
  return rings.some((ring) => ring.state === "ringing");
}

export function isAway({ seen_at: seenAt }: WaitingSeen, now: number): boolean {
  return seenAt !== null && now - Date.parse(seenAt) > AWAY_MS;
}

export function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}

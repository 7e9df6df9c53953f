import * as Y from "yjs";
import { FIRST_PAGE } from "../board/item";

/** What came to the board while the lesson lasted, and when: docs/board.md, « The story ». */
export interface Came {
  /** Milliseconds since the first. */
  readonly at: number;
  readonly update: Uint8Array;
}

/** The board at one moment: what changed since the one before. */
interface Moment {
  readonly at: number;
  /** How many updates it stands on. */
  readonly upTo: number;
  readonly changed: ReadonlySet<string>;
  /** Where something changed; null: nowhere that is known. */
  readonly page: string | null;
}

/** Steps are as long as it takes for there to be no more than `MOST_STEPS`. */
const STEP_MS = [500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000];
const MOST_STEPS = 400;
/** The board is kept whole so many times on the way, so that going back begins near. */
const STOPS = 12;
const ITEMS = "items";
const BESIDE = ["meta", "pages", "papers", "gone"];
/** Reading holds the page up no longer than that. */
const AT_ONCE_MS = 12;

export function cameIn(bytes: Uint8Array): Came[] {
  const came: Came[] = [];
  let [place, at] = [0, 0];
  const number = (): number => {
    let [read, scale] = [0, 1];
    for (;;) {
      const byte = bytes[place];
      if (byte === undefined) throw new RangeError("the story ends in the middle");
      place += 1;
      read += (byte & 0x7f) * scale;
      scale *= 0x80;
      if (byte < 0x80) return read;
    }
  };
  while (place < bytes.length) {
    at += number();
    const length = number();
    if (place + length > bytes.length) throw new RangeError("the story ends in the middle");
    came.push({ at, update: bytes.subarray(place, place + length) });
    place += length;
  }
  return came;
}

/**
 * Shows the board as it was at each step, in a document of its own: `shown` is not a copy of the lesson's but is made
 * equal to it, so that going back is as simple as going on.
 */
export class Story {
  private upTo = 0;
  private read = new Y.Doc();
  private step: number;

  private constructor(
    private readonly came: readonly Came[],
    private readonly moments: readonly Moment[],
    private readonly stops: ReadonlyMap<number, Uint8Array>,
    private readonly end: Y.Doc,
    private readonly shown: Y.Doc,
  ) {
    this.step = moments.length;
  }

  /** `end`: the board as it was left, which is what `shown` shows. Null when there is nothing to tell. */
  static async of(bytes: Uint8Array, end: Y.Doc, shown: Y.Doc): Promise<Story | null> {
    const came = cameIn(bytes);
    const { moments, stops } = await read(came);
    return moments.length < 2 ? null : new Story(came, moments, stops, end, shown);
  }

  /** The last is the board as it was left; at 0 nobody had written yet. */
  get steps(): number {
    return this.moments.length - 1;
  }

  /** Since somebody began to write. */
  seconds(step: number): number {
    return ((this.moments[step]?.at ?? 0) - (this.moments[1]?.at ?? 0)) / 1000;
  }

  page(step: number): string | null {
    return this.moments[step]?.page ?? null;
  }

  go(step: number): void {
    if (step === this.step) return;
    const [from, atEnd] = [this.step, step >= this.steps];
    this.step = step;
    if (atEnd || from >= this.steps) {
      // What came past the limit is in the end alone: all is looked at.
      const target = atEnd ? this.end : this.readUpTo(step);
      mirror(target, this.shown, new Set([...keys(target), ...keys(this.shown)]));
      return;
    }
    const changed = new Set<string>();
    for (let at = Math.min(from, step) + 1; at <= Math.max(from, step); at += 1)
      for (const id of this.moments[at]?.changed ?? []) changed.add(id);
    mirror(this.readUpTo(step), this.shown, changed);
  }

  private readUpTo(step: number): Y.Doc {
    const target = this.moments[step]?.upTo ?? 0;
    const stop = Math.max(0, ...[...this.stops.keys()].filter((at) => at <= target));
    if (this.upTo > target || stop > this.upTo) {
      this.read.destroy();
      this.read = new Y.Doc();
      this.upTo = stop;
      const whole = this.stops.get(stop);
      if (whole !== undefined) Y.applyUpdate(this.read, whole);
    }
    apply(this.read, this.came.slice(this.upTo, target));
    this.upTo = target;
    return this.read;
  }
}

async function read(came: readonly Came[]): Promise<{ moments: Moment[]; stops: Map<number, Uint8Array> }> {
  const doc = new Y.Doc();
  const watch = new Watch(doc);
  const groups = groupsOf(came);
  const moments: Moment[] = [{ at: 0, upTo: 0, changed: new Set(), page: null }];
  const stops = new Map<number, Uint8Array>();
  let [since, first] = [performance.now(), 0];
  for (const [order, upTo] of groups.entries()) {
    apply(doc, came.slice(first, upTo));
    first = upTo;
    const at = came[upTo - 1]?.at ?? 0;
    const { changed, written, page, other } = watch.taken();
    const last = moments.at(-1) as Moment;
    const begun = moments.length > 1 || written;
    if (begun && (changed.size > 0 || other)) moments.push({ at, upTo, changed, page });
    // The begun work is laid before anybody writes.
    else moments[moments.length - 1] = { ...last, upTo, changed: new Set([...last.changed, ...changed]) };
    if ((order + 1) % Math.ceil(groups.length / STOPS) === 0) stops.set(upTo, Y.encodeStateAsUpdate(doc));
    if (performance.now() - since > AT_ONCE_MS) {
      await new Promise((done) => setTimeout(done));
      since = performance.now();
    }
  }
  return { moments, stops };
}

/** Where each step ends. */
function groupsOf(came: readonly Came[]): number[] {
  let ends: number[] = [];
  for (const length of STEP_MS) {
    ends = [];
    let begun = Number.NEGATIVE_INFINITY;
    for (const [order, { at }] of came.entries()) {
      if (at - begun >= length) {
        if (order > 0) ends.push(order);
        begun = at;
      }
    }
    if (came.length > 0) ends.push(came.length);
    if (ends.length <= MOST_STEPS) break;
  }
  return ends;
}

/** What changes in a document. */
class Watch {
  private changed = new Set<string>();
  private other = false;
  private readonly heads = new Map<string, { a?: unknown; b?: unknown }>();

  constructor(doc: Y.Doc) {
    const items = doc.getMap<unknown>(ITEMS);
    items.observeDeep((events) => {
      for (const event of events) {
        const top = event.path[0];
        if (typeof top === "string") this.changed.add(top);
        else if (event instanceof Y.YMapEvent) for (const id of event.keysChanged) this.changed.add(id);
      }
      for (const id of this.changed) {
        const item = items.get(id);
        const head = item instanceof Y.Map ? item.get("h") : undefined;
        if (typeof head === "object" && head !== null) this.heads.set(id, head);
      }
    });
    for (const name of BESIDE)
      doc.getMap(name).observe(() => {
        this.other = true;
      });
  }

  taken(): { changed: ReadonlySet<string>; written: boolean; page: string | null; other: boolean } {
    const { changed, other } = this;
    this.changed = new Set();
    this.other = false;
    const heads = [...changed].map((id) => this.heads.get(id)).filter((head) => head !== undefined);
    const written = heads.filter(({ a }) => a !== "");
    const b = written.at(-1)?.b;
    const page = written.length === 0 ? null : typeof b === "string" ? b : FIRST_PAGE;
    return { changed, written: written.length > 0, page, other };
  }
}

function apply(doc: Y.Doc, came: readonly Came[]): void {
  doc.transact(() => {
    for (const { update } of came) {
      try {
        Y.applyUpdate(doc, update);
      } catch {
        // Nobody could read it during the lesson either.
      }
    }
  });
}

function keys(doc: Y.Doc): string[] {
  return [...doc.getMap(ITEMS).keys()];
}

/** Only these items of `end` are in `shown`; null: all. For a board of which only what was left is known. */
export function showOnly(ids: ReadonlySet<string> | null, end: Y.Doc, shown: Y.Doc): void {
  const items = shown.getMap(ITEMS);
  const wanted = (id: string): boolean => ids?.has(id) !== false;
  const others = keys(end).filter((id) => wanted(id) !== items.has(id));
  shown.transact(() => {
    for (const id of others) items.delete(id);
    mirror(end, shown, new Set(others.filter(wanted)));
  });
}

/** Makes these items of `to`, its pages and its papers, as they are in `from`. */
function mirror(from: Y.Doc, to: Y.Doc, ids: ReadonlySet<string>): void {
  to.transact(() => {
    const [items, shown] = [from.getMap(ITEMS), to.getMap(ITEMS)];
    for (const id of ids) {
      const item = items.get(id);
      if (item instanceof Y.Map) shown.set(id, item.clone());
      else shown.delete(id);
    }
    for (const name of BESIDE) mirrorValues(from.getMap(name), to.getMap(name));
  });
}

function mirrorValues(from: Y.Map<unknown>, to: Y.Map<unknown>): void {
  for (const key of [...to.keys()]) if (!from.has(key)) to.delete(key);
  for (const [key, value] of from.entries()) if (to.get(key) !== value) to.set(key, value);
}

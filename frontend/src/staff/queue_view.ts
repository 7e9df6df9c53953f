import type { RingSeen, WaitingSeen } from "../live/protocol";
import { mini } from "../style/pictures";
import { type BoardState, type Group, isAway, type Row, rung } from "./board";
import { cloned, lay, put, slotOf } from "./slots";
import { age, awayWords, calledWords, count, escalated, nextWords, RING_WORDS } from "./words";

/** Requests of a subject drawn at once, and how many more each time they are asked for. */
const REQUESTS_SHOWN = 60;
/** What stands for a request's id in the address the page gives. */
const ANY_REQUEST = "00000000-0000-0000-0000-000000000000";

/** A subject as it is drawn, and what opens under it: the line of each request, and what shows more of them. */
interface Drawn {
  readonly row: HTMLElement;
  readonly detail: HTMLElement;
  readonly list: HTMLElement;
  readonly rest: HTMLElement;
  /** Request → its line, and what it says. */
  readonly lines: Map<string, { readonly line: HTMLElement; said: string }>;
}

/** Those who wait, subject by subject. Rows and lines are kept from one drawing to the next: see `BoardView`. */
export class QueueView {
  private readonly open = new Set<string>();
  private readonly rows = new Map<string, Drawn>();
  /** Subject → requests drawn, where more than the first were asked for. */
  private readonly unfolded = new Map<string, number>();

  /** `onShown`: lines came whose times are still to be written. */
  constructor(
    private readonly page: HTMLElement,
    private readonly state: BoardState,
    private readonly now: () => number,
    private readonly onShown: () => void,
  ) {}

  /** What changes with time alone. */
  tick(rows: readonly Row[], now: number): void {
    for (const row of rows) {
      const known = this.rows.get(row.all.subject);
      if (known === undefined) continue;
      this.fill(known, row);
      this.age(known.row, row.here, now);
    }
  }

  /** All of it: somebody came or left. */
  draw(): void {
    const told = this.state.rows(this.now());
    const waiting = this.state.waiting.length;
    slotOf(this.page, "no-one").hidden = waiting > 0;
    slotOf(this.page, "queue").hidden = waiting === 0;
    const alive = new Set(told.map(({ all }) => all.subject));
    for (const subject of this.rows.keys()) if (!alive.has(subject)) this.rows.delete(subject);
    const rows = told.flatMap((row) => {
      const known = this.rows.get(row.all.subject) ?? this.row(row.all);
      this.fill(known, row);
      return [known.row, known.detail];
    });
    lay(slotOf(this.page, "groups"), rows);
  }

  private row({ subject, label }: Group): Drawn {
    const row = cloned("group");
    const button = row.querySelector("button") as HTMLButtonElement;
    button.append(mini(subject), label);
    const detail = document.createElement("tr");
    detail.className = "detail";
    detail.hidden = !this.open.has(subject);
    detail.id = `detail-${subject}`;
    button.setAttribute("aria-controls", detail.id);
    button.setAttribute("aria-expanded", String(!detail.hidden));
    const cell = document.createElement("td");
    cell.colSpan = 5;
    const list = document.createElement("ul");
    list.className = "lines";
    cell.append(list, this.acts(subject));
    detail.append(cell);
    button.addEventListener("click", () => {
      const opens = detail.hidden;
      detail.hidden = !opens;
      button.setAttribute("aria-expanded", String(opens));
      if (opens) this.open.add(subject);
      else {
        this.open.delete(subject);
        this.unfolded.delete(subject);
      }
      this.draw();
      this.onShown();
    });
    const made = { row, detail, list, rest: this.rest(subject), lines: new Map() };
    this.rows.set(subject, made);
    return made;
  }

  /** What an operator may do for all who wait for a subject. */
  private acts(subject: string): HTMLElement {
    const acts = cloned("acts");
    for (const [name, to] of [
      ["close", "to-subject"],
      ["tell", "to-announcement"],
    ] as const) {
      const link = slotOf(acts, name) as HTMLAnchorElement;
      link.href = `${slotOf(this.page, to).getAttribute("href") ?? ""}?matiere=${encodeURIComponent(subject)}`;
    }
    return acts;
  }

  /** Who is there, for nobody can be rung for the others before they are back; and how many those are. */
  private fill(known: Drawn, { all, here, away }: Row): void {
    const { row } = known;
    const [n, free] = [here?.requests.length ?? 0, (here ?? all).free];
    put(slotOf(row, "levels"), here?.levels ?? "");
    put(slotOf(row, "away"), awayWords(away));
    put(slotOf(row, "n"), String(n));
    put(slotOf(row, "n-word"), n < 2 ? "\u00a0élève" : "\u00a0élèves");
    put(slotOf(row, "free"), String(free));
    put(slotOf(row, "free-word"), free < 2 ? "\u00a0prof libre" : "\u00a0profs libres");
    if (this.open.has(all.subject)) this.unfold(known, all);
  }

  /** The requests of an open subject, each in its line. */
  private unfold({ row, list, rest, lines }: Drawn, { subject, requests }: Group): void {
    const shown = requests.slice(0, this.unfolded.get(subject) ?? REQUESTS_SHOWN);
    const alive = new Set(shown.map(({ id }) => id));
    for (const id of lines.keys()) if (!alive.has(id)) lines.delete(id);
    const more = requests.length - shown.length;
    put(slotOf(rest, "said"), `et ${count(more, "autre élève, arrivé", "autres élèves, arrivés")} après`);
    put(slotOf(rest, "more"), nextWords(more, REQUESTS_SHOWN));
    const read = list.contains(document.activeElement);
    lay(list, [...shown.map((request) => this.line(lines, request)), ...(more > 0 ? [rest] : [])]);
    // Whose request has left the line: the keyboard goes back to their subject.
    if (read && !list.contains(document.activeElement))
      row.querySelector("button")?.focus({ preventScroll: true });
  }

  /** Written again when something of it changed; a page that falls silent is told by the clock alone. */
  private line(lines: Drawn["lines"], request: WaitingSeen): HTMLElement {
    const known = lines.get(request.id) ?? { line: cloned("request"), said: "" };
    const said = JSON.stringify([isAway(request, this.now()), { ...request, seen_at: null }]);
    if (said !== known.said) this.request(known.line, request);
    known.said = said;
    lines.set(request.id, known);
    return known.line;
  }

  /** « et 136 autres élèves, arrivés après », and what shows the next of them. */
  private rest(subject: string): HTMLElement {
    const rest = cloned("rest");
    slotOf(rest, "more").addEventListener("click", () => {
      const shown = this.unfolded.get(subject) ?? REQUESTS_SHOWN;
      this.unfolded.set(subject, shown + REQUESTS_SHOWN);
      this.draw();
      this.onShown();
      // Whoever reads with the keyboard goes on where the list did.
      const first = this.rows.get(subject)?.list.children[shown] as HTMLElement | undefined;
      first?.setAttribute("tabindex", "-1");
      first?.focus();
    });
    return rest;
  }

  private request(line: HTMLElement, request: WaitingSeen): void {
    put(slotOf(line, "level"), request.level_label);
    put(slotOf(line, "kind"), request.kind_label);
    const chip = slotOf(line, "state");
    const said =
      request.state === "sent_back"
        ? "montre son essai"
        : isAway(request, this.now())
          ? "page fermée"
          : escalated(request);
    chip.hidden = said === "";
    put(chip, said);
    put(slotOf(line, "called"), calledWords(request.called));
    slotOf(line, "age").dataset.since = String(Date.parse(request.wait_from));
    const rings = slotOf(line, "rings");
    rings.replaceChildren(...request.rings.map(ring));
    if (request.rings.length === 0) {
      const none = document.createElement("li");
      none.textContent =
        request.free > 0
          ? "Personne ne sonne encore."
          : "Personne ne sonne\u00a0: aucun professeur libre ne peut répondre.";
      rings.append(none);
    }
    const act = slotOf(line, "act") as HTMLAnchorElement;
    act.hidden = request.state !== "waiting";
    act.href = (this.page.dataset.request ?? "").replace(ANY_REQUEST, request.id);
    put(act, rung(request) ? "Appeler quelqu’un d’autre" : "Choisir qui appeler");
  }

  private age(row: HTMLElement, here: Group | undefined, now: number): void {
    const waited = here === undefined ? 0 : now - here.oldest;
    put(slotOf(row, "age"), here === undefined ? "–" : age(waited));
    const bar = slotOf(row, "bar") as HTMLProgressElement;
    bar.max = this.state.promiseMs / 1000;
    bar.value = Math.min(bar.max, waited / 1000);
    const late = waited >= this.state.promiseMs;
    row.classList.toggle("warn", late);
    slotOf(row, "age").classList.toggle("late", late);
  }
}

function ring(seen: RingSeen): HTMLElement {
  const line = cloned("ring");
  line.classList.toggle("now", seen.state === "ringing");
  put(slotOf(line, "teacher"), seen.teacher);
  const what = `${RING_WORDS[seen.state] ?? seen.state}${seen.hedge ? ", en second" : ""}`;
  put(slotOf(line, "what"), what);
  put(slotOf(line, "reason"), seen.reason);
  return line;
}

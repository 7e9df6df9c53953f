import type { RingSeen, TeacherSeen, WaitingSeen } from "../live/protocol";
import { mini } from "../style/pictures";
import { type BoardState, type Group, isAway, type Row, rung } from "./board";
import {
  type Alarm,
  age,
  alarms,
  awayWords,
  calledWords,
  count,
  decided,
  escalated,
  kept,
  nextWords,
  othersWords,
  RING_WORDS,
  title,
  waitingWords,
} from "./words";

const SHOWN_FIRST = 50;
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

/** Draws the board. Rows and lines are kept from one drawing to the next, so that focus, a finger and scroll stay where
 * they are: it is told anew each second while somebody reads it. */
export class BoardView {
  private readonly open = new Set<string>();
  private readonly rows = new Map<string, Drawn>();
  /** Subject → requests drawn, where more than the first were asked for. */
  private readonly unfolded = new Map<string, number>();
  private chosen: string | null = null;
  private shown = SHOWN_FIRST;
  private drawnTeachers = "";
  private drawnTonight = "";

  constructor(
    private readonly page: HTMLElement,
    private readonly state: BoardState,
    private readonly now: () => number,
  ) {
    for (const button of page.querySelectorAll<HTMLButtonElement>("[data-state]")) {
      button.addEventListener("click", () => this.choose(button.dataset.state ?? ""));
    }
    this.find.addEventListener("input", () => this.list());
    this.slot("who-more").addEventListener("click", () => {
      this.shown += SHOWN_FIRST * 4;
      this.list();
    });
  }

  /** All of it: something changed. */
  draw(): void {
    this.queue();
    this.teachers();
    this.tick();
  }

  /** What changes with time alone, each second. */
  tick(): void {
    const now = this.now();
    const rows = this.state.rows(now);
    const here = rows.flatMap((row) => row.here ?? []);
    this.write("title", title(here, this.state, now));
    this.write("waiting-title", waitingWords(rows));
    this.warn(alarms(here, this.state, now));
    this.tonight();
    this.today();
    for (const row of rows) {
      const known = this.rows.get(row.all.subject);
      if (known === undefined) continue;
      this.fill(known, row);
      this.age(known.row, row.here, now);
    }
    for (const since of this.page.querySelectorAll<HTMLElement>("[data-since]")) {
      put(since, age(now - Number(since.dataset.since)));
    }
  }

  /** The worst, said and to be acted on; the others the same under their number. */
  private warn([first, ...others]: readonly Alarm[]): void {
    const note = this.slot("alarm");
    note.hidden = first === undefined;
    if (first !== undefined) {
      note.classList.toggle("bad", first.broken);
      this.said(note, first);
    }
    const [rest, list] = [this.slot("others"), this.slot("others-list")];
    rest.hidden = others.length === 0;
    rest.classList.toggle(
      "bad",
      others.some((one) => one.broken),
    );
    this.write("others-n", othersWords(others.length));
    // Lines stay where they are, so that a finger or the keyboard does not lose its link each second.
    while (list.children.length > others.length) list.lastElementChild?.remove();
    others.forEach((one, place) => {
      if (list.children.length === place) list.append(cloned("other"));
      this.said(list.children[place] as HTMLElement, one);
    });
  }

  private said(where: HTMLElement, { fact, more, act, subject }: Alarm): void {
    put(slotOf(where, "alarm-fact"), fact);
    put(slotOf(where, "alarm-more"), more);
    const link = slotOf(where, "alarm-act");
    put(link, act);
    const href = `${this.page.dataset.teachers ?? ""}?matiere=${encodeURIComponent(subject)}`;
    if (link.getAttribute("href") !== href) link.setAttribute("href", href);
  }

  link(online: boolean): void {
    this.slot("dot").classList.toggle("shut", !online);
    this.write("link", online ? "en direct" : "plus de réseau\u00a0: on se reconnecte");
  }

  /** What the team decided for this evening, drawn again as it begins, each leading to where it is undone. */
  private tonight(): void {
    const said = this.state.inForce.map((one) => decided(one, this.now()));
    const drawn = JSON.stringify([said, this.state.inForce]);
    if (drawn === this.drawnTonight) return;
    this.drawnTonight = drawn;
    this.slot("tonight").hidden = this.state.inForce.length === 0;
    const lines = this.state.inForce.map((one, place) => {
      const line = cloned("decided");
      put(slotOf(line, "what"), said[place] ?? "");
      put(slotOf(line, "text"), one.text);
      const act = slotOf(line, "undo") as HTMLAnchorElement;
      act.href = this.slot(`to-${one.kind}`).getAttribute("href") ?? "";
      return line;
    });
    this.slot("tonight-list").replaceChildren(...lines);
  }

  // -- the queue ----------------------------------------------------------------------------------------------------
  private queue(): void {
    const told = this.state.rows(this.now());
    const waiting = this.state.waiting.length;
    this.slot("no-one").hidden = waiting > 0;
    this.slot("queue").hidden = waiting === 0;
    const alive = new Set(told.map(({ all }) => all.subject));
    for (const subject of this.rows.keys()) if (!alive.has(subject)) this.rows.delete(subject);
    const rows = told.flatMap((row) => {
      const known = this.rows.get(row.all.subject) ?? this.row(row.all);
      this.fill(known, row);
      return [known.row, known.detail];
    });
    lay(this.slot("groups"), rows);
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
      this.queue();
      this.tick();
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
      link.href = `${this.slot(to).getAttribute("href") ?? ""}?matiere=${encodeURIComponent(subject)}`;
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
      this.queue();
      this.tick();
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

  // -- teachers -----------------------------------------------------------------------------------------------------
  private teachers(): void {
    const counts = this.state.counts();
    const everyone = this.state.teachers.size;
    this.write(
      "teachers-title",
      everyone > 0 ? `Professeurs, ${everyone.toLocaleString("fr-FR")} de service` : "Professeurs",
    );
    this.slot("nobody").hidden = everyone > 0;
    this.slot("on-duty").hidden = everyone === 0;
    for (const button of this.page.querySelectorAll<HTMLElement>("[data-state]")) {
      const n = counts.get(button.dataset.state ?? "") ?? 0;
      put(slotOf(button, "n"), n.toLocaleString("fr-FR"));
      put(slotOf(button, "word"), (n < 2 ? button.dataset.one : button.dataset.many) ?? "");
      const bar = this.slot(`bar-${button.dataset.state}`);
      bar.style.flexGrow = String(n);
      bar.hidden = n === 0;
    }
    this.list();
  }

  private choose(state: string): void {
    this.chosen = this.chosen === state ? null : state;
    this.shown = SHOWN_FIRST;
    this.drawnTeachers = "";
    for (const button of this.page.querySelectorAll<HTMLElement>("[data-state]")) {
      button.setAttribute("aria-pressed", String(button.dataset.state === this.chosen));
    }
    this.list();
    this.tick();
  }

  private list(): void {
    this.slot("who").hidden = this.chosen === null;
    if (this.chosen === null) return;
    const found = this.state.inState(this.chosen, this.find.value);
    const shown = found.slice(0, this.shown);
    const drawn = JSON.stringify(shown);
    this.slot("who-more").hidden = found.length <= this.shown;
    this.write(
      "who-title",
      found.length <= this.shown
        ? count(found.length, "professeur", "professeurs")
        : `${this.shown} sur ${count(found.length, "professeur", "professeurs")}, les plus anciens d’abord`,
    );
    if (drawn === this.drawnTeachers) return;
    this.drawnTeachers = drawn;
    this.slot("who-list").replaceChildren(...shown.map(teacherLine));
  }

  private today(): void {
    const { decided, unmet, scheduled, kept: inTime } = this.state.today;
    this.write("kept", kept(this.state));
    this.write("decided", decided.toLocaleString("fr-FR"));
    this.write("unmet", unmet.toLocaleString("fr-FR"));
    this.write("scheduled", scheduled > 0 ? `et ${scheduled} pour plus tard` : "");
    const { written, written_since: since, written_late: late } = this.state.today;
    this.write("written", written.toLocaleString("fr-FR"));
    this.write(
      "written-since",
      since === null ? "" : `la plus ancienne attend depuis ${age(this.now() - Date.parse(since))}`,
    );
    const promised = Number(this.page.dataset.promised ?? "95");
    this.slot("kept-box").classList.toggle("warn", decided > 0 && 100 * inTime < promised * decided);
    this.slot("unmet-box").classList.toggle("warn", unmet > 0);
    this.slot("written-box").classList.toggle("warn", late > 0);
  }

  private get find(): HTMLInputElement {
    return this.page.querySelector("#find") as HTMLInputElement;
  }

  private slot(name: string): HTMLElement {
    return slotOf(this.page, name);
  }

  private write(name: string, text: string): void {
    put(this.slot(name), text);
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

function teacherLine(teacher: TeacherSeen): HTMLElement {
  const line = cloned("teacher");
  put(slotOf(line, "name"), teacher.name);
  put(
    slotOf(line, "about"),
    [teacher.about, teacher.last_one ? "dernier élève" : ""].filter(Boolean).join(" · "),
  );
  slotOf(line, "since").dataset.since = String(Date.parse(teacher.since));
  return line;
}

/** `items` in `list`, in this order. What stays in its place is not touched; what is moved keeps the keyboard. */
function lay(list: HTMLElement, items: readonly HTMLElement[]): void {
  const held = document.activeElement;
  const kept = new Set<Element>(items);
  for (const child of [...list.children]) if (!kept.has(child)) child.remove();
  items.forEach((item, place) => {
    const there = list.children[place] ?? null;
    if (there !== item) list.insertBefore(item, there);
  });
  if (held !== document.activeElement && list.contains(held))
    (held as HTMLElement).focus({ preventScroll: true });
}

function cloned(id: string): HTMLElement {
  const template = document.querySelector(`template#${id}`) as HTMLTemplateElement;
  return template.content.firstElementChild?.cloneNode(true) as HTMLElement;
}

function slotOf(root: ParentNode, name: string): HTMLElement {
  return root.querySelector<HTMLElement>(`[data-slot="${name}"]`) as HTMLElement;
}

function put(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

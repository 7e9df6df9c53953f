import type { LinkState } from "../live/socket";
import type { BoardState } from "./board";
import { QueueView } from "./queue_view";
import { cloned, put, slotOf } from "./slots";
import { TeachersView } from "./teachers_view";
import { type Alarm, age, alarms, decided, kept, linkWords, othersWords, title, waitingWords } from "./words";

/** Draws the board. Rows and lines are kept from one drawing to the next, so that focus, a finger and scroll stay where
 * they are: it is told anew each second while somebody reads it. */
export class BoardView {
  private readonly queue: QueueView;
  private readonly teachers: TeachersView;
  private drawnTonight = "";
  private wasOnline = false;

  constructor(
    private readonly page: HTMLElement,
    private readonly state: BoardState,
    private readonly now: () => number,
  ) {
    this.queue = new QueueView(page, state, now, () => this.tick());
    this.teachers = new TeachersView(page, state, () => this.tick());
  }

  /** All of it: something changed. */
  draw(): void {
    this.queue.draw();
    this.teachers.draw();
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
    this.queue.tick(rows, now);
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

  link(link: LinkState): void {
    this.slot("dot").classList.toggle("shut", link !== "online");
    this.write("link", linkWords(link, this.wasOnline));
    this.wasOnline ||= link === "online";
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

  private slot(name: string): HTMLElement {
    return slotOf(this.page, name);
  }

  private write(name: string, text: string): void {
    put(this.slot(name), text);
  }
}

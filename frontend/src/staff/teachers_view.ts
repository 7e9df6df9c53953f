import type { TeacherSeen } from "../live/protocol";
import type { BoardState } from "./board";
import { cloned, put, slotOf } from "./slots";
import { count } from "./words";

const SHOWN_FIRST = 50;

/** Teachers on duty: how many are in each state, and who, once one is chosen. */
export class TeachersView {
  private chosen: string | null = null;
  private shown = SHOWN_FIRST;
  private drawn = "";

  /** `onShown`: lines came whose times are still to be written. */
  constructor(
    private readonly page: HTMLElement,
    private readonly state: BoardState,
    private readonly onShown: () => void,
  ) {
    for (const button of page.querySelectorAll<HTMLButtonElement>("[data-state]")) {
      button.addEventListener("click", () => this.choose(button.dataset.state ?? ""));
    }
    this.find.addEventListener("input", () => this.list());
    slotOf(page, "who-more").addEventListener("click", () => {
      this.shown += SHOWN_FIRST * 4;
      this.list();
    });
  }

  draw(): void {
    const counts = this.state.counts();
    const everyone = this.state.teachers.size;
    this.write(
      "teachers-title",
      everyone > 0 ? `Professeurs, ${everyone.toLocaleString("fr-FR")} de service` : "Professeurs",
    );
    slotOf(this.page, "nobody").hidden = everyone > 0;
    slotOf(this.page, "on-duty").hidden = everyone === 0;
    for (const button of this.page.querySelectorAll<HTMLElement>("[data-state]")) {
      const n = counts.get(button.dataset.state ?? "") ?? 0;
      put(slotOf(button, "n"), n.toLocaleString("fr-FR"));
      put(slotOf(button, "word"), (n < 2 ? button.dataset.one : button.dataset.many) ?? "");
      const bar = slotOf(this.page, `bar-${button.dataset.state}`);
      bar.style.flexGrow = String(n);
      bar.hidden = n === 0;
    }
    this.list();
  }

  private choose(state: string): void {
    this.chosen = this.chosen === state ? null : state;
    this.shown = SHOWN_FIRST;
    this.drawn = "";
    for (const button of this.page.querySelectorAll<HTMLElement>("[data-state]")) {
      button.setAttribute("aria-pressed", String(button.dataset.state === this.chosen));
    }
    this.list();
    this.onShown();
  }

  private list(): void {
    slotOf(this.page, "who").hidden = this.chosen === null;
    if (this.chosen === null) return;
    const found = this.state.inState(this.chosen, this.find.value);
    const shown = found.slice(0, this.shown);
    const drawn = JSON.stringify(shown);
    slotOf(this.page, "who-more").hidden = found.length <= this.shown;
    this.write(
      "who-title",
      found.length <= this.shown
        ? count(found.length, "professeur", "professeurs")
        : `${this.shown} sur ${count(found.length, "professeur", "professeurs")}, les plus anciens d’abord`,
    );
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    slotOf(this.page, "who-list").replaceChildren(...shown.map(teacherLine));
  }

  private get find(): HTMLInputElement {
    return this.page.querySelector("#find") as HTMLInputElement;
  }

  private write(name: string, text: string): void {
    put(slotOf(this.page, name), text);
  }
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

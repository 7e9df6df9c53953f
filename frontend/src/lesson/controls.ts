import type { BoardView } from "../board/board_view";
import { zoomed } from "../board/camera";
import { allItems } from "../board/picture";
import { boardAsPdf, type Heading, nameOf, pageAsPicture } from "./keep";
import { moment, pageAt, type Step, shownAt, stepsOf } from "./replay";

const ZOOM_STEP = 1.4;
/** A whole replay lasts about this long, whatever the number of steps. */
const REPLAY_MS = 20_000;
const SLOWEST_STEP_MS = 700;

/** Under the board after a lesson: seen nearer, seen again from its beginning, carried away. */
export function controlsOf(view: BoardView, of: Heading): HTMLElement[] {
  const middle = (): { x: number; y: number } => ({
    x: view.viewport.width / 2,
    y: view.viewport.height / 2,
  });
  const acts = document.createElement("p");
  acts.className = "board-acts";
  acts.append(
    button("Plus près", () => view.look(zoomed(view.camera, ZOOM_STEP, middle()))),
    button("Plus loin", () => view.look(zoomed(view.camera, 1 / ZOOM_STEP, middle()))),
    button("Tout voir", () => view.lookAtAll()),
    keeping("Garder en PDF", async () => {
      download(await boardAsPdf(view.board, view.photos, of), nameOf(of, "pdf"));
    }),
    keeping("Garder l’image", async () => {
      download(await pageAsPicture(view.board, view.board.page, view.photos, of), nameOf(of, "png"));
    }),
  );
  const pages = new PageKeys(view);
  const steps = stepsOf(allItems(view.board));
  const bars = steps.length < 2 ? [acts] : [replayOf(view, steps, pages), acts];
  return pages.count > 1 ? [pages.element, ...bars] : bars;
}

/** Which page of the board is in sight, and the one before or after. */
class PageKeys {
  readonly element = document.createElement("p");
  private readonly said = document.createElement("output");
  private readonly before = labelled("Avant", "Page d’avant", () => this.step(-1));
  private readonly after = labelled("Après", "Page d’après", () => this.step(1));
  private readonly list: readonly string[];

  constructor(private readonly view: BoardView) {
    this.list = view.board.pages.list;
    this.element.className = "board-acts board-pages";
    this.element.append(this.before, this.said, this.after);
    this.show();
  }

  get count(): number {
    return this.list.length;
  }

  go(page: string): void {
    if (page === this.view.board.page || !this.list.includes(page)) return;
    this.view.turnTo(page);
    this.view.lookAtAll();
    this.show();
  }

  private step(by: number): void {
    this.go(this.list[this.index + by] ?? "");
  }

  private get index(): number {
    return this.list.indexOf(this.view.board.page);
  }

  private show(): void {
    this.said.textContent = `Page ${this.index + 1} sur ${this.count}`;
    this.before.disabled = this.index <= 0;
    this.after.disabled = this.index === this.count - 1;
  }
}

function replayOf(view: BoardView, steps: readonly Step[], pages: PageKeys): HTMLElement {
  const items = allItems(view.board);
  const bar = document.createElement("div");
  bar.className = "replay";
  const label = document.createElement("label");
  label.textContent = "Le fil de la leçon";
  const slider = document.createElement("input");
  Object.assign(slider, { type: "range", id: "replay", min: "0", max: String(steps.length), step: "1" });
  label.htmlFor = slider.id;
  const said = document.createElement("output");
  said.htmlFor.add(slider.id);
  let timer: ReturnType<typeof setInterval> | null = null;
  const show = (step: number, moving = true): void => {
    slider.value = String(step);
    view.showOnly(step === steps.length ? null : shownAt(items, step));
    const page = pageAt(items, step);
    if (page !== null && moving) pages.go(page);
    const at = steps[step - 1];
    const words = step === steps.length ? "à la fin" : at === undefined ? "au début" : moment(at.seconds);
    said.textContent = words;
    slider.setAttribute("aria-valuetext", words);
  };
  const play = button("Revoir", () => {
    if (timer !== null) {
      stop();
      return;
    }
    if (Number(slider.value) === steps.length) show(0);
    play.textContent = "Arrêter";
    timer = setInterval(
      () => {
        show(Number(slider.value) + 1);
        if (Number(slider.value) >= steps.length) stop();
      },
      Math.min(SLOWEST_STEP_MS, REPLAY_MS / steps.length),
    );
  });
  const stop = (): void => {
    if (timer !== null) clearInterval(timer);
    timer = null;
    play.textContent = "Revoir";
  };
  slider.addEventListener("input", () => {
    stop();
    show(Number(slider.value));
  });
  show(steps.length, false);
  bar.append(play, label, slider, said);
  return bar;
}

/** A button at rest while what it asked for is being made. */
function keeping(text: string, act: () => Promise<void>): HTMLButtonElement {
  const made = button(text, () => {
    made.disabled = true;
    void act().finally(() => {
      made.disabled = false;
    });
  });
  return made;
}

/** Into the reader's downloads. */
function download(file: Blob | null, name: string): void {
  if (file === null) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

function labelled(text: string, label: string, act: () => void): HTMLButtonElement {
  const made = button(text, act);
  made.setAttribute("aria-label", label);
  return made;
}

function button(text: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

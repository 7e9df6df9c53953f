import type { BoardDocument } from "../board/board_document";
import type { BoardView } from "../board/board_view";
import type { IconName } from "../style/icons";
import { allItems } from "./drawings";
import { boardAsPdf, type Heading, type Kept, nameOf, pageAsPicture } from "./keep";
import { button, face, labelled } from "./keys";
import type { Moving } from "./moving";
import { moment, pageAt, shownAt, stepsOf } from "./replay";
import { type Story, showOnly } from "./story";

/** A whole replay lasts about this long, whatever the number of steps. */
const REPLAY_MS = 20_000;
const SLOWEST_STEP_MS = 700;

/** What the slider goes through. */
interface Thread {
  readonly steps: number;
  seconds(step: number): number;
  /** Where something happened; null: anywhere. */
  page(step: number): string | null;
  go(step: number): void;
}

/**
 * Under the board after a lesson: seen nearer, moved, seen again from its beginning, carried away. `whole`: the board as it
 * was left, whatever the view shows; `story`: null when how it came to be was not kept; `named`: what the slider is called.
 */
export function controlsOf(
  view: BoardView,
  moving: Moving,
  whole: BoardDocument,
  story: Story | null,
  of: Heading,
  named: string,
): HTMLElement[] {
  const acts = document.createElement("p");
  acts.className = "board-acts";
  const said = document.createElement("output");
  said.className = "board-said";
  acts.append(
    button("zoomin", "Plus près", () => moving.nearer()),
    button("zoomout", "Plus loin", () => moving.further()),
    button("fit", "Tout voir", () => view.lookAtAll()),
    keeping("print", "Garder en PDF", said, async () => {
      const kept = await boardAsPdf(whole, view.photos, of);
      return download(kept, nameOf(of, "pdf")) ?? "Le tableau est vide.";
    }),
    keeping("photo", "Garder l’image", said, async () => {
      const page = whole.pages.has(view.board.page) ? view.board.page : (whole.pages.list[0] ?? "");
      const kept = await pageAsPicture(whole, page, view.photos, of);
      return download(kept, nameOf(of, "png")) ?? "Cette page est vide.";
    }),
  );
  const pages = new PageKeys(view, () => {
    said.textContent = "";
  });
  const thread = story ?? madeAnew(view, whole);
  const replay = thread.steps < 2 ? [] : [replayOf(thread, pages, named)];
  return [pages.element, ...replay, acts, said, moving.element];
}

/** A board of which only what was left is known: each item comes when it was made. */
function madeAnew(view: BoardView, whole: BoardDocument): Thread {
  const items = allItems(whole);
  const steps = stepsOf(items);
  return {
    steps: steps.length,
    seconds: (step) => steps[step - 1]?.seconds ?? 0,
    page: (step) => pageAt(items, step),
    go: (step) => showOnly(step === steps.length ? null : shownAt(items, step), whole.doc, view.board.doc),
  };
}

/** Which page of the board is in sight, and the one before or after. */
class PageKeys {
  readonly element = document.createElement("p");
  private readonly said = document.createElement("output");
  private readonly before = labelled("back", "Avant", "Page d’avant", () => this.step(-1));
  private readonly after = labelled("next", "Après", "Page d’après", () => this.step(1));

  constructor(
    private readonly view: BoardView,
    private readonly turned: () => void,
  ) {
    this.element.className = "board-acts board-pages";
    this.element.append(this.before, this.said, this.after);
    this.follow(null);
  }

  /** During the replay pages come and go. */
  private get list(): readonly string[] {
    return this.view.board.pages.list;
  }

  go(page: string): void {
    if (page !== this.view.board.page && this.list.includes(page)) {
      this.view.turnTo(page);
      this.view.lookAtAll();
      this.turned();
    }
    this.show();
  }

  /** To `page` if it is there; the page in sight may be there no more. */
  follow(page: string | null): void {
    const here = this.list.includes(this.view.board.page) ? this.view.board.page : (this.list[0] ?? "");
    this.go(page !== null && this.list.includes(page) ? page : here);
  }

  private step(by: number): void {
    this.go(this.list[this.index + by] ?? "");
  }

  private get index(): number {
    return this.list.indexOf(this.view.board.page);
  }

  private show(): void {
    const count = this.list.length;
    this.element.hidden = count < 2;
    this.said.textContent = `Page ${this.index + 1} sur ${count}`;
    this.before.disabled = this.index <= 0;
    this.after.disabled = this.index === count - 1;
  }
}

function replayOf(thread: Thread, pages: PageKeys, named: string): HTMLElement {
  const { steps } = thread;
  const bar = document.createElement("div");
  bar.className = "replay";
  const label = document.createElement("label");
  label.textContent = named;
  const slider = document.createElement("input");
  Object.assign(slider, { type: "range", id: "replay", min: "0", max: String(steps), step: "1" });
  label.htmlFor = slider.id;
  const said = document.createElement("output");
  said.htmlFor.add(slider.id);
  let timer: ReturnType<typeof setInterval> | null = null;
  const show = (step: number, moving = true): void => {
    slider.value = String(step);
    thread.go(step);
    if (moving) pages.follow(thread.page(step));
    const words = step === steps ? "à la fin" : step === 0 ? "au début" : moment(thread.seconds(step));
    said.textContent = words;
    slider.setAttribute("aria-valuetext", words);
  };
  const play = button("play", "Revoir", () => {
    if (timer !== null) {
      stop();
      return;
    }
    if (Number(slider.value) === steps) show(0);
    face(play, "pause", "Arrêter");
    timer = setInterval(
      () => {
        show(Number(slider.value) + 1);
        if (Number(slider.value) >= steps) stop();
      },
      Math.min(SLOWEST_STEP_MS, REPLAY_MS / steps),
    );
  });
  const stop = (): void => {
    if (timer !== null) clearInterval(timer);
    timer = null;
    face(play, "play", "Revoir");
  };
  slider.addEventListener("input", () => {
    stop();
    show(Number(slider.value));
  });
  show(steps, false);
  bar.append(play, label, slider, said);
  return bar;
}

/** A button at rest while what it asked for is being made; `act` gives the words for when there is nothing to make. */
function keeping(
  picture: IconName,
  text: string,
  said: HTMLOutputElement,
  act: () => Promise<string>,
): HTMLButtonElement {
  const made = button(picture, text, () => {
    made.disabled = true;
    said.textContent = "";
    void act()
      .then((words) => {
        said.textContent = words;
      })
      .finally(() => {
        made.disabled = false;
      });
  });
  return made;
}

/** Into the reader's downloads, and what it lacks; null when there is nothing to keep. */
function download(kept: Kept | null, name: string): string | null {
  if (kept === null) return null;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(kept.file);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
  if (kept.missing === 0) return "";
  const without =
    kept.missing === 1
      ? "Une photo n’est pas arrivée\u00a0: le fichier est sans elle."
      : `${kept.missing} photos ne sont pas arrivées\u00a0: le fichier est sans elles.`;
  return `${without} À refaire quand le réseau revient.`;
}

import type { BoardView } from "../board/board_view";
import { zoomed } from "../board/camera";
import { moment, type Step, shownAt, stepsOf } from "./replay";

const ZOOM_STEP = 1.4;
/** A whole replay lasts about this long, whatever the number of steps. */
const REPLAY_MS = 20_000;
const SLOWEST_STEP_MS = 700;

/** Under the board after a lesson: seen nearer, seen again from its beginning, carried away. */
export function controlsOf(view: BoardView, now: () => Date): HTMLElement[] {
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
    button("Garder l’image", () => void save(view, now())),
  );
  const steps = stepsOf(view.items());
  return steps.length < 2 ? [acts] : [replayOf(view, steps), acts];
}

function replayOf(view: BoardView, steps: readonly Step[]): HTMLElement {
  const items = view.items();
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
  const show = (step: number): void => {
    slider.value = String(step);
    view.showOnly(step === steps.length ? null : shownAt(items, step));
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
  show(steps.length);
  bar.append(play, label, slider, said);
  return bar;
}

/** The whole board as a picture, in the reader's downloads. */
async function save(view: BoardView, today: Date): Promise<void> {
  const picture = await view.picture();
  if (picture === null) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(picture);
  link.download = `tableau-${today.toISOString().slice(0, 10)}.png`;
  link.click();
  URL.revokeObjectURL(link.href);
}

function button(text: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

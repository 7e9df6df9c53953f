import { announce } from "../pages/announce";
import { type Aim, aimAtNotebook } from "../small/aim";
import type { Voice } from "../small/voice";

/** Showing the notebook from the waiting page: the whole of it when sent back, one more page otherwise. */
const ADDED = "C’est ajouté. Ton prof le verra.";

export function showMore(page: HTMLElement, form: HTMLFormElement, voice: Promise<Voice | null>): void {
  const folded = form.closest("details");
  const added = page.querySelector<HTMLElement>("[data-slot=added]");
  if (folded === null) {
    void aimAtNotebook(form, voice);
    return;
  }
  let aim: Promise<Aim | null> | null = null;
  const left = (): void => {
    folded.open = false;
    if (added) added.hidden = false;
    announce(ADDED);
    void voice.then((found) => found?.say(ADDED));
  };
  const moved = (): void => {
    if (folded.open) {
      if (added) added.hidden = true;
      if (aim === null) aim = aimAtNotebook(form, voice, left);
      else void aim.then((found) => found?.aim());
      folded.scrollIntoView({ block: "start" });
    } else void aim?.then((found) => found?.close());
  };
  folded.addEventListener("toggle", moved);
  if (folded.open) moved();
}

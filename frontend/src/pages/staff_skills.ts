import { folded } from "../staff/board";

/** A teacher's subjects and levels: find a subject by name, take or drop a whole band at once. */
const form = document.querySelector<HTMLFormElement>("#skills");

function findSubjects(finder: HTMLElement, lines: readonly HTMLDetailsElement[]): void {
  finder.hidden = false;
  const typed = finder.querySelector("input");
  typed?.addEventListener("input", () => {
    const wanted = folded(typed.value);
    for (const line of lines) line.hidden = !folded(line.dataset.name ?? "").includes(wanted);
  });
  typed?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const first = lines.find((line) => !line.hidden);
    if (first === undefined) return;
    first.open = true;
    first.querySelector<HTMLInputElement>("input")?.focus();
  });
}

function takeAll(button: HTMLButtonElement): void {
  const boxes = [...(button.closest("fieldset")?.querySelectorAll<HTMLInputElement>("input") ?? [])];
  button.hidden = false;
  button.addEventListener("click", () => {
    const all = boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = !all;
  });
}

if (form !== null) {
  const finder = form.querySelector<HTMLElement>('[data-slot="finder"]');
  if (finder !== null) findSubjects(finder, [...form.querySelectorAll<HTMLDetailsElement>("details.skill")]);
  for (const button of form.querySelectorAll<HTMLButtonElement>("[data-all]")) takeAll(button);
}

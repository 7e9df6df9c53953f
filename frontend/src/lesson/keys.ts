import { type IconName, icon } from "../style/icons";

/** The keys under the board after a lesson: a picture and a word, as whoever does not read yet has the picture. */
export function button(picture: IconName, text: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn";
  face(made, picture, text);
  made.addEventListener("click", act);
  return made;
}

export function labelled(picture: IconName, text: string, label: string, act: () => void): HTMLButtonElement {
  const made = button(picture, text, act);
  made.setAttribute("aria-label", label);
  return made;
}

export function face(key: HTMLButtonElement, picture: IconName, text: string): void {
  const word = document.createElement("span");
  word.textContent = text;
  key.replaceChildren(icon(picture), word);
}

import type { Voice } from "../small/voice";
import { icon } from "../style/icons";

/** What the team says to those who wait: a log, so that a screen reader reads what comes, once. */
export function showSaid(
  log: HTMLElement | null,
  said: readonly string[],
  reader: Promise<Voice | null>,
): void {
  if (log === null) return;
  const shown = [...log.children] as HTMLElement[];
  const change = changes(shown.map(wordsOf), said);
  for (const at of change.gone) shown[at]?.remove();
  log.append(...change.come.map((text) => line(text, reader)));
}

/** Which of those shown leave (by place), and which come after those that stay. */
export function changes(
  shown: readonly string[],
  said: readonly string[],
): { gone: number[]; come: string[] } {
  const known = new Set(shown.map(plain));
  const wanted = new Set(said.map(plain));
  return {
    gone: [...shown.keys()].filter((at) => !wanted.has(plain(shown[at] ?? ""))),
    come: said.filter((text) => !known.has(plain(text))),
  };
}

/** The page's own typography apart. */
function plain(text: string): string {
  return text
    .replace(/[\u00a0\u202f]/g, " ")
    .replace(/’/g, "'")
    .trim();
}

/** Nothing breaks before a high sign. */
export function french(text: string): string {
  return text.replace(/ ([:;!?»%])/g, "\u00a0$1").replace(/'/g, "’");
}

function wordsOf(shown: HTMLElement): string {
  return shown.querySelector("span")?.textContent ?? "";
}

function line(text: string, reader: Promise<Voice | null>): HTMLElement {
  const made = document.createElement("p");
  made.className = "row";
  const words = document.createElement("span");
  words.textContent = french(text);
  made.append(icon("chat"), words);
  if (document.body.classList.contains("small")) made.append(hear(text, reader));
  return made;
}

/** For who may not read yet. */
function hear(text: string, reader: Promise<Voice | null>): HTMLElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "hear";
  button.setAttribute("aria-label", "Écouter le message");
  button.append(icon("sound"));
  void reader.then((voice) => {
    button.hidden = voice === null;
    button.addEventListener("click", () => voice?.say(text));
  });
  return button;
}

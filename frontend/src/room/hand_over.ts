import { csrfToken } from "../live/ticket";
import type { Slots } from "./slots";

/** « Passer la main » : asked once more when nobody is free. What follows comes by the room's socket, as any end does. */
const PATIENCE_MS = 10_000;

export function wireHandOver(slots: Slots, pupil: string): void {
  const dialog = slots.get<HTMLDialogElement>("hand-dialog");
  const form = slots.get<HTMLFormElement>("hand-form");
  const said = slots.get("hand-said");
  const send = slots.get<HTMLButtonElement>("hand-send");
  let anyway = false;
  const insist = (on: boolean): void => {
    anyway = on;
    send.textContent = on ? "Passer la main quand même" : "Passer la main";
  };
  const say = (text: string): void => {
    said.textContent = text;
    said.hidden = text === "";
  };
  slots.on("hand-over", () => {
    insist(false);
    say("");
    dialog.showModal();
  });
  slots.on("close-hand", () => dialog.close());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send.disabled = true;
    const body = new FormData(form);
    if (anyway) body.set("anyway", "1");
    void post(form.action, body)
      .then(({ code, message }) => {
        insist(code === "nobody_free");
        say(anyway ? `${message} ${pupil} attendra, en premier. Vous pouvez aussi rester un peu.` : message);
      })
      .catch(() => say("Pas de réseau\u00a0: vous êtes toujours avec votre élève. Réessayez."))
      .finally(() => {
        send.disabled = false;
      });
  });
}

async function post(url: string, body: FormData): Promise<{ code: string; message: string }> {
  const answer = await fetch(url, {
    method: "POST",
    body,
    headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" },
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const { code = "", message = "" } = (await answer.json()) as { code?: string; message?: string };
  return { code, message };
}

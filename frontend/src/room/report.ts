import { csrfToken } from "../live/ticket";
import type { Slots } from "./slots";

/** « Signaler »: sent without leaving the room; what was written stays until it has left. */
const PATIENCE_MS = 10_000;

export function wireReport(slots: Slots): void {
  const dialog = slots.get<HTMLDialogElement>("report-dialog");
  const form = slots.get<HTMLFormElement>("report-form");
  const said = slots.get("report-said");
  const send = slots.get<HTMLButtonElement>("report-send");
  const field = slots.find<HTMLTextAreaElement>('[data-slot="report-form"] textarea');
  slots.on("report", () => {
    said.hidden = true;
    field.hidden = send.hidden = false;
    dialog.showModal();
  });
  slots.on("close-dialog", () => dialog.close());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send.disabled = true;
    void post(form)
      .then(({ ok, message }) => {
        said.className = ok ? "note ok" : "note bad";
        said.textContent = message;
        if (!ok) return;
        field.value = "";
        field.hidden = send.hidden = true;
      })
      .catch(() => {
        said.className = "note bad";
        said.textContent = "Pas de réseau\u00a0: ce n’est pas parti. Le texte est gardé ici.";
      })
      .finally(() => {
        send.disabled = false;
        said.hidden = false;
      });
  });
}

async function post(form: HTMLFormElement): Promise<{ ok: boolean; message: string }> {
  const answer = await fetch(form.action, {
    method: "POST",
    body: new FormData(form),
    headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" },
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const body = (await answer.json()) as { message?: string };
  return { ok: answer.ok, message: body.message ?? "" };
}

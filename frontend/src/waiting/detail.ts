import { gatherFiles } from "../ask/gather";
import { insist, pauseOrNetwork, post, Refused } from "../ask/sender";
import { type DraftKey, openPhotoStore } from "../ask/store";
import { Tray } from "../ask/tray";
import { announce } from "../pages/announce";
import { keepTyped } from "./typed";

/** Adding words or photos to what the teacher will see, without leaving the line. */
export async function addDetails(form: HTMLFormElement): Promise<void> {
  const list = form.querySelector<HTMLElement>("#photos");
  const model = document.querySelector<HTMLTemplateElement>("#photo-card");
  const note = form.querySelector<HTMLElement>("[data-slot=detail-note]");
  const sheet = form.querySelector<HTMLTextAreaElement>("textarea");
  if (list === null || model === null) return;
  const typed = sheet && keepTyped(sheet, form.dataset.draft ?? "");
  const tell = (text: string, kind: "ok" | "bad" | ""): void => {
    if (note === null) return;
    note.hidden = text === "";
    note.classList.toggle("ok", kind === "ok");
    note.classList.toggle("bad", kind === "bad");
    note.textContent = text;
  };
  const trouble = (on: boolean): void => {
    if (on) tell("Plus de réseau. Rien ne se perd, on réessaie.", "");
    else if (note?.textContent?.startsWith("Plus de réseau")) tell("", "");
  };
  const photos = await openPhotoStore();
  const tray = new Tray(
    list,
    model,
    form.dataset.pagesUrl ?? "",
    (form.dataset.draft ?? "") as DraftKey,
    photos,
    {
      changed: () => form.classList.toggle("has-photos", list.childElementCount > 0),
      trouble,
      say: announce,
      doubt: announce,
      refused: (why) => tell(why, "bad"),
    },
  );
  gatherFiles(form, (files) => void tray.add(files));
  await tray.resume();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send();
  });

  let sending = false;
  async function send(): Promise<void> {
    if (sending) return;
    sending = true;
    form.classList.add("busy");
    try {
      await tray.settled();
      const fields = new FormData();
      const text = typed?.text ?? "";
      fields.set("text", text);
      const answer = await insist(() => post(form.action, fields), {
        pause: pauseOrNetwork,
        onTrouble: () => trouble(true),
      });
      typed?.sent(text);
      if (typeof answer.next_url === "string" && form.dataset.leave !== undefined) {
        location.assign(answer.next_url);
        return;
      }
      tell("C’est ajouté. Ton prof le verra.", "ok");
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      tell(error.message, "bad");
    } finally {
      sending = false;
      form.classList.remove("busy");
    }
  }
}

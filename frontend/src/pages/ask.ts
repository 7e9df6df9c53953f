import { offerDictation } from "../ask/dictation";
import { gatherFiles } from "../ask/gather";
import { keepAboveKeyboard } from "../ask/keyboard";
import { insist, pauseOrNetwork, post, Refused } from "../ask/sender";
import { type DraftKey, KEPT_MS, openPhotoStore, WordStore, type Words } from "../ask/store";
import { Tray } from "../ask/tray";
import { WordSaver } from "../ask/words";
import { csrfToken } from "../live/ticket";
import { announce } from "./announce";

/**
 * The ask page. It works without this script (a plain form); with it, nothing typed or photographed
 * is lost when the network, the page or the phone gives up.
 */
const EMPTY = "Montre-moi ton essai, même faux. On partira de là.";
const OFFLINE = "Plus de réseau. Continue d’écrire, rien ne se perd.";
const OFFLINE_SENDING =
  "Plus de réseau. Ta demande partira dès qu’il revient\u00a0: garde cette page ouverte.";
const BUSY_SENDING =
  "Beaucoup de demandes en ce moment. La tienne part dès que possible\u00a0: garde cette page ouverte.";
const PHOTO_REFUSED = "Une photo n’est pas passée. Retire-la, ou reprends-la.";

function need<T extends HTMLElement>(selector: string): T {
  const found = document.querySelector<T>(selector);
  if (found === null) throw new Error(`missing ${selector}`);
  return found;
}

async function begin(form: HTMLFormElement): Promise<void> {
  const { draft = "", draftUrl = "", pagesUrl = "" } = form.dataset;
  const key = draft as DraftKey;
  const sheet = form.querySelector<HTMLTextAreaElement>("textarea");
  const wish = form.querySelector<HTMLInputElement>("input[name=teacher]");
  const send = need<HTMLButtonElement>("#send");
  const note = need("#ask-note");
  const words = new WordStore(localStorage, key);
  const read = (): Words => ({
    tried: sheet?.value ?? "",
    kind: new FormData(form).get("kind")?.toString() ?? "exercise",
    teacher: wish?.checked ? wish.value : "",
  });
  let sending = false;

  const tell = (text: string, bad: boolean): void => {
    note.hidden = text === "";
    note.classList.toggle("bad", bad);
    const said = note.querySelector("[data-slot=text]") ?? note;
    if (said.textContent !== text) said.textContent = text;
  };
  const trouble = (on: boolean): void => {
    const offline = sending ? OFFLINE_SENDING : OFFLINE;
    if (on) tell(offline, false);
    else if (note.textContent?.includes("Plus de réseau")) tell("", false);
  };
  const status = document.querySelector<HTMLElement>("#kept");
  const saver = new WordSaver(draftUrl, words, read, {
    saved: () => {
      if (status) status.hidden = false;
    },
    trouble,
    refused: (message) => tell(message, true),
  });

  const unsaved = words.unsaved();
  if (unsaved !== null) {
    if (sheet) sheet.value = unsaved.tried;
    const kind = form.querySelector<HTMLInputElement>(
      `input[name=kind][value="${CSS.escape(unsaved.kind)}"]`,
    );
    if (kind) kind.checked = true;
    if (wish) wish.checked = wish.value === unsaved.teacher;
    void saver.save();
  }
  form.addEventListener("input", (event) => {
    if ((event.target as HTMLInputElement).type === "file") return;
    if (status) status.hidden = true;
    if (!sending) tell("", false);
    saver.changed();
  });
  addEventListener("pagehide", () => saver.leave(csrfToken()));

  const photos = await openPhotoStore();
  void photos.forgetBefore(Date.now() - KEPT_MS).catch(() => undefined);
  const list = need("#photos");
  const tray = new Tray(list, need<HTMLTemplateElement>("#photo-card"), pagesUrl, key, photos, {
    changed: () => form.classList.toggle("has-photos", list.childElementCount > 0),
    trouble,
    say: announce,
    doubt: announce,
  });
  form.classList.toggle("has-photos", tray.count > 0);
  gatherFiles(form, (files) => {
    tell("", false);
    void tray.add(files);
  });

  const rest = (): void => {
    sending = false;
    send.removeAttribute("aria-disabled");
    send.classList.remove("busy");
    saver.restart();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (sending) return;
    void leave();
  });

  async function leave(): Promise<void> {
    const said = read();
    if (tray.count === 0 && said.tried.trim() === "") {
      tell(EMPTY, false);
      note.scrollIntoView({ block: "nearest" });
      (sheet ?? form.querySelector<HTMLInputElement>("input[type=file]"))?.focus();
      return;
    }
    sending = true;
    send.setAttribute("aria-disabled", "true");
    send.classList.add("busy");
    announce("On envoie ta demande.");
    saver.stop();
    words.keep(said);
    try {
      await tray.settled();
      if (tray.failed) {
        tell(PHOTO_REFUSED, true);
        rest();
        // Its card may be far above, among others that passed.
        const refused = list.querySelector<HTMLElement>("[data-state=failed]");
        refused?.scrollIntoView({ block: "center" });
        refused?.querySelector<HTMLElement>("[data-act=remove]")?.focus({ preventScroll: true });
        return;
      }
      const answer = await insist(
        () => {
          const fields = new FormData();
          const now = read();
          fields.set("tried", now.tried);
          fields.set("kind", now.kind);
          fields.set("teacher", now.teacher);
          return post(form.action, fields);
        },
        {
          pause: pauseOrNetwork,
          onTrouble: ({ busy }) => (busy ? tell(BUSY_SENDING, false) : trouble(true)),
        },
      );
      words.clear();
      await photos.forgetDraft(key).catch(() => undefined);
      location.assign(String(answer.next_url));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      rest();
      if (error.nextUrl !== null) location.assign(error.nextUrl);
      else tell(error.message, true);
    }
  }

  const say = form.querySelector<HTMLElement>(".say");
  if (say && sheet) void offerDictation(say, sheet);
  const bar = document.querySelector<HTMLElement>(".act-bar");
  if (bar) keepAboveKeyboard(bar);
  form.dataset.ready = "";
  await tray.resume();
}

const form = document.querySelector<HTMLFormElement>("#ask");
if (form !== null) void begin(form);

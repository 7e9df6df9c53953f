import { gatherFiles } from "../ask/gather";
import { openPhotoStore } from "../ask/store";
import { Tray } from "../ask/tray";
import { announce } from "./announce";

/**
 * The photos of a teacher's written answer: shown at once, sent one by one, sent again by themselves. The form waits for
 * them, and does not leave without one that was refused. Without this script they travel with the form.
 */
async function begin(form: HTMLFormElement, list: HTMLElement, model: HTMLTemplateElement): Promise<void> {
  const note = form.querySelector<HTMLElement>("#photos-note");
  const tell = (failed: boolean): void => {
    if (note) note.hidden = !failed;
  };
  const { draft = "", pagesUrl = "" } = form.dataset;
  const tray = new Tray(list, model, pagesUrl, `answer:${draft}`, await openPhotoStore(), {
    changed: () => {
      form.classList.toggle("has-photos", list.childElementCount > 0);
      if (list.querySelector("[data-state=failed]") === null) tell(false);
    },
    trouble: () => undefined, // its own badge says so
    say: announce,
    doubt: announce,
  });
  gatherFiles(form, (files) => void tray.add(files));

  let waiting = false;
  form.addEventListener("submit", (event) => {
    if (!waiting && !tray.sending && !tray.failed) return;
    event.preventDefault();
    if (waiting) return;
    waiting = true;
    const by = event.submitter;
    void tray.settled().then(() => {
      waiting = false;
      const refused = list.querySelector<HTMLElement>("[data-state=failed]");
      tell(refused !== null);
      // Not before this event is over: a form that is being submitted takes no other asking.
      if (refused === null) setTimeout(() => form.requestSubmit(by));
      refused?.scrollIntoView({ block: "center" });
      refused?.querySelector<HTMLElement>("[data-act=remove]")?.focus({ preventScroll: true });
    });
  });
  form.dataset.ready = "";
  await tray.resume();
}

const form = document.querySelector<HTMLFormElement>("#report[data-pages-url]");
const list = form?.querySelector<HTMLElement>("#photos");
const model = form?.querySelector<HTMLTemplateElement>("#photo-card");
if (form && list && model) void begin(form, list, model);

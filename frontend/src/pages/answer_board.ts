import { DrawingLink, type DrawingState } from "../answer/drawing_link";
import { loadDrawing, sendDrawing } from "../answer/server";
import { contactIn } from "../chat/contacts";
import { lettersOverBoard } from "../letters/wire";
import { deviceStorage } from "../live/device_storage";
import { unkeptStore } from "../live/unkept_store";
import { comeAhead } from "../room/later";
import { Panels } from "../room/panels";
import { Sheet } from "../room/sheet";
import { Shelves } from "../room/shelves";
import { Slots } from "../room/slots";
import { Words } from "../room/words";
import { icon } from "../style/icons";
import { announce } from "./announce";

/** The board of a written answer: the room's, alone. What is drawn goes to the server a moment after each gesture. */
const SAID: Readonly<Record<DrawingState, string>> = {
  coming: "Le tableau arrive…",
  kept: "Gardé",
  sending: "On garde…",
  offline: "Pas encore gardé",
  refused: "Pas gardé",
  over: "Pas gardé",
};
const OFFLINE = "Plus de réseau. Continuez, rien ne se perd\u00a0: ce navigateur garde votre dessin.";
const LOST =
  "Cette question n’attend plus votre réponse. Votre dessin reste à l’écran, il ne sera pas envoyé.";

/** Who may speak above the board. */
type Teller = "text" | "tool" | "keeping";

function begin(root: HTMLElement): void {
  const slots = new Slots(root);
  const { me = "", other = "", question = "", subject = "", document: url = "" } = root.dataset;
  const words = new Words(true, other);
  const [banner, kept] = [slots.get("state"), slots.get("kept")];
  let state: DrawingState = "coming";
  let told: Teller | null = null;
  /** Null takes back what the same one said, and nothing of another's. */
  const tell = (by: Teller, text: string | null): void => {
    if (text === null && by !== told) return;
    banner.replaceChildren();
    told = text === null ? null : by;
    if (text === null) return;
    const note = document.createElement("p");
    note.className = "note bad row";
    const said = document.createElement("span");
    said.textContent = text;
    note.append(icon("alert"), said);
    banner.append(note);
  };
  const sheet = new Sheet(slots, {
    me,
    pages: JSON.parse(document.getElementById("room-pages")?.textContent ?? "[]"),
    words,
    now: Date.now,
    person: () => undefined,
    nameOfOther: () => undefined,
    holds: (text) => {
      const found = contactIn(text);
      const said = found === null ? null : words.withheld(found);
      tell("text", said === null ? null : `${said.fact} ${said.next}`);
      return found !== null;
    },
    mayWrite: () => state !== "over",
    answers: () => false,
    coming: (text) => tell("tool", text),
    fault: (text) => tell("tool", text),
    unheard: () => [],
  });
  new Shelves(slots, new Panels(slots, () => undefined));
  lettersOverBoard(slots, subject);
  const link = new DrawingLink(sheet.doc, {
    load: () => loadDrawing(url),
    send: (update, version) => sendDrawing(url, update, version),
    store: unkeptStore(`answer/${question}/${me}`, globalThis.indexedDB, deviceStorage(), Date.now),
    after: (delay, act) => {
      const timer = setTimeout(act, delay);
      return () => clearTimeout(timer);
    },
    onState: (now, message) => {
      kept.textContent = SAID[now];
      root.dataset.kept = now === "kept" ? "1" : "0";
      state = now;
      if (now === "offline") tell("keeping", message || OFFLINE);
      else if (now === "refused") tell("keeping", message);
      else if (now === "over") tell("keeping", message === "" ? LOST : `${message} ${LOST}`);
      else if (now === "kept") tell("keeping", null);
    },
    onReady: () => {
      sheet.synced();
      root.dataset.ready = "";
      comeAhead(sheet.later);
    },
  });
  wireWayOut(slots, sheet, link, () => state);
  addEventListener("pagehide", () => {
    sheet.close();
    link.storeNow();
  });
  // A telephone may end what is out of sight without a word.
  document.addEventListener("visibilitychange", () => link.storeNow());
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
  const { visualViewport } = globalThis;
  visualViewport?.addEventListener("resize", () => {
    // The keyboard makes it lower; two fingers that bring the page nearer do not.
    root.style.height = `${visualViewport.height * visualViewport.scale}px`;
    sheet.reveal();
  });
  void link.open();
}

/** Back to the answer once the server has all of it; while it cannot be reached, one stays: an answer would leave without. */
function wireWayOut(slots: Slots, sheet: Sheet, link: DrawingLink, state: () => DrawingState): void {
  const out = slots.get<HTMLAnchorElement>("way-out");
  out.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    sheet.close();
    void link.settled().then(() => {
      if (state() === "offline" || state() === "coming") announce(OFFLINE, "assertive");
      else location.assign(out.href);
    });
  });
}

const root = document.querySelector<HTMLElement>("[data-room].alone");
if (root !== null) begin(root);

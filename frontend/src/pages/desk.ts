import { armSound, soundAllowed } from "../call/sound";
import { canNotify } from "../desk/bell";
import { closedAt, hoursIn, readAgain } from "../desk/hours";
import type { Answer, DeskIncoming, DeskOutgoing, Preferred, Wish } from "../desk/messages";
import { Ringing } from "../desk/ringing";
import { type DeskEvent, type DeskState, position, reduce, type Scene, START, scene } from "../desk/state";
import { chooseVolume, tryRing } from "../desk/volume";
import { type Ending, type LiveSocket, openSocket } from "../live/socket";
import { announce } from "./announce";

/** The teacher's desk: one socket, no polling; what it shows is `state`, decided in `desk/state`. */
const HOURS_EVERY_MS = 1000;
const NO_NETWORK = "Pas de réseau pour l’instant. Réessayez dans un moment.";
/** This account may no longer be rung: the page, read again, says why. */
const SHUT: ReadonlySet<string> = new Set(["ticket_revoked", "not_approved"]);
const ON_DUTY: Readonly<Record<string, string>> = {
  free: "De service",
  ringing: "De service",
  teaching: "En leçon",
  wrapping_up: "De service",
  paused: "En pause",
  ended: "Pas de service",
};

function find<T extends Element>(selector: string, root: ParentNode = document): T {
  const found = root.querySelector<T>(selector);
  if (found === null) throw new Error(`the desk has no ${selector}`);
  return found;
}

function open(desk: HTMLElement): void {
  const radios = [...desk.querySelectorAll<HTMLInputElement>("#duty input")];
  const scenes = new Map(
    [...desk.querySelectorAll<HTMLElement>("[data-scene]")].map((card) => [
      card.dataset.scene as Scene,
      card,
    ]),
  );
  const boxes = [...desk.querySelectorAll<HTMLInputElement>("#preferences input")];
  let state: DeskState = START;
  /** Settings sent and not yet answered. */
  let choosing = 0;

  let hours = hoursIn(document);

  armSound(invite);
  chooseVolume(find("#loudness"), find("#try-sound"));

  const ringing = new Ringing(
    document,
    { now: () => socket.clock.now() },
    {
      answer,
      outOfTime: () => tell({ type: "out_of_time" }),
    },
  );
  const socket: LiveSocket<DeskIncoming, DeskOutgoing> = openSocket<DeskIncoming, DeskOutgoing>(
    desk.dataset.ticket ?? "",
    {
      onMessage(message) {
        if (message.type === "preferred") ticked(message);
        else if (message.type === "closings") readHoursAgain();
        else tell(message);
        // What was decided while this page was cut off.
        if (message.type === "welcome" && message.hours !== hours.digest) readHoursAgain();
      },
      onState(link, ending) {
        choosing = 0;
        tell({ type: "link", state: link });
        if (link !== "ended" || ending === null) return;
        if (SHUT.has(ending.code)) location.reload();
        else explain(ending);
      },
    },
  );

  function tell(event: DeskEvent): void {
    const old = state;
    state = reduce(state, event);
    if (state !== old) render(old);
  }

  function readHours(): void {
    tell({ type: "hours", closed: closedAt(hours.closed, socket.clock.now()) });
  }

  function readHoursAgain(): void {
    readAgain((read) => {
      hours = read;
      readHours();
    });
  }

  function want(wish: Wish): void {
    if (socket.send({ type: "want", state: wish })) tell({ type: "wished", wish });
    else tell({ type: "error", code: "offline", message: NO_NETWORK });
  }

  function prefer(changed: HTMLInputElement): void {
    // Another page of the same teacher may have changed the others meanwhile.
    const asItIs = { is_armed: null, takes_neighbours: null, rings_to_end: null };
    if (socket.send({ type: "prefer", ...asItIs, [changed.name]: changed.checked })) {
      choosing += 1;
      return;
    }
    changed.checked = !changed.checked;
    tell({ type: "error", code: "offline", message: NO_NETWORK });
  }

  function answer(kind: Answer): void {
    if (state.ring === null || state.answering !== null) return;
    ringing.hush();
    if (socket.send({ type: kind, offer_id: state.ring.offer_id })) tell({ type: "answered", answer: kind });
    else tell({ type: "error", code: "offline", message: NO_NETWORK });
  }

  // -- the page ------------------------------------------------------------------------------------------------------
  function ticked(said: Preferred): void {
    // Two boxes ticked one after the other: the answer to the first knows nothing of the second.
    choosing = Math.max(0, choosing - 1);
    if (choosing > 0) return;
    for (const box of boxes) box.checked = said[box.name as keyof Preferred] === true;
  }

  function render(old: DeskState): void {
    if (state.leaveFor !== null) {
      ringing.hush();
      // Once: going there again would give up the page that is on its way.
      if (old.leaveFor !== state.leaveFor) location.assign(state.leaveFor);
      return;
    }
    if (state.ring === null) ringing.silence();
    else if (state.ring !== old.ring) ringing.show(state.ring);
    ringing.hold(state.answering, state.link === "online");

    const lit = position(state);
    for (const radio of radios) {
      radio.checked = radio.value === lit;
      const already = radio.value === "off" && state.duty?.state === "ended";
      radio.disabled = state.link !== "online" || state.duty === null || already;
    }
    find("#on-duty", desk).textContent = ON_DUTY[state.duty?.state ?? "ended"] ?? "";
    show("#problem", state.error);
    const now = scene(state);
    show("#ended", now === "missed" || now === "ringing" ? null : (state.ended?.message ?? null));
    for (const [name, element] of scenes) element.hidden = name !== now;
    desk.dataset.now = now;
    fill(scenes.get(now));
    if (now !== scene(old)) spoken(now);
    invite();
  }

  function show(selector: string, text: string | null): void {
    const note = find<HTMLElement>(selector, desk);
    note.hidden = text === null;
    const words = find("span", note);
    if (text !== null && words.textContent !== text) words.textContent = text;
  }

  function fill(shown: HTMLElement | undefined): void {
    if (shown === undefined || state.duty === null) return;
    for (const conditional of shown.querySelectorAll<HTMLElement>("[data-if=last_one]")) {
      conditional.hidden = !state.duty.last_one;
    }
    const link = shown.querySelector<HTMLAnchorElement>("[data-slot=lesson]");
    if (link && state.duty.lesson_url !== null) link.href = state.duty.lesson_url;
    const since = shown.querySelector("[data-slot=since]");
    if (since) since.textContent = `depuis ${clock(state.duty.since)}`;
    const closed = shown.querySelector("[data-slot=closed]");
    if (closed) closed.textContent = state.closed;
  }

  function spoken(now: Scene): void {
    // The ring takes the focus, and is read by it; the others are said.
    const words = scenes.get(now)?.querySelector("h2")?.textContent?.trim();
    if (now !== "ringing" && words) announce(words);
  }

  /** What the browser must still be allowed to do. */
  function invite(): void {
    const now = scene(state);
    const waits = now === "ready" || now === "closed";
    hear(soundAllowed());
    find<HTMLElement>("#notify-on", desk).hidden =
      !waits || !canNotify() || Notification.permission !== "default";
  }

  /** The press that opens the sound is still to become a click: its button stays under it. */
  function hear(heard: boolean): void {
    for (const part of desk.querySelectorAll<HTMLElement>("[data-if=heard]")) part.hidden = !heard;
    for (const button of desk.querySelectorAll<HTMLElement>("[data-if=locked]")) {
      if (button.matches(":active")) continue;
      if (heard && button === document.activeElement) radios.find((radio) => radio.checked)?.focus();
      button.hidden = heard;
    }
  }

  function explain(ending: Ending): void {
    const offline = scenes.get("offline");
    const words = offline?.querySelector("[data-slot=offline]");
    const title = offline?.querySelector("h2");
    if (!words || !title) return;
    title.textContent = "Le bureau est fermé sur cette page";
    words.textContent = ending.message || "Rechargez la page pour l’ouvrir de nouveau.";
    const reload = offline?.querySelector<HTMLElement>("[data-act=reload]");
    if (reload) reload.hidden = false;
  }

  desk.addEventListener("click", (event) => {
    const pressed = event.target instanceof Element ? event.target.closest<HTMLElement>("button") : null;
    if (pressed?.dataset.want) want(pressed.dataset.want as Wish);
    else if (pressed?.dataset.act === "no-pause") tell({ type: "no_pause" });
    else if (pressed?.dataset.act === "reload") location.reload();
    else if (pressed?.dataset.act === "sound") tryRing();
    else if (pressed?.id === "notify-on") void Notification.requestPermission().then(invite);
    // The first gesture of all opens the sound; it takes the browser a moment.
    setTimeout(invite, 150);
  });
  readHours();
  setInterval(readHours, HOURS_EVERY_MS);
  for (const radio of radios) radio.addEventListener("change", () => want(radio.value as Wish));
  for (const box of boxes) box.addEventListener("change", () => prefer(box));
  addEventListener("pagehide", () => ringing.hush());
}

function clock(iso: string): string {
  const [hours, minutes] = new Intl.DateTimeFormat("fr-FR", {
    hour: "2-digit",
    minute: "2-digit",
    timeZone: "Europe/Paris",
  })
    .format(new Date(iso))
    .split(":");
  return `${Number(hours)}\u00a0h\u00a0${minutes}`;
}

const desk = document.querySelector<HTMLElement>("#desk");
if (desk) open(desk);

import { armSound, ring } from "../call/sound";
import { type LiveSocket, openSocket } from "../live/socket";
import { giveVoice, type Voice } from "../small/voice";
import { drawLine, inSmallBowl, spoken } from "../small/wait";
import { dropPastTimes, renewTimes, showChoices } from "../waiting/choose";
import { type Coming, offerNotification, Ringing, stayAwake } from "../waiting/ringing";
import { showSaid } from "../waiting/said";
import {
  BOWL_HOLDS,
  doing,
  filled,
  headline,
  inBowl,
  mayWaitFor,
  type Place,
  range,
  type Step,
  story,
  unbroken,
  type Waited,
} from "../waiting/words";
import { announce, announceAtMost } from "./announce";

/** The wait: one socket, no polling. On any other page of the pupil, the same socket keeps the place. */
interface Standing extends Omit<Place, "place" | "step"> {
  /** 0 when it is not in the line. */
  readonly place: number;
  readonly step: Step | "held" | "sent_back";
  readonly choices: readonly string[];
  /** Why the subject is closed to who asks from now on; empty when it is not. */
  readonly closed: string;
  /** What the team says to those who wait, oldest first. */
  readonly said: readonly string[];
}

type Incoming =
  | ({
      readonly type: "welcome";
      readonly request: { readonly state: string; readonly opens_at: string | null };
    } & Standing)
  | ({ readonly type: "place" } & Standing)
  | ({ readonly type: "coming" } & Coming)
  | { readonly type: "sent_back"; readonly message: string }
  | { readonly type: "closing"; readonly message: string; readonly opens_at: string | null }
  | { readonly type: "over"; readonly why: string; readonly url: string }
  | { readonly type: "error"; readonly code: string; readonly message: string };
type Outgoing = { readonly type: "cancel" };
type Socket = LiveSocket<Incoming, Outgoing>;

const ANNOUNCE_EVERY_MS = 60_000;
const TICK_MS = 1000;
/** How long a lost line may come back by itself before the page says so. */
const OFFLINE_SAID_MS = 2000;

function slot(page: ParentNode, name: string): HTMLElement | null {
  return page.querySelector<HTMLElement>(`[data-slot="${name}"]`);
}

function write(page: ParentNode, name: string, text: string): void {
  const found = slot(page, name);
  if (found !== null && found.textContent !== text) found.textContent = text;
}

function go(url: string | null | undefined): void {
  if (url) location.assign(url);
  else location.reload();
}

function waitHere(page: HTMLElement): void {
  const name = page.dataset.name ?? "";
  const small = document.body.classList.contains("small");
  const overlay = document.querySelector<HTMLElement>("#ringing");
  const ringing = overlay && new Ringing(overlay, page);
  let voice: Voice | null = null;
  let place: Place | null = null;
  let sayRing: ReturnType<typeof setInterval> | undefined;
  const askedAt = Date.parse(page.dataset.askedAt ?? "");

  const reader = giveVoice();
  void reader.then((found) => {
    voice = found;
  });
  armSound();
  stayAwake();
  const ask = page.querySelector<HTMLElement>("#notify");
  if (ask)
    offerNotification(ask, page.querySelector<HTMLElement>("#notified"), () =>
      voice?.say("C’est noté. Une notification te préviendra."),
    );

  const usual = Number(page.dataset.usual ?? "") || null;
  const waited = (): Waited => ({
    minutes: Number.isNaN(askedAt) ? 0 : (socket.clock.now() - askedAt) / 60_000,
    usual,
  });
  // Each second: what is usual is said no more, in the bowl and in words, once this wait has outlasted it.
  const pour = (): void => {
    if (place === null) return;
    write(page, "story", story(place, waited()));
    const bowl = small ? inSmallBowl(place.estimate) : inBowl(place, waited());
    write(page, "about", bowl.about);
    write(page, "value", bowl.value);
    slot(page, "value")?.classList.toggle("long", bowl.value.length > BOWL_HOLDS);
    write(page, "wait-words", `Attente : ${bowl.about} ${bowl.value}`);
  };
  const fill = (): void => {
    pour();
    if (Number.isNaN(askedAt)) return;
    const share = filled(socket.clock.now() - askedAt, place?.estimate ?? null);
    slot(page, "share")?.setAttribute("stroke-dasharray", `${share} 100`);
  };
  const show = (now: Place): void => {
    const before = place;
    place = now;
    write(page, "headline", headline(now, name));
    write(page, "doing", doing(now));
    write(page, "small-head", now.step === "for_wanted" ? `On attend ${now.wanted}…` : "On appelle…");
    write(page, "wanted", now.wanted);
    const waitFor = slot(page, "wait-for");
    if (waitFor) waitFor.hidden = !mayWaitFor(now);
    page.dataset.step = now.step;
    if (small) {
      drawLine(page, now);
      const hear = page.querySelector<HTMLElement>(".say-it [data-speak]");
      if (hear) hear.dataset.speak = spoken(now, page.dataset.closes ?? "");
    }
    fill();
    if (before?.step !== now.step) announce(`${headline(now, name)} ${story(now, waited())}`);
    else announceAtMost("place", `${story(now, waited())} ${range(now.estimate)}`, ANNOUNCE_EVERY_MS);
  };
  const stand = ({ place: rank, estimate, free, step, wanted, choices, closed, said }: Standing): void => {
    showSaid(slot(page, "said"), said, reader);
    if (step === "held" || step === "sent_back") return;
    if (page.dataset.state !== "waiting") {
      location.reload();
      return;
    }
    // The teacher vanished before the lesson: back in the line, first of it.
    if (ringing?.on) ringing.stop();
    clearInterval(sayRing);
    const closedBefore = slot(page, "closed")?.textContent ?? "";
    if ((closedBefore === "") !== (closed === "")) void renewTimes(slot(page, "choose"));
    write(page, "closed", closed);
    const shut = slot(page, "closed-note");
    if (shut) shut.hidden = closed === "";
    const hearWhy = shut?.querySelector<HTMLElement>("[data-speak]");
    if (hearWhy) hearWhy.dataset.speak = shut?.querySelector("span")?.textContent ?? "";
    showChoices(slot(page, "choose"), choices);
    showChoices(slot(page, "choose-written"), choices);
    show({ place: rank > 0 ? rank : null, estimate, free, step, wanted: unbroken(wanted) });
  };
  const come = (coming: Coming): void => {
    if (ringing === null) {
      go(coming.url);
      return;
    }
    const first = !ringing.on;
    ringing.start(coming);
    if (!first) return;
    announce(`${coming.teacher} t’attend. Décroche.`, "assertive");
    if (small) {
      const say = (): void => voice?.say("On t’appelle\u00a0! Appuie sur le téléphone vert.");
      say();
      sayRing = setInterval(say, 6000);
    }
  };

  let offline: ReturnType<typeof setTimeout> | undefined;
  const lost = slot(page, "offline");
  let opensAt: string | null | undefined;
  const socket: Socket = openSocket<Incoming, Outgoing>(page.dataset.ticketUrl ?? "", {
    onMessage(message) {
      switch (message.type) {
        case "welcome":
          // The page was drawn for one state of the request: another draws it again.
          if (message.request.state !== page.dataset.state) location.reload();
          else stand(message);
          opensAt = message.request.opens_at;
          break;
        case "place":
          stand(message);
          break;
        case "coming":
          come(message);
          break;
        case "closing":
          // Kept, its hour may still change: a closing puts a call-back off.
          if (opensAt !== undefined && message.opens_at !== opensAt) location.reload();
          else if (page.dataset.state === "waiting") location.reload();
          break;
        case "sent_back":
          if (page.dataset.state === "waiting") location.reload();
          break;
        case "over":
          go(message.url);
          break;
        case "error":
          announce(message.message);
      }
    },
    onState(state, ending) {
      clearTimeout(offline);
      if (state === "ended") {
        if (ending?.code === "moved") slot(page, "moved")?.removeAttribute("hidden");
        else if (ending) go(ending.nextUrl);
        return;
      }
      if (state === "offline") {
        offline = setTimeout(() => {
          if (lost) lost.hidden = false;
          announce("Plus de réseau. Ta place est gardée, on te reconnecte.");
        }, OFFLINE_SAID_MS);
      }
      if (state === "online" && lost) lost.hidden = true;
    },
  });
  setInterval(() => {
    fill();
    if (dropPastTimes(slot(page, "choose"), socket.clock.now())) location.reload();
  }, TICK_MS);
  fill();

  // Cancelled, or chosen: where to go next is the form's answer, not the socket's « over ».
  for (const form of document.querySelectorAll(".cancel form, .cannot, .choose"))
    form.addEventListener("submit", () => socket.stop());
  const detail = page.querySelector<HTMLFormElement>("#detail");
  if (detail) void import("../waiting/detail").then(({ addDetails }) => addDetails(detail));
  const notebook = page.querySelector<HTMLFormElement>("#small-ask");
  if (notebook) void import("../waiting/small").then(({ showMore }) => showMore(page, notebook, reader));
  const pickUp = overlay?.querySelector<HTMLAnchorElement>("[data-slot=pick-up]");
  if (overlay && !overlay.hidden && pickUp) {
    overlay.hidden = true;
    come({ teacher: page.dataset.teacher ?? "", url: pickUp.href });
  }
  page.dataset.ready = "";
}

/** Elsewhere: the place is kept, and the ring brings the pupil back. */
function keepPlace(banner: HTMLElement): void {
  armSound();
  openSocket<Incoming, Outgoing>(banner.dataset.ticketUrl ?? "", {
    onMessage(message) {
      if (message.type === "coming") {
        ring();
        location.assign(banner.dataset.waitingUrl ?? "");
      }
      if (message.type === "sent_back" || message.type === "over") location.reload();
    },
    // Signed out in another tab, by whoever takes the tablet next: nothing of this child stays on it.
    onState(_state, ending) {
      if (ending?.code === "ticket_revoked") location.reload();
    },
  });
}

const page = document.querySelector<HTMLElement>("#waiting");
const banner = document.querySelector<HTMLElement>("#wait-banner");
if (page) waitHere(page);
else if (banner) keepPlace(banner);

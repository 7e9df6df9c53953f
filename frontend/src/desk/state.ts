import type { LinkState } from "../live/socket";
import type { Answer, DeskIncoming, Duty, Ring, Wish } from "./messages";

/** What the desk shows, as a function of what it was told. No page, no clock, no socket. */
export interface DeskState {
  readonly link: LinkState;
  readonly duty: Duty | null;
  readonly ring: Ring | null;
  /** The answer sent and not yet confirmed: the buttons wait. */
  readonly answering: Answer | null;
  /** The wish sent and not yet confirmed. */
  readonly wishing: Wish | null;
  /** How the last ring ended, until the next one or the teacher's next move. */
  readonly ended: { readonly why: string; readonly message: string } | null;
  readonly error: string | null;
  /** The teacher was asked whether they want a pause, and said no. */
  readonly pauseRefused: boolean;
  /** « Fermé jusqu’à 17 h », while the service is closed. */
  readonly closed: string | null;
  /** Where the page must go now. */
  readonly leaveFor: string | null;
}

export type DeskEvent =
  | DeskIncoming
  | { readonly type: "link"; readonly state: LinkState }
  | { readonly type: "answered"; readonly answer: Answer }
  | { readonly type: "wished"; readonly wish: Wish }
  | { readonly type: "out_of_time" }
  | { readonly type: "no_pause" }
  | { readonly type: "hours"; readonly closed: string | null };

export const START: DeskState = {
  link: "idle",
  duty: null,
  ring: null,
  answering: null,
  wishing: null,
  ended: null,
  error: null,
  pauseRefused: false,
  closed: null,
  leaveFor: null,
};

const DECLINES_BEFORE_ASKING = 2;

const OUT_OF_TIME = "Le temps est passé. L’élève est proposé à un collègue.";

export function reduce(state: DeskState, event: DeskEvent): DeskState {
  switch (event.type) {
    case "link":
      // What was sent on a lost line is unknown: the welcome will say what is true.
      return event.state === "online"
        ? { ...state, link: event.state }
        : { ...state, link: event.state, answering: null, wishing: null };
    case "welcome": {
      const ring = event.rings[0] ?? null;
      const vanished = state.ring !== null && ring?.offer_id !== state.ring.offer_id;
      return {
        ...settle(state, event.duty),
        ring,
        answering: null,
        wishing: null,
        error: null,
        ended:
          vanished && ring === null ? { why: "unknown", message: GONE_MEANWHILE } : keepUnless(ring, state),
      };
    }
    case "duty":
      return settle(state, event);
    case "ring":
      return { ...state, ring: event, answering: null, ended: null, error: null };
    case "ring_over":
      if (state.ring?.offer_id !== event.offer_id) return state;
      return {
        ...state,
        ring: null,
        answering: null,
        error: null,
        ended: { why: event.why, message: event.message },
      };
    case "lesson":
      return { ...state, leaveFor: event.url };
    case "error":
      return { ...state, answering: null, wishing: null, error: event.message };
    case "answered":
      return { ...state, answering: event.answer, error: null };
    case "wished":
      return { ...state, wishing: event.wish, error: null, ended: null };
    case "out_of_time":
      if (state.ring === null || state.answering !== null) return state;
      return { ...state, ring: null, ended: { why: "missed", message: OUT_OF_TIME } };
    case "no_pause":
      return { ...state, pauseRefused: true };
    case "hours":
      return event.closed === state.closed ? state : { ...state, closed: event.closed };
    case "closings":
    case "preferred":
    case "pong":
      return state;
  }
}

const GONE_MEANWHILE = "L’élève a été proposé à un collègue pendant la coupure.";

function keepUnless(ring: Ring | null, state: DeskState): DeskState["ended"] {
  return ring === null ? state.ended : null;
}

function settle(state: DeskState, duty: Duty): DeskState {
  const fresh = duty.declines === 0 ? false : state.pauseRefused;
  return { ...state, duty, wishing: null, pauseRefused: fresh };
}

/** Which position of the switch is lit: none off duty; a wish shows at once. */
export function position(state: DeskState): Wish | null {
  if (state.wishing !== null) return state.wishing;
  if (state.duty === null) return null;
  switch (state.duty.state) {
    case "paused":
      return "pause";
    case "ended":
      return null;
    default:
      return state.duty.last_one ? "last_one" : "free";
  }
}

/** What the right-hand side of the desk says. Exactly one at a time. */
export type Scene =
  | "offline"
  | "ringing"
  | "teaching"
  | "wrapping_up"
  | "missed"
  | "paused"
  | "ask_pause"
  | "closed"
  | "ready"
  | "away"
  | "loading";

export function scene(state: DeskState): Scene {
  if (state.ring !== null) return "ringing";
  if (state.link === "offline" || state.link === "ended") return "offline";
  if (state.duty === null) return "loading";
  switch (state.duty.state) {
    case "teaching":
      return "teaching";
    case "wrapping_up":
      return "wrapping_up";
    case "paused":
      return state.duty.why === "missed" || state.ended?.why === "missed" ? "missed" : "paused";
    case "ended":
      return "away";
    case "free":
    case "ringing":
      if (state.closed !== null) return "closed";
      return state.duty.declines >= DECLINES_BEFORE_ASKING && !state.pauseRefused ? "ask_pause" : "ready";
  }
}

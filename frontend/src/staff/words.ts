import type { BoardState, Group } from "./board";

/** The board in French sentences. */
const NB = "\u00a0";
/** Before the promise is broken, the time in which it can still be kept. */
export const SOON_MS = 90_000;
/** A waiting page silent for so long is away. */
export const AWAY_MS = 15_000;

export const RING_WORDS: Readonly<Record<string, string>> = {
  ringing: "sonne",
  accepted: "a accepté",
  declined: "a passé",
  missed: "n’a pas répondu",
  withdrawn: "n’est plus appelé",
  sent_back: "a demandé l’essai",
};

/** « 3 min 05 », « 45 s », « 1 h 02 ». */
export function age(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds}${NB}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}${NB}min${NB}${String(seconds % 60).padStart(2, "0")}`;
  return `${Math.floor(minutes / 60)}${NB}h${NB}${String(minutes % 60).padStart(2, "0")}`;
}

export function count(n: number, one: string, many: string): string {
  return `${n.toLocaleString("fr-FR").replace(/\s/g, NB)}${NB}${n < 2 ? one : many}`;
}

/** « 18 h 24 » on a French clock. */
export function clock(now: number): string {
  const parts = new Intl.DateTimeFormat("fr-FR", {
    hour: "numeric",
    minute: "2-digit",
    timeZone: "Europe/Paris",
  }).formatToParts(now);
  const part = (type: string): string => parts.find((found) => found.type === type)?.value ?? "";
  return `${Number(part("hour"))}${NB}h${NB}${part("minute")}`;
}

export function title(groups: readonly Group[], state: BoardState, now: number): string {
  const at = clock(now);
  const late = groups.filter((group) => now - group.oldest >= state.promiseMs);
  if (state.waiting.length === 0) {
    return state.teachers.size === 0
      ? `${at}${NB}: personne n’est de service.`
      : `${at}${NB}: personne n’attend.`;
  }
  if (late.length === 0) return `${at}${NB}: tout tient.`;
  if (late.length === 1) return `${at}${NB}: tout tient, sauf ${late[0]?.label}.`;
  if (late.length === groups.length) return `${at}${NB}: l’attente dépasse la promesse.`;
  return `${at}${NB}: ${late.length}${NB}matières dépassent la promesse.`;
}

/** The one thing to look at now, or nothing. */
export function alarm(
  groups: readonly Group[],
  state: BoardState,
  now: number,
): { readonly fact: string; readonly more: string } | null {
  const worst = groups[0];
  if (worst === undefined) return null;
  const left = state.promiseMs - (now - worst.oldest);
  if (left > SOON_MS) return null;
  const ringing = worst.requests.some((request) => request.rings.some((ring) => ring.state === "ringing"));
  const fact =
    left > 0
      ? `${worst.label}${NB}: promesse rompue dans ${age(left)}.`
      : `${worst.label}${NB}: ${age(now - worst.oldest)} d’attente.`;
  const free = state.counts().get("free") ?? 0;
  const more = ringing
    ? "Un professeur sonne en ce moment."
    : worst.free > 0
      ? `${count(worst.free, "professeur libre peut répondre", "professeurs libres peuvent répondre")}.`
      : free > 0
        ? free === 1
          ? "Le seul professeur libre n’enseigne pas cette matière à ce niveau."
          : `Aucun des ${count(free, "professeur libre", "professeurs libres")} n’enseigne cette matière à ce niveau.`
        : "Aucun professeur n’est libre.";
  return { fact, more };
}

/** « 97 % », or a dash before the first. Rounded down: 94,9 % is not 95 %. */
export function kept(state: BoardState): string {
  const { decided, kept: inTime } = state.today;
  return decided === 0 ? "–" : `${Math.floor((100 * inTime) / decided)}${NB}%`;
}

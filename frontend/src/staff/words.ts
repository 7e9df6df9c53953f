import type { InForce, WaitingSeen } from "../live/protocol";
import type { LinkState } from "../live/socket";
import { type BoardState, type Group, type Row, rung } from "./board";

/** The board in French sentences. */
const NB = "\u00a0";
/** A wait that no longer goes by itself, whoever is free. */
export const LONG_MS = 180_000;

export const RING_WORDS: Readonly<Record<string, string>> = {
  ringing: "sonne",
  accepted: "a accepté",
  declined: "a passé",
  missed: "n’a pas répondu",
  withdrawn: "ne sonne plus",
  sent_back: "a demandé l’essai",
  handed_over: "a passé la main",
};

/** What the age of a wait has brought, the last step: see `dispatch/rules/escalation.py`. */
const ESCALATED: Readonly<Record<string, string>> = {
  widened: "élargie aux niveaux voisins",
  calling: "on appelle hors permanence",
  operator: "à vous de voir",
  offered: "rappel proposé",
};

/** The last step, in a word; none where the number of those called says it. */
export function escalated({ escalation, called }: WaitingSeen): string {
  return escalation === "calling" && called > 0 ? "" : (ESCALATED[escalation] ?? "");
}

/** How many teachers off duty were told of this wait; nothing while none was. */
export function calledWords(called: number): string {
  if (called === 0) return "";
  return count(called, "professeur appelé hors permanence", "professeurs appelés hors permanence");
}

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

/** « 18 h 24 », « 18 h » on a French clock. */
export function clock(now: number): string {
  const parts = new Intl.DateTimeFormat("fr-FR", {
    hour: "numeric",
    minute: "2-digit",
    timeZone: "Europe/Paris",
  }).formatToParts(now);
  const part = (type: string): string => parts.find((found) => found.type === type)?.value ?? "";
  const hour = `${Number(part("hour"))}${NB}h`;
  return part("minute") === "00" ? hour : `${hour}${NB}${part("minute")}`;
}

/** « les maths »; the subjects most asked for, as one says them. */
const THE: Readonly<Record<string, string>> = {
  MAT: "les maths",
  FRA: "le français",
  ANG: "l’anglais",
  ESP: "l’espagnol",
  ALL: "l’allemand",
  HG: "l’histoire-géo",
  PC: "la physique-chimie",
  SVT: "les SVT",
  PHI: "la philo",
  SES: "les SES",
};

/** « sauf les maths », « sauf en théâtre ». */
function the(group: Group): string {
  const { label, subject } = group;
  const word = /^\p{Lu}[\p{Ll}’]/u.test(label) ? label[0]?.toLowerCase() + label.slice(1) : label;
  return THE[subject] ?? `en ${word}`;
}

/** « 3 pages fermées »; nothing while all are there. */
export function awayWords(away: number): string {
  return away === 0 ? "" : count(away, "page fermée", "pages fermées");
}

/** « En attente, 12 élèves », « En attente, 1 élève et 3 pages fermées ». */
export function waitingWords(rows: readonly Row[]): string {
  const away = rows.reduce((sum, row) => sum + row.away, 0);
  const here = rows.reduce((sum, row) => sum + row.all.requests.length, 0) - away;
  const closed = away === 0 ? "" : ` et ${awayWords(away)}`;
  return `En attente, ${count(here, "élève", "élèves")}${closed}`;
}

/** Those that do not hold, the longest wait first: somebody has nobody to come, or waits for long. */
export function troubled(groups: readonly Group[], now: number): Group[] {
  return groups.filter((group) => group.alone > 0 || now - group.oldest >= LONG_MS);
}

export function title(groups: readonly Group[], state: BoardState, now: number): string {
  const at = clock(now);
  if (state.waiting.length === 0) {
    return state.teachers.size === 0
      ? `${at}${NB}: personne n’est de service.`
      : `${at}${NB}: personne n’attend.`;
  }
  const [first, second, ...others] = troubled(groups, now);
  if (first === undefined) return `${at}${NB}: tout tient.`;
  if (second === undefined) return `${at}${NB}: tout tient, sauf ${the(first)}.`;
  if (others.length === 0) return `${at}${NB}: tout tient, sauf ${the(first)} et ${the(second)}.`;
  return `${at}${NB}: ${others.length + 2}${NB}matières ne tiennent pas.`;
}

export interface Alarm {
  readonly fact: string;
  readonly more: string;
  /** The promise is broken already. */
  readonly broken: boolean;
  /** Whose teachers may come. */
  readonly subject: string;
  readonly act: string;
}

/** What to look at now, the longest wait first. */
export function alarms(groups: readonly Group[], state: BoardState, now: number): Alarm[] {
  return troubled(groups, now).map((group) => alarm(group, state, now));
}

function alarm(group: Group, state: BoardState, now: number): Alarm {
  const left = state.promiseMs - (now - group.oldest);
  const broken = left <= 0;
  const when = broken ? `depuis ${whole(-left)}` : `dans ${age(left)}`;
  const waiting = count(group.requests.length, "élève attend", "élèves attendent");
  return {
    fact: `${group.label}${NB}: ${waiting}, promesse rompue ${when}.`,
    more: why(group, state),
    broken,
    subject: group.subject,
    act: `Voir qui enseigne ${the(group)}`,
  };
}

/** « 6 autres matières ne tiennent pas »: what the first alarm is not about. */
export function othersWords(others: number): string {
  return `${count(others, "autre matière ne tient", "autres matières ne tiennent")} pas`;
}

function why(group: Group, state: BoardState): string {
  if (group.alone === 0 && group.requests.some(rung)) {
    return "Un professeur sonne en ce moment.";
  }
  if (group.free > 0) {
    return `${count(group.free, "professeur libre peut répondre", "professeurs libres peuvent répondre")}.`;
  }
  const free = state.counts().get("free") ?? 0;
  if (state.teachers.size === 0) return "Personne n’est de service.";
  if (free === 0) return "Aucun professeur n’est libre.";
  if (free === 1) return "Le seul professeur libre n’enseigne pas cette matière à ce niveau.";
  return `Aucun des ${count(free, "professeur libre", "professeurs libres")} n’enseigne cette matière à ce niveau.`;
}

/** « 40 s », « 2 min », « 1 h 02 »: what is past needs no seconds. */
function whole(ms: number): string {
  return ms >= 60_000 && ms < 3_600_000 ? `${Math.floor(ms / 60_000)}${NB}min` : age(ms);
}

/** « 97 % », or a dash before the first. Rounded down: 94,9 % is not 95 %. */
export function kept(state: BoardState): string {
  const { decided, kept: inTime } = state.today;
  return decided === 0 ? "–" : `${Math.floor((100 * inTime) / decided)}${NB}%`;
}

/** « Maths, au collège : fermé jusqu’à 20 h », « Fermeture exceptionnelle à partir de demain à 17 h ». */
export function decided({ kind, label, starts_at, ends_at }: InForce, now: number): string {
  const [start, end] = [Date.parse(starts_at), Date.parse(ends_at)];
  if (kind === "subject") return `${label}${NB}: fermé ${until(end, now)}`;
  if (kind === "announcement") return `À ceux qui attendent${NB}: ${label}`;
  if (start <= now) return `Fermeture exceptionnelle ${until(end, now)}`;
  const day = dayOf(start, now);
  if (day !== "" && isMidnight(start)) return `Fermeture exceptionnelle à partir de ${day}`;
  return `Fermeture exceptionnelle à partir de ${day === "" ? "" : `${day} à${NB}`}${clock(start)}`;
}

/** « jusqu’à 20 h », « jusqu’à minuit », « jusqu’à mercredi à 20 h », « jusqu’au 12 décembre compris ». */
function until(end: number, now: number): string {
  const day = dayOf(isMidnight(end) ? end - 1 : end, now);
  if (day === "") return isMidnight(end) ? "jusqu’à minuit" : `jusqu’à ${clock(end)}`;
  const last = isMidnight(end) ? "compris" : `à${NB}${clock(end)}`;
  const to = day.startsWith("le ") ? `au ${day.slice(3)}` : `à ${day}`;
  return `jusqu’${to} ${last}`;
}

const PARIS = { timeZone: "Europe/Paris" } as const;
const DAY_MS = 86_400_000;

/** The day of Paris, as it is said: nothing for today, « demain », « mercredi », « le 12 décembre ». */
function dayOf(at: number, now: number): string {
  const ahead = dayNumber(at) - dayNumber(now);
  if (ahead === 0) return "";
  if (ahead === 1) return "demain";
  const said = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat("fr-FR", { ...PARIS, ...options }).format(at);
  if (ahead > 0 && ahead < 7) return said({ weekday: "long" });
  return `le ${said({ day: "numeric", month: "long" }).replace(" ", NB)}`;
}

/** Days of Paris follow each other by one, whatever its clocks do. */
function dayNumber(at: number): number {
  const options = { ...PARIS, year: "numeric", month: "2-digit", day: "2-digit" } as const;
  const parts = new Intl.DateTimeFormat("fr-FR", options).formatToParts(at);
  const [year, month, day] = ["year", "month", "day"].map((type) =>
    Number(parts.find((part) => part.type === type)?.value),
  ) as [number, number, number];
  return Date.UTC(year, month - 1, day) / DAY_MS;
}

function isMidnight(at: number): boolean {
  return clock(at) === `0${NB}h`;
}

/** « Montrer les 60 suivants », « Montrer le suivant ». */
export function nextWords(more: number, atOnce: number): string {
  const next = Math.min(more, atOnce);
  return next < 2 ? "Montrer le suivant" : `Montrer les ${next} suivants`;
}

/** `wasOnline`: the page has been live since it opened. */
export function linkWords(link: LinkState, wasOnline: boolean): string {
  if (link === "online") return "en direct";
  return link === "connecting" && !wasOnline ? "connexion" : "plus de réseau\u00a0: on se reconnecte";
}

/** What the waiting page says: whole French sentences, one idea each. */
export interface Estimate {
  readonly low_min: number;
  readonly high_min: number;
}

export type Step = "asked" | "ringing" | "long" | "for_wanted";

export interface Place {
  /** 1 for the first in line; null when unknown. */
  readonly place: number | null;
  readonly estimate: Estimate | null;
  /** Teachers free for this request. */
  readonly free: number;
  readonly step: Step;
  /** The wanted teacher it waits for, or may choose to wait for; else empty. */
  readonly wanted: string;
}

/** A teacher's name on one line: nothing breaks after « M. » or « Mme ». */
export function unbroken(teacher: string): string {
  return teacher.replace(/^(M\.|Mme|Mlle) /, "$1\u00a0");
}

/** « 3 min » or « 2 à 4 min »; an hour and more is not a wait any longer, it is said so. */
export function range(estimate: Estimate | null): string {
  if (estimate === null) return "";
  const { low_min: low, high_min: high } = estimate;
  if (high > 60) return "plus d’1\u00a0h";
  if (low < 1) return `moins de ${high}\u00a0min`;
  return low === high ? `${low}\u00a0min` : `${low} à ${high}\u00a0min`;
}

/** What the page knows by itself: how long the wait lasts, and how long others waited (null: not known). */
export interface Waited {
  readonly minutes: number;
  readonly usual: number | null;
}

/** What the bowl of the « d » holds: short, it is 100 px wide. Always a duration, unless it rings. */
export function inBowl({ estimate, step }: Place, waited: Waited): { about: string; value: string } {
  if (step === "ringing") return { about: "ça", value: "sonne" };
  if (estimate !== null) {
    const { low_min: low, high_min: high } = estimate;
    if (high > 60) return { about: "plus d’", value: "1\u00a0h" };
    if (low < 1) return { about: "moins de", value: `${high}\u00a0min` };
    return { about: "environ", value: low === high ? `${low}\u00a0min` : `${low}–${high}\u00a0min` };
  }
  const usual = usualStill(waited);
  if (usual !== null) return { about: "moins de", value: `${usual}\u00a0min` };
  return { about: "depuis", value: `${Math.max(1, Math.floor(waited.minutes))}\u00a0min` };
}

/** Signs of the bowl's full letters; a longer duration is written smaller. */
export const BOWL_HOLDS = 7;

/** What is usual, as long as this wait has not outlasted it. */
function usualStill({ minutes, usual }: Waited): number | null {
  return usual !== null && minutes < usual ? usual : null;
}

/** Whether the pupil may choose to wait for the wanted teacher, who is soon free. */
export function mayWaitFor({ step, wanted }: Place): boolean {
  return wanted !== "" && step !== "for_wanted";
}

export function headline({ step, wanted }: Place, name: string): string {
  if (step === "for_wanted") return `On attend ${wanted}, ${name}.`;
  if (step === "long") return `C’est plus long que prévu, ${name}.`;
  if (step === "ringing") return `Un prof regarde ton travail, ${name}.`;
  return `On cherche ton prof, ${name}.`;
}

export function story({ step, place, free, estimate }: Place, waited: Waited): string {
  if (step === "ringing") return "Ça sonne chez lui. S’il ne peut pas, on en appelle un autre.";
  if (step === "for_wanted") return "On l’attend une minute au plus. Après, on appelle un autre prof.";
  if (step === "long")
    return estimate === null ? "Aucun prof n’est libre. On continue de chercher." : "On continue d’appeler.";
  const before = (place ?? 1) - 1;
  const line = lineBefore(before);
  if (estimate === null) {
    const usual = usualStill(waited);
    return [
      line,
      usual === null ? "" : `D’habitude, moins de ${usual}\u00a0min.`,
      "On te prévient dès qu’un prof est libre.",
    ]
      .filter((part) => part !== "")
      .join(" ");
  }
  if (before > 0) return line;
  if (free === 1) return "Un prof est libre. On lui montre ton travail.";
  if (free > 1) return `${free} profs sont libres. On leur montre ton travail.`;
  return `${line} Le prochain prof libre est pour toi.`;
}

function lineBefore(before: number): string {
  if (before <= 0) return "Tu es en tête de la file.";
  return before === 1 ? "Il y a un élève avant toi." : `Il y a ${before} élèves avant toi.`;
}

/** The step under way. */
export function doing({ step, free, estimate }: Place): string {
  if (step === "ringing") return "Ça sonne chez un prof";
  if (step === "for_wanted") return "On attend ton prof";
  if (free > 0) return "On appelle les profs";
  return estimate === null ? "On cherche un prof" : "On attend qu’un prof se libère";
}

/** How full the bowl is, 0 to 100: never empty, never full before somebody comes. */
export function filled(waitedMs: number, estimate: Estimate | null): number {
  const expected = (estimate?.high_min ?? 5) * 60_000;
  const share = 100 * (1 - Math.exp((-1.6 * Math.max(0, waitedMs)) / Math.max(60_000, expected)));
  return Math.round(Math.min(94, Math.max(6, share)));
}

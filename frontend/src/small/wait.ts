import type { Estimate, Place } from "../waiting/words";

/** The wait as a child of six is told it, drawn and said: who is before, and what lasts as long. */
const PAWNS = 5;
const HOUR_MIN = 60;
/** Up to so many minutes, what lasts as long. */
const LASTS: readonly (readonly [number, string, string])[] = [
  [3, "musique", "le temps d’une chanson"],
  [10, "pomme", "le temps de manger une pomme"],
  [HOUR_MIN, "livres", "le temps d’une histoire"],
];
const PICK_UP = "Quand ça sonne, appuie sur le téléphone vert.";

export function before(place: number | null): string {
  const ahead = Math.max(0, (place ?? 0) - 1);
  if (ahead === 0) return "C’est bientôt ton tour.";
  return ahead === 1 ? "Il y a un enfant avant toi." : `Il y a ${ahead} enfants avant toi.`;
}

/** What the voice says of the wait; `closes` is the hour of closing, in words. */
export function spoken({ step, place, estimate, wanted }: Place, closes: string): string {
  const said =
    step === "ringing"
      ? ["Ça sonne chez un professeur.", "Reste là."]
      : step === "for_wanted"
        ? [`On attend ${wanted}, une minute au plus.`, "Reste là."]
        : [
            step === "long" ? "C’est plus long que prévu. Tu gardes ta place." : "On appelle un professeur.",
            before(place),
            lasting(estimate),
          ];
  const until = closes === "" ? "" : `Les professeurs sont là jusqu’à ${closes}.`;
  return [...said, PICK_UP, until].filter((part) => part !== "").join(" ");
}

/** One number, the longest: a range is for those who read, and waiting less is no disappointment. */
export function inSmallBowl(estimate: Estimate | null): { about: string; value: string } {
  if (estimate === null) return { about: "", value: "…" };
  const { low_min: low, high_min: high } = estimate;
  if (high > HOUR_MIN) return { about: "plus d’", value: "1\u00a0h" };
  return { about: low < 1 ? "moins de" : "environ", value: `${high}\u00a0min` };
}

/** The picture of what lasts as long, or null. */
export function like(estimate: Estimate | null): string | null {
  return lasts(estimate)?.[1] ?? null;
}

/** Draws the line again: one pawn for each child before the pupil's own. */
export function drawLine(page: ParentNode, { place, estimate }: Place): void {
  const pawns = page.querySelector<HTMLElement>("[data-slot=before]");
  const mine = pawns?.querySelector(".pawn.me");
  if (pawns && mine) {
    pawns.setAttribute("aria-label", before(place));
    const others = Array.from({ length: Math.min(PAWNS, Math.max(0, (place ?? 0) - 1)) }, () => {
      const pawn = mine.cloneNode(true) as SVGElement;
      pawn.classList.remove("me");
      return pawn;
    });
    pawns.replaceChildren(mine, ...others);
  }
  for (const one of page.querySelectorAll<HTMLElement>("[data-like]"))
    one.hidden = one.dataset.like !== like(estimate);
}

function lasts(estimate: Estimate | null): (typeof LASTS)[number] | undefined {
  return estimate === null ? undefined : LASTS.find(([most]) => estimate.high_min <= most);
}

function lasting(estimate: Estimate | null): string {
  if (estimate === null) return "";
  if (estimate.high_min > HOUR_MIN)
    return "Il faut attendre plus d’une heure. Demande à un grand de rester avec toi.";
  const about = estimate.low_min < 1 ? "moins de" : "environ";
  return `Il faut attendre ${about} ${estimate.high_min} minutes\u00a0: ${lasts(estimate)?.[2]}.`;
}

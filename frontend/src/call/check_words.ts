import type { Refusal } from "./devices";

export type Unheard = Refusal | "muted";

/** What the check of the sound says: « tu » to a pupil, « vous » to a teacher. */
export interface CheckWords {
  readonly speak: string;
  readonly heard: string;
  readonly nothing: string;
  readonly rang: string;
  readonly noSound: string;
  readonly goodSound: string;
  refused(why: Unheard): string;
}

const PUPIL: CheckWords = {
  speak: "Dis «\u00a0bonjour\u00a0»…",
  heard: "On t’entend bien.",
  nothing: "On n’entend rien. Parle plus près, ou choisis un autre micro.",
  rang: "Tu as entendu les deux notes\u00a0?",
  noSound: "Monte le son de l’appareil. Enlève le mode silencieux. Vérifie le casque, puis réessaie.",
  goodSound: "Parfait\u00a0: tu entendras ton prof.",
  refused: (why) => {
    if (why === "muted") return "Ton micro est coupé. Ouvre-le, puis réessaie.";
    if (why === "refused") return "Ton micro est bloqué.";
    if (why === "busy") return "Une autre application se sert du micro. Ferme-la, puis réessaie.";
    return "On ne trouve pas de micro. Pas grave\u00a0: tu écriras.";
  },
};

const TEACHER: CheckWords = {
  speak: "Dites «\u00a0bonjour\u00a0»…",
  heard: "On vous entend bien.",
  nothing: "On n’entend rien. Parlez plus près, ou choisissez un autre micro.",
  rang: "Avez-vous entendu les deux notes\u00a0?",
  noSound: "Montez le son de l’appareil, vérifiez le casque, puis réessayez.",
  goodSound: "Parfait\u00a0: vous entendrez l’élève.",
  refused: (why) => {
    if (why === "muted") return "Votre micro est coupé. Ouvrez-le, puis réessayez.";
    if (why === "refused") return "Votre micro est bloqué.";
    if (why === "busy") return "Une autre application se sert du micro. Fermez-la, puis réessayez.";
    return "On ne trouve pas de micro. Branchez-en un, ou écrivez dans la salle.";
  },
};

export function checkWords(teaches: boolean): CheckWords {
  return teaches ? TEACHER : PUPIL;
}

import type { Refusal } from "../call/devices";
import { type Contact, NAMES, RULE } from "../chat/contacts";
import type { Arriving } from "../live/parcels";
import { elided } from "../pages/elision";

/** What the room says: « tu » to a pupil, « vous » to a teacher. `other` is the other person's name. */
export interface Sentence {
  /** The fact, in bold. */
  readonly fact: string;
  readonly next: string;
}

/** Why a lesson is over when its pupil goes back to the queue, the first in it. */
export const BACK_IN_LINE: ReadonlySet<string> = new Set([
  "line_lost",
  "not_joined",
  "given_up",
  "taken_back",
  "handed_over",
]);

export class Words {
  constructor(
    readonly teaches: boolean,
    private readonly other: string,
    private readonly visits = false,
  ) {}

  /** Of the other person. */
  get name(): string {
    return this.other;
  }

  joining(): Sentence {
    return this.teaches
      ? { fact: `On appelle ${this.other}.`, next: "Le tableau est là\u00a0: vous pouvez déjà écrire." }
      : { fact: "On vous relie.", next: "Le tableau est déjà là\u00a0: tu peux écrire." };
  }

  offline(): Sentence {
    return {
      // Of the network the gauge speaks: the voices may go on.
      fact: "Plus de lien avec Déclic.",
      next: this.teaches
        ? "Continuez d’écrire, rien ne se perd. On vous reconnecte."
        : "Continue d’écrire, rien ne se perd. On te reconnecte.",
    };
  }

  /** A large board on a narrow network, by quarters. */
  arriving({ bytes, of }: Arriving): Sentence {
    const quarters = ["", " Un quart est là.", " La moitié est là.", " Les trois quarts sont là."];
    const may = this.teaches ? "Vous pouvez déjà écrire." : "Tu peux déjà écrire.";
    return {
      fact: "Le tableau arrive, le réseau est lent.",
      next: `${may}${quarters[Math.floor((4 * bytes) / of)] ?? ""}`,
    };
  }

  gone(): Sentence {
    return this.teaches
      ? {
          fact: `${this.other} a perdu le réseau.`,
          next: "Sa place est gardée. Vous vous retrouvez à son retour.",
        }
      : {
          fact: `${this.other} a perdu le réseau.`,
          next: "Reste là. Sinon, tu passes en premier\u00a0: un autre prof arrive.",
        };
  }

  /** `held`: our own picture is away because of it. */
  weak(held: boolean): Sentence {
    return {
      fact: "Connexion faible : on garde la voix.",
      next: held ? "L’image revient toute seule." : "Le tableau et les messages marchent.",
    };
  }

  /** Both gauges in words; `theirs` null: not known yet. */
  networks(mine: string, theirs: string | null): string {
    const ours = `${this.teaches ? "Votre" : "Ton"} réseau : ${mine}.`;
    return theirs === null ? ours : `${ours} Celui ${elided("de", this.other)} : ${theirs}.`;
  }

  raised(): string {
    return `${this.other} lève la main.`;
  }

  myHand(up: boolean): string {
    if (up) return this.teaches ? "Votre main est levée." : "Ta main est levée.";
    return "Main baissée.";
  }

  noMicrophone(why: Refusal): Sentence {
    if (this.teaches) {
      const next =
        why === "refused"
          ? "Autorisez-le dans le navigateur, ou écrivez\u00a0: la leçon continue."
          : "Branchez-en un, ou écrivez\u00a0: la leçon continue.";
      return { fact: "Votre micro est coupé.", next };
    }
    return { fact: "Ton micro est coupé.", next: `Pas grave\u00a0: écris, ${this.other} te lit.` };
  }

  noCamera(): Sentence {
    return { fact: "La caméra ne répond pas.", next: "La voix et le tableau suffisent." };
  }

  voiceMending(): Sentence {
    return this.teaches
      ? { fact: "La voix a coupé.", next: "On la rétablit. Le tableau et les messages marchent." }
      : { fact: "La voix a coupé.", next: "On la remet. Le tableau et les messages marchent." };
  }

  /** After a notice of the server: closing time cuts no lesson. */
  noticed(code: string): string {
    if (code === "still")
      return this.teaches
        ? "Toujours là\u00a0? Touchez l’écran ou dites un mot. Sinon la leçon se termine dans cinq minutes."
        : "Toujours là\u00a0? Touche l’écran ou dis un mot. Sinon la leçon se finit dans cinq minutes.";
    if (code !== "five_minutes") return "";
    return this.teaches
      ? "Finissez tranquillement\u00a0: la leçon n’est pas coupée."
      : "Finis tranquillement\u00a0: la leçon n’est pas coupée.";
  }

  /** Contact details on the board: what was typed stays in its field. */
  withheld(found: Contact): Sentence {
    return { fact: `Ce texte n’est pas posé\u00a0: il y a ${NAMES[found]}.`, next: RULE };
  }

  moved(): Sentence {
    return {
      fact: "La leçon continue sur un autre appareil.",
      next: this.teaches
        ? "Vous l’avez ouverte ailleurs. Ici, elle est en pause."
        : "Tu l’as ouverte ailleurs. Ici, elle est en pause.",
    };
  }

  /** `why`: see `over` in docs/protocol.md. `mine`: this person ended it; `nobody`: the service did. */
  over(why: string, by: "mine" | "theirs" | "nobody"): Sentence {
    if (this.visits) return { fact: "La leçon est finie.", next: "Merci d’être venu." };
    if (why === "taken_back") {
      return this.teaches
        ? {
            fact: "L’équipe Déclic a arrêté cette leçon.",
            next: `${this.other} passe en premier chez un collègue, avec le même tableau.`,
          }
        : {
            fact: `${this.other} a dû s’arrêter.`,
            next: "Tu passes en premier\u00a0: on appelle un autre prof. Ton tableau te suit.",
          };
    }
    if (why === "handed_over") {
      return this.teaches
        ? { fact: "Un collègue prend la suite.", next: "Il vous reste le compte rendu\u00a0: une minute." }
        : {
            fact: `${this.other} passe la main.`,
            next: "Un autre prof continue avec toi, là où vous en êtes. Tu passes en premier, ton tableau te suit.",
          };
    }
    if (BACK_IN_LINE.has(why)) {
      return this.teaches
        ? {
            fact: why === "line_lost" ? "Votre connexion a coupé." : "La leçon n’a pas commencé.",
            next: `${this.other} attend de nouveau, en premier, avec le même tableau.`,
          }
        : {
            fact: `${this.other} a perdu le réseau.`,
            next: "Tu passes en premier\u00a0: on appelle un autre prof. Ton tableau te suit.",
          };
    }
    if (why === "no_show" || why === "pupil_left") {
      return this.teaches
        ? { fact: `${this.other} n’est pas là.`, next: "La leçon ne compte pas. Retour à votre bureau." }
        : {
            fact: "La leçon n’a pas commencé.",
            next: "Redemande quand tu veux\u00a0: ton travail est gardé.",
          };
    }
    if (why === "inactive") {
      const next = this.teaches
        ? "Il reste le compte rendu."
        : "Le tableau est gardé. Redemande quand tu veux.";
      return { fact: "Plus personne ne parlait ni n’écrivait\u00a0: la leçon est finie.", next };
    }
    const fact = by === "theirs" ? `${this.other} a fini la leçon.` : "La leçon est finie.";
    return {
      fact,
      next: this.teaches
        ? "Il reste le compte rendu\u00a0: une minute."
        : "Bravo d’avoir demandé. Le tableau est gardé\u00a0: tu peux le revoir quand tu veux.",
    };
  }

  /** On the way out; null: as the page says. */
  wayOut(why: string): string | null {
    if (why === "handed_over" && this.teaches) return "Écrire le compte rendu";
    if (BACK_IN_LINE.has(why)) return this.teaches ? "Revenir à mon bureau" : "Attendre un autre prof";
    if (why === "no_show" || why === "pupil_left")
      return this.teaches ? "Revenir à mon bureau" : "Redemander";
    return null;
  }

  /** Whether the pupil is asked what they could do again: only a lesson that took place is. */
  asksAfter(why: string): boolean {
    return !this.teaches && !BACK_IN_LINE.has(why) && why !== "no_show" && why !== "pupil_left";
  }

  refused(code: string, message: string): Sentence {
    if (code === "over" || BACK_IN_LINE.has(code) || code === "no_show" || code === "pupil_left")
      return this.over(code, "nobody");
    if (code === "moved") return this.moved();
    if (this.visits && code === "ticket_revoked")
      return { fact: "Votre visite est finie.", next: "La leçon continue sans vous." };
    const fact = message === "" ? "On ne peut plus entrer dans cette salle." : message;
    return { fact, next: this.teaches ? "Revenez à votre bureau." : "Reviens à l’accueil." };
  }

  /** `name`: whoever is elsewhere, a guest too; `page`: the number of the page they are on, when it is another. */
  follow(name: string, page: number | null): string {
    if (page !== null) return `${asSubject(name)} est page ${page}\u00a0: y aller`;
    return `Voir où ${this.teaches ? "est" : "écrit"} ${name}`;
  }

  /** Around what a pupil sees, on the teacher's board. */
  framed(): ((name: string) => string) | null {
    return this.teaches ? (name) => `${asSubject(name)} voit ici` : null;
  }

  unkept(count: number): string {
    return count > 1 ? `${count} traits pas encore gardés` : "1 trait pas encore gardé";
  }

  lessonRunning(): string {
    return this.teaches ? `${this.other} est là.` : `${this.other} est là. Vous pouvez parler.`;
  }
}

/** Before its verb. What sets a guest apart stands between two commas: « M. Costa, collègue, est… ». */
export function asSubject(name: string): string {
  return name.includes(",") ? `${name},` : name;
}

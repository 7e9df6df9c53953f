import type { Sight } from "./camera";

/** What is heard at each moment of showing the notebook: nobody needs to read what the page says. */
export type Moment = Sight | "off" | "look" | "blurred" | "doubted" | "taken" | "refused";

/** Photos taken already, and whether the request waits already. */
export interface Shown {
  readonly photos: number;
  readonly full: boolean;
  readonly adds: boolean;
}

/** Null where the voice keeps silent. */
export function said(moment: Moment, { photos, full, adds }: Shown): string | null {
  switch (moment) {
    case "off":
      return "Montre ton cahier. Appuie sur le bouton pour prendre une photo.";
    case "refused":
      return "Appuie sur le bouton pour prendre une photo de ton cahier.";
    case "aim":
      return photos > 0 && !adds
        ? "Montre l’autre page, puis appuie sur le gros bouton. Pour revenir, touche ta petite photo."
        : "Mets toute la page dans le cadre, puis appuie sur le gros bouton.";
    case "dark":
      return "Il fait sombre. Allume une lampe.";
    case "blurred":
      return "La photo est floue. Pose le cahier à plat, près d’une lampe. Appuie sur la flèche pour la refaire, ou sur l’autre bouton pour la garder.";
    case "doubted":
      return "On ne voit rien sur la photo. Appuie sur la flèche pour la refaire, ou sur l’autre bouton pour la garder.";
    case "taken": {
      const leave = adds
        ? "Appuie sur le bouton vert pour l’ajouter."
        : "Appuie sur le téléphone vert pour appeler.";
      const more = full ? "" : " Tu as une autre page\u00a0? Appuie sur l’appareil photo.";
      return `C’est bien\u00a0? ${leave} La flèche, c’est pour recommencer.${more}`;
    }
    default:
      return null;
  }
}

import { laid, type Put, type Putting } from "./file_keys";
import type { Slots } from "./slots";

/** « Geler et écrire dessus » : the picture one films or sees goes on the board like any photo. */
export interface FreezeNeeds extends Putting {
  /** On the board, pen in hand. */
  put(file: File, again: boolean): Promise<Put>;
  /** The picture of one's own lies on the board: filming has done its work. */
  stop(): void;
}

const QUALITY = 0.9;
/** For the first picture of a film that was just begun; it may be over before any came. */
const PATIENCE_MS = 5000;

export class Freeze {
  constructor(slots: Slots, needs: FreezeNeeds) {
    for (const whose of ["self", "remote"] as const) {
      slots.on(`freeze-${whose}`, (button) => {
        if (!needs.mayWrite()) return;
        const video = slots.get<HTMLVideoElement>(`${whose}-video`);
        const film = video.srcObject;
        (button as HTMLButtonElement).disabled = true;
        void taken(video)
          .then(async (picture) => picture !== null && (await laid(picture, needs)))
          .then((done) => {
            // It may have waited for the network: what is filmed meanwhile is another film.
            if (done && whose === "self" && video.srcObject === film) needs.stop();
          })
          .finally(() => {
            (button as HTMLButtonElement).disabled = false;
            void video.play().catch(() => undefined);
          });
      });
    }
  }
}

async function taken(video: HTMLVideoElement): Promise<File | null> {
  // The first picture may still be on its way.
  if (video.videoWidth === 0)
    await new Promise((come) => {
      video.addEventListener("resize", come, { once: true });
      setTimeout(come, PATIENCE_MS);
    });
  if (video.videoWidth === 0) return null;
  video.pause();
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  return blob === null ? null : new File([blob], "cahier.jpg", { type: "image/jpeg" });
}

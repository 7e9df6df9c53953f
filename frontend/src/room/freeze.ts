import type { Put } from "./file_keys";
import type { Slots } from "./slots";

/** « Geler et écrire dessus » : the picture one films or sees goes on the board like any photo. */
export interface FreezeNeeds {
  mayWrite(): boolean;
  /** On the board, pen in hand; it says by itself what went wrong. `again`: it was said already. */
  put(file: File, again: boolean): Promise<Put>;
  /** The picture of one's own lies on the board: filming has done its work. */
  stop(): void;
}

const QUALITY = 0.9;
const AGAIN_MS = 4000;

export class Freeze {
  constructor(slots: Slots, needs: FreezeNeeds) {
    for (const whose of ["self", "remote"] as const) {
      slots.on(`freeze-${whose}`, (button) => {
        if (!needs.mayWrite()) return;
        const video = slots.get<HTMLVideoElement>(`${whose}-video`);
        (button as HTMLButtonElement).disabled = true;
        void taken(video)
          .then(async (picture) => picture !== null && (await laid(picture, needs)))
          .then((done) => {
            if (done && whose === "self") needs.stop();
          })
          .finally(() => {
            (button as HTMLButtonElement).disabled = false;
            void video.play().catch(() => undefined);
          });
      });
    }
  }
}

/** Kept, and sent again, until it lies on the board or is refused. */
export async function laid(picture: File, needs: Pick<FreezeNeeds, "mayWrite" | "put">): Promise<boolean> {
  for (let again = false; needs.mayWrite(); again = true) {
    const done = await needs.put(picture, again);
    if (done !== "lost") return done === "laid";
    await new Promise((wait) => setTimeout(wait, AGAIN_MS));
  }
  return false;
}

async function taken(video: HTMLVideoElement): Promise<File | null> {
  // The first picture may still be on its way.
  if (video.videoWidth === 0)
    await new Promise((come) => video.addEventListener("resize", come, { once: true }));
  video.pause();
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  return blob === null ? null : new File([blob], "cahier.jpg", { type: "image/jpeg" });
}

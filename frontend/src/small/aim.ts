import { fitWithin, LONGEST_PX, luminance, reducePhoto } from "../ask/reduce";
import { insist, pauseOrNetwork, post, Refused } from "../ask/sender";
import { type DraftKey, openPhotoStore, type PhotoStore } from "../ask/store";
import type { Voice } from "./voice";

/** The camera on the notebook, without a word to read: aim, hold still, press, call. */
const LOOK_EVERY_MS = 350;
const LOOKED = { width: 48, height: 64 };
/** Mean grey level under which a notebook cannot be read. */
const DARK_UNDER = 55;
/** Mean change between two looks, grey levels, over which the hand still moves. */
const MOVES_OVER = 7;
const OFFLINE = "Plus de réseau. La photo est gardée, elle partira toute seule.";

export type Sight = "aim" | "steady" | "dark";

/** What two looks one after the other tell. */
export function judge(now: Uint8ClampedArray, before: Uint8ClampedArray | null): Sight {
  let light = 0;
  let change = 0;
  for (let at = 0; at < now.length; at += 1) {
    light += now[at] ?? 0;
    change += Math.abs((now[at] ?? 0) - (before?.[at] ?? 0));
  }
  if (light / now.length < DARK_UNDER) return "dark";
  return before !== null && change / now.length < MOVES_OVER ? "steady" : "aim";
}

const SAID: Readonly<Record<string, string>> = {
  off: "Montre ton cahier. Appuie sur le bouton pour prendre une photo.",
  aim: "Mets toute la page dans le cadre, puis appuie sur le gros bouton.",
  dark: "Il fait sombre. Allume une lampe.",
  taken: "C’est bien ? Appuie sur le téléphone vert pour appeler. Sinon, recommence.",
  refused: "Appuie sur le bouton pour prendre une photo de ton cahier.",
};

export async function aimAtNotebook(form: HTMLFormElement, voice: Promise<Voice | null>): Promise<void> {
  const box = form.querySelector<HTMLElement>("[data-aim]");
  const video = form.querySelector("video");
  const shot = form.querySelector<HTMLImageElement>("[data-slot=shot]");
  const input = form.querySelector<HTMLInputElement>("input[type=file]");
  const note = form.querySelector<HTMLElement>("#ask-note");
  if (box === null || video === null || shot === null) return;
  const draft = (form.dataset.draft ?? "") as DraftKey;
  const store = await openPhotoStore();
  let photo: { cid: string; blob: Blob } | null = null;
  let busy = false;

  const become = (state: string): void => {
    if (box.dataset.state === state) return;
    box.dataset.state = state;
    const words = SAID[state];
    if (words !== undefined) void voice.then((found) => found?.say(words));
  };
  const tell = (text: string): void => {
    if (note === null) return;
    note.hidden = text === "";
    const slot = note.querySelector("[data-slot=text]");
    if (slot) slot.textContent = text;
    if (text !== "") void voice.then((found) => found?.say(text));
  };
  const taken = (blob: Blob, cid: string): void => {
    photo = { cid, blob };
    shot.src = URL.createObjectURL(blob);
    shot.hidden = false;
    video.hidden = true;
    become("taken");
  };
  const take = async (blob: Blob, name: string): Promise<void> => {
    const light = await reducePhoto(blob).catch(() => null);
    taken(light?.blob ?? blob, crypto.randomUUID());
    if (photo) await keep(store, draft, photo, name);
  };

  input?.addEventListener("change", () => {
    const file = input.files?.[0];
    input.value = "";
    if (file) void take(file, file.name);
  });
  form.addEventListener("click", (event) => {
    const act = (event.target as HTMLElement).closest<HTMLElement>("[data-act]")?.dataset.act;
    if (act === "shoot") void frame(video).then((blob) => (blob ? take(blob, "cahier.jpg") : undefined));
    if (act === "again") {
      if (photo) void store.forget(photo.cid).catch(() => undefined);
      photo = null;
      shot.hidden = true;
      video.hidden = false;
      tell("");
      if (video.srcObject === null) void look();
      else become("aim");
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void leave();
  });

  const [kept] = await store.of(draft);
  if (kept) taken(kept.blob, kept.cid);
  else if (form.dataset.shot) {
    shot.src = form.dataset.shot;
    shot.hidden = false;
    video.hidden = true;
    become("taken");
  } else await look();

  async function look(): Promise<void> {
    if (!video || !box) return;
    try {
      const size = { width: { ideal: LONGEST_PX }, height: { ideal: LONGEST_PX } };
      video.srcObject = await navigator.mediaDevices.getUserMedia({
        audio: false,
        video: { facingMode: { ideal: "environment" }, ...size },
      });
      await video.play();
    } catch {
      become("refused");
      return;
    }
    become("aim");
    let before: Uint8ClampedArray | null = null;
    setInterval(() => {
      if (box.dataset.state === "taken" || video.hidden) return;
      const now = glance(video);
      if (now === null) return;
      become(judge(now, before));
      before = now;
    }, LOOK_EVERY_MS);
  }

  async function leave(): Promise<void> {
    if (busy) return;
    busy = true;
    form.classList.add("busy");
    const patience = { pause: pauseOrNetwork, onTrouble: () => tell(OFFLINE) };
    try {
      if (photo) {
        const { cid, blob } = photo;
        const fields = new FormData();
        fields.set("cid", cid);
        fields.set("file", blob, "cahier.jpg");
        await insist(() => post(form.dataset.pagesUrl ?? "", fields), patience);
        await store.forget(cid).catch(() => undefined);
      }
      const words = new FormData(form);
      words.delete("photos");
      const answer = await insist(() => post(form.action, words), patience);
      for (const track of (video?.srcObject as MediaStream | null)?.getTracks() ?? []) track.stop();
      location.assign(String(answer.next_url));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.nextUrl !== null) location.assign(error.nextUrl);
      else tell(error.message);
      busy = false;
      form.classList.remove("busy");
    }
  }
}

async function keep(
  store: PhotoStore,
  draft: DraftKey,
  { cid, blob }: { cid: string; blob: Blob },
  name: string,
): Promise<void> {
  await store.keep({ cid, draft, place: 0, name, blob, at: Date.now() }).catch(() => undefined);
}

function drawn(video: HTMLVideoElement, width: number, height: number): CanvasRenderingContext2D | null {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext("2d", { willReadFrequently: width < 100 });
  pen?.drawImage(video, 0, 0, width, height);
  return pen;
}

function glance(video: HTMLVideoElement): Uint8ClampedArray | null {
  if (video.videoWidth === 0) return null;
  const pen = drawn(video, LOOKED.width, LOOKED.height);
  return pen && luminance(pen.getImageData(0, 0, LOOKED.width, LOOKED.height).data);
}

function frame(video: HTMLVideoElement): Promise<Blob | null> {
  const size = fitWithin({ width: video.videoWidth, height: video.videoHeight }, LONGEST_PX);
  const pen = drawn(video, size.width, size.height);
  return new Promise((done) => {
    if (pen) pen.canvas.toBlob(done, "image/jpeg", 0.82);
    else done(null);
  });
}

import {
  askCamera,
  askNotebook,
  askScreen,
  type Device,
  hasTorch,
  mayShareScreen,
  type Refusal,
  torch,
} from "../call/devices";
import type { RoomOutgoing } from "../live/protocol";
import type { Icons, Slots } from "./slots";

/** What the others are shown: a face, the notebook, a screen, or nothing. */
export type Shows = Extract<RoomOutgoing, { type: "media" }>["shows"];

const ASKED: Readonly<Record<Shows, () => Promise<Device>>> = {
  face: askCamera,
  notebook: askNotebook,
  screen: askScreen,
};

export interface OwnPictureHandlers {
  /** `detail`: it is to be read. */
  send(track: MediaStreamTrack | null, detail: boolean): Promise<void>;
  onCamera(refusal: Refusal | null): void;
  changed(): void;
}

export class OwnPicture {
  private track: MediaStreamTrack | null = null;
  private held = false;
  private turn = 0;
  private readonly video: HTMLVideoElement;
  shows: Shows = "face";

  constructor(
    private readonly slots: Slots,
    private readonly icons: Icons,
    private readonly handlers: OwnPictureHandlers,
  ) {
    this.video = slots.get<HTMLVideoElement>("self-video");
    slots.on("camera", () => void this.toggle("face"));
    slots.on("show-notebook", () => void this.toggle("notebook"));
    slots.on("show-screen", () => void this.toggle("screen"));
    slots.on("show-nothing", () => void this.show(null));
    slots.on("torch", (button) => void this.light(button));
    for (const key of slots.all('[data-do="show-screen"]')) key.hidden = !mayShareScreen();
  }

  /** Whether it leaves now, and why not. */
  get state(): { camera: boolean; shows: Shows; held: boolean } {
    return { camera: this.track !== null && !this.held, shows: this.shows, held: this.held };
  }

  async show(what: Shows | null): Promise<void> {
    const turn = ++this.turn;
    // A screen is beside the camera, and being asked for shows nothing: what is shown goes on meanwhile.
    if (what !== "screen") this.stop();
    if (what !== null) {
      const { track, refusal } = await ASKED[what]();
      // A key was pressed again while the browser was asking.
      if (turn !== this.turn) {
        track?.stop();
        return;
      }
      if (what !== "screen") this.handlers.onCamera(refusal);
      // Whoever closes the browser's choice of a screen has simply changed their mind.
      else if (track === null) return;
      this.stop();
      this.shows = what;
      this.take(track);
    }
    this.held = false;
    await this.handlers.send(this.track, this.shows !== "face");
    this.lay();
    this.handlers.changed();
  }

  /** It waits for a better network, or is back: the others learn why it is away. */
  heldIs(held: boolean): void {
    this.held = held;
    this.handlers.changed();
  }

  /** Another camera was chosen. */
  async again(): Promise<void> {
    if (this.track !== null && this.shows === "face") await this.show("face");
  }

  close(): void {
    this.turn += 1;
    this.stop();
    this.video.srcObject = null;
  }

  private async toggle(what: Shows): Promise<void> {
    await this.show(this.track !== null && this.shows === what ? null : what);
  }

  private take(track: MediaStreamTrack | null): void {
    this.track = track;
    if (track === null) return;
    // The browser has its own button to stop sharing, and a camera may be unplugged.
    track.addEventListener("ended", () => {
      if (this.track === track) void this.show(null);
    });
    this.video.srcObject = new MediaStream([track]);
  }

  private stop(): void {
    const before = this.track;
    this.track = null;
    before?.stop();
  }

  private lay(): void {
    const on = this.track !== null;
    const face = on && this.shows === "face";
    const camera = this.slots.get("camera");
    camera.setAttribute("aria-pressed", String(face));
    this.icons.put(camera, face ? "cam" : "camoff");
    const place = this.slots.get("self");
    place.hidden = !on;
    place.dataset.shows = this.shows;
    const light = this.slots.get("torch");
    light.hidden = this.track === null || !hasTorch(this.track);
    light.setAttribute("aria-pressed", "false");
    for (const what of ["notebook", "screen"] as const)
      for (const key of this.slots.all(`[data-do="show-${what}"]`))
        key.setAttribute("aria-pressed", String(on && this.shows === what));
  }

  private async light(button: HTMLElement): Promise<void> {
    if (this.track === null) return;
    const on = button.getAttribute("aria-pressed") !== "true";
    await torch(this.track, on);
    button.setAttribute("aria-pressed", String(on));
  }
}

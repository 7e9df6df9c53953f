import type { Kind } from "../call/chosen";
import { askMicrophone, type Device, onceAllowed, type Refusal, throughChosenSpeaker } from "../call/devices";
import type { Mesh } from "../call/mesh";
import { LevelMeter } from "../call/meter";
import type { CallState } from "../call/peer";
import type { Grade } from "../call/quality";
import { word } from "../call/quality";
import { holdForVoice } from "../call/sound";
import type { CheckedSound, Muted } from "../call/sound_check";
import type { RoomIncoming, RoomOutgoing } from "../live/protocol";
import { OwnPicture } from "./own_picture";
import { setText } from "./same";
import type { Icons, Slots } from "./slots";

/** Microphone, camera, gauge, and who is speaking, on the page. */
const SPEAKING = 0.012;
/** Of this person's own microphone: above the noise of a quiet room. */
const VOICE = 0.35;
const SPEAKING_HOLD_MS = 500;
const LEVEL_EVERY_MS = 120;
const LEVEL_STEPS = 6;
/** The other's is looked at once in so many times. */
const HEARD_EVERY = 2;

export type OwnMedia = Omit<Extract<RoomOutgoing, { type: "media" }>, "type">;
type TheirMedia = Omit<Extract<RoomIncoming, { type: "media" }>, "type" | "from">;
export interface VoiceHandlers {
  /** What is on now, to tell the others. */
  onMedia(media: OwnMedia): void;
  /** This person speaks. */
  onSpeaking(): void;
  onMicrophone(refusal: Refusal | null): void;
  onCamera(refusal: Refusal | null): void;
}

export class Voice implements CheckedSound {
  private mine: MediaStreamTrack | null = null;
  /** What this person wants, whichever microphone is open, here or on another device: none must speak for them. */
  private muted = false;
  private meter: LevelMeter | null = null;
  private theirs: TheirMedia = { mic: true, camera: false, shows: "face", held: false };
  private theirNetwork: Grade | null = null;
  private state: CallState = "alone";
  private present = false;
  private met = false;
  private spokeAt = 0;
  private turn = 0;
  private closed = false;
  private tapped = false;
  /** Why none is open, when one was asked for. */
  private lacks: Refusal | null = null;
  /** Steps of the level on the page. */
  private shown = 0;
  private readonly level: HTMLElement;
  private readonly bar: HTMLElement;
  private readonly timer: ReturnType<typeof setInterval>;
  private readonly ear: HTMLAudioElement;
  private readonly remoteVideo: HTMLVideoElement;
  private theirPicture: MediaStream | null = null;
  readonly picture: OwnPicture;

  constructor(
    private readonly slots: Slots,
    private readonly icons: Icons,
    private readonly call: Mesh,
    private readonly handlers: VoiceHandlers,
  ) {
    this.level = slots.get("level");
    this.bar = slots.find(".who");
    this.ear = slots.get<HTMLAudioElement>("voice");
    this.remoteVideo = slots.get<HTMLVideoElement>("remote-video");
    this.picture = new OwnPicture(slots, icons, {
      send: (track, detail) => call.setPicture(track, detail),
      onCamera: handlers.onCamera,
      changed: () => this.tell(),
    });
    slots.on("mic", () => void this.toggleMicrophone());
    // « Branchez-en un », « Fermez l’autre programme », « Autorisez-le » : done, it opens by itself.
    const mended = () => {
      if (this.lacks === "absent" || this.lacks === "busy") void this.openMicrophone();
    };
    navigator.mediaDevices?.addEventListener?.("devicechange", mended);
    addEventListener("focus", mended);
    onceAllowed("microphone", () => {
      if (this.lacks === "refused") void this.openMicrophone();
    });
    // The system paused it, for a telephone call as often as not.
    this.ear.addEventListener("pause", () => this.again());
    // « Touche pour entendre » : anywhere in the room.
    slots.root.addEventListener("click", () => {
      if (slots.get("hear").hidden) return;
      this.tapped = true;
      this.hear();
    });
    slots.on("shrink", (button) => {
      const small = slots.get("remote").toggleAttribute("data-small");
      button.setAttribute("aria-expanded", String(!small));
    });
    this.timer = setInterval(() => this.listen(), LEVEL_EVERY_MS);
  }

  get media(): OwnMedia {
    return {
      mic: this.mine?.enabled === true,
      muted: this.muted,
      ...this.picture.state,
    };
  }

  async openMicrophone(): Promise<void> {
    const { track, refusal } = await askMicrophone();
    if (this.closed) return track?.stop();
    this.lacks = refusal;
    this.handlers.onMicrophone(refusal);
    if (track !== null) await this.take(track);
    this.showMicrophone();
  }

  /** Asking takes as long as the person does: the lesson may be over by then, or another microphone open. */
  private async take(track: MediaStreamTrack): Promise<void> {
    if (this.closed) {
      track.stop();
      return;
    }
    this.mine?.stop();
    track.enabled = !this.muted;
    this.mine = track;
    this.lacks = null;
    // A browser that lets a page listen to its person lets it speak too: the tap it wanted is wanted no more.
    if (!this.slots.get("hear").hidden) this.hear();
    this.meter?.close();
    this.meter = new LevelMeter(track);
    track.addEventListener("ended", () => {
      if (this.mine !== track) return;
      this.mine = null;
      void this.call.setVoice(null);
      void this.openMicrophone();
    });
    await this.call.setVoice(track);
    this.showMicrophone();
  }

  /** The open microphone, for the check of the sound: a telephone gives it only once. */
  async microphone(): Promise<Device | Muted> {
    if (this.muted) return { track: null, refusal: "muted" };
    if (this.mine !== null) return { track: this.mine, refusal: null };
    return askMicrophone();
  }

  /** The check is done with it: ours goes on speaking, one opened for the check becomes ours. */
  async release(track: MediaStreamTrack): Promise<void> {
    if (track === this.mine || track.readyState === "ended") return;
    this.handlers.onMicrophone(null);
    await this.take(track);
  }

  /** Mutes the microphone, open already or not, or lets it speak; so does its key. */
  mute(muted: boolean): void {
    this.muted = muted;
    if (this.mine !== null) this.mine.enabled = !muted;
    this.showMicrophone();
  }

  /** Another device was chosen: it takes over in the middle of the call. */
  async chose(kind: Kind): Promise<void> {
    // The voice of a third person too.
    if (kind === "speaker")
      await Promise.all(this.slots.all<HTMLAudioElement>("audio").map(throughChosenSpeaker));
    if (kind === "camera") await this.picture.again();
    if (kind === "microphone" && this.mine !== null) {
      this.mine.stop();
      this.mine = null;
      await this.openMicrophone();
    }
  }

  /** The other's voice came. */
  play(stream: MediaStream): void {
    this.ear.srcObject = stream;
    void throughChosenSpeaker(this.ear);
    this.hear();
  }

  /** What was paused from outside plays again; where that needs a tap, it is asked for. */
  again(): void {
    if (this.ear.srcObject !== null && this.ear.paused) this.hear();
    if (this.remoteVideo.srcObject !== null && this.remoteVideo.paused)
      void this.remoteVideo.play().catch(() => undefined);
  }

  /**
   * The other's picture came, or its place: a camera that is off sends nothing. A video that waits for its first
   * picture holds back the end of the loading of the page, so it is given one only after.
   */
  showPicture(stream: MediaStream): void {
    this.theirPicture = stream;
    if (document.readyState === "complete") this.giveVideo();
    else addEventListener("load", () => this.giveVideo(), { once: true });
  }

  private giveVideo(): void {
    if (!this.closed) this.remoteVideo.srcObject = this.theirPicture;
  }

  theirMedia(media: TheirMedia): void {
    this.theirs = media;
    const remote = this.slots.get("remote");
    remote.hidden = !media.camera;
    remote.dataset.shows = media.shows;
    if (media.camera) void this.remoteVideo.play().catch(() => undefined);
    this.showOther();
  }

  callIs(state: CallState): void {
    this.state = state;
    holdForVoice(state === "connected");
    this.slots.root.dataset.call = state;
    if (state !== "connected") this.qualityIs(0);
    this.showOther();
  }

  otherIs(present: boolean): void {
    this.present = present;
    this.met ||= present;
    if (!present) {
      this.slots.get("remote").hidden = true;
      this.qualityIs(0);
    }
    this.showOther();
  }

  qualityIs(measured: Grade): void {
    // Voices may outlive the line to the server; beside « a perdu le réseau », full bars would deny it.
    const grade = this.present ? measured : 0;
    const gauge = this.slots.get("gauge");
    if (gauge.dataset.level === String(grade)) return;
    gauge.dataset.level = String(grade);
    const said = this.state === "alone" || this.state === "connecting" ? "on vous relie" : word(grade);
    this.slots.get("gauge-word").textContent = grade === 0 && said !== "coupé" ? "" : `Réseau ${said}`;
    this.slots.get("net").setAttribute("aria-label", `Réseau\u00a0: ${said}. L’appel et ses réglages`);
  }

  /** What the other's own gauge shows; null: not told. */
  theirNetworkIs(grade: Grade | null): void {
    this.theirNetwork = grade;
    this.showOther();
  }

  close(): void {
    clearInterval(this.timer);
    this.closed = true;
    this.lacks = null;
    this.mine?.stop();
    this.picture.close();
    this.meter?.close();
    this.ear.srcObject = null;
    this.remoteVideo.srcObject = null;
    holdForVoice(false);
  }

  private async toggleMicrophone(): Promise<void> {
    this.mute(this.media.mic);
    if (!this.muted && this.mine === null) await this.openMicrophone();
  }

  /** The browser wants a tap before it plays the other's voice: a first one, and no more if that brings nothing. */
  get wantsTap(): boolean {
    return !this.slots.get("hear").hidden && !this.tapped;
  }

  private hear(): void {
    const button = this.slots.get("hear");
    this.ear.play().then(
      () => {
        button.hidden = true;
        this.tapped = false;
      },
      (why: unknown) => {
        // Another voice, or a pause, came in between: that one says for itself.
        if (why instanceof DOMException && why.name === "AbortError") return;
        button.hidden = this.ear.srcObject === null;
      },
    );
  }

  private showMicrophone(): void {
    const button = this.slots.get("mic");
    const { mic } = this.media;
    button.setAttribute("aria-pressed", String(mic));
    this.icons.put(button.querySelector(".inked") ?? button, mic ? "mic" : "micoff");
    this.slots.get("mic-word").textContent = mic ? "Micro" : "Coupé";
    button.setAttribute("aria-label", mic ? "Micro ouvert" : "Micro coupé");
    this.tell();
  }

  private tell(): void {
    this.handlers.onMedia(this.media);
  }

  private listen(): void {
    const now = performance.now();
    // The level of the other's voice is another thread's, which is waited for.
    this.turn = (this.turn + 1) % HEARD_EVERY;
    if (this.turn === 0 && this.state === "connected" && this.call.level > SPEAKING) this.spokeAt = now;
    const speaking = this.spokeAt > 0 && now - this.spokeAt < SPEAKING_HOLD_MS;
    const { bar } = this;
    if (bar.classList.contains("speaking") !== speaking) {
      bar.classList.toggle("speaking", speaking);
      this.showOther(speaking);
    }
    const level = this.media.mic ? (this.meter?.level ?? 0) : 0;
    if (level > VOICE) this.handlers.onSpeaking();
    // Each change is a frame of the whole page: only those an eye sees.
    const step = Math.round(level * LEVEL_STEPS);
    if (step === this.shown) return;
    this.shown = step;
    this.level.style.transform = `scaleY(${(step / LEVEL_STEPS).toFixed(2)})`;
  }

  private showOther(speaking = false): void {
    const place = this.slots.get("other");
    let said = "est là";
    if (!this.present) said = this.met ? "connexion perdue" : "arrive…";
    else if (this.state === "mending") said = "la voix revient…";
    else if (this.state === "connecting") said = "on vous relie…";
    else if (this.theirNetwork === 1 || this.theirs.held) said = "réseau faible";
    else if (speaking) said = "parle";
    else if (!this.theirs.mic) said = "micro coupé";
    setText(place, said);
  }
}

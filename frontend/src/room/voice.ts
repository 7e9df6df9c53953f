import type { Kind } from "../call/chosen";
import { askCamera, askMicrophone, type Device, type Refusal, throughChosenSpeaker } from "../call/devices";
import { LevelMeter } from "../call/meter";
import type { Call, CallState } from "../call/peer";
import type { Grade } from "../call/quality";
import { word } from "../call/quality";
import { holdForVoice } from "../call/sound";
import type { CheckedSound } from "../call/sound_check";
import type { Icons, Slots } from "./slots";

/** Microphone, camera, gauge, and who is speaking, on the page. */
const SPEAKING = 0.012;
const SPEAKING_HOLD_MS = 500;
const LEVEL_EVERY_MS = 120;

export interface VoiceHandlers {
  /** What is on now, to tell the others. */
  onMedia(mic: boolean, camera: boolean): void;
  onMicrophone(refusal: Refusal | null): void;
  onCamera(refusal: Refusal | null): void;
}

export class Voice implements CheckedSound {
  private mine: MediaStreamTrack | null = null;
  private camera: MediaStreamTrack | null = null;
  private meter: LevelMeter | null = null;
  private wantsMicrophone = true;
  private theirs = { mic: true, camera: false };
  private state: CallState = "alone";
  private present = false;
  private met = false;
  private spokeAt = 0;
  private readonly timer: ReturnType<typeof setInterval>;
  private readonly ear: HTMLAudioElement;
  private readonly remoteVideo: HTMLVideoElement;
  private readonly selfVideo: HTMLVideoElement;

  constructor(
    private readonly slots: Slots,
    private readonly icons: Icons,
    private readonly call: Call,
    private readonly handlers: VoiceHandlers,
  ) {
    this.ear = slots.get<HTMLAudioElement>("voice");
    this.remoteVideo = slots.get<HTMLVideoElement>("remote-video");
    this.selfVideo = slots.get<HTMLVideoElement>("self-video");
    slots.on("mic", () => void this.toggleMicrophone());
    slots.on("camera", () => void this.toggleCamera());
    slots.on("hear", () => this.hear());
    slots.on("shrink", (button) => {
      const small = slots.get("remote").toggleAttribute("data-small");
      button.setAttribute("aria-expanded", String(!small));
    });
    this.timer = setInterval(() => this.listen(), LEVEL_EVERY_MS);
  }

  get media(): { mic: boolean; camera: boolean } {
    return { mic: this.mine?.enabled === true, camera: this.camera !== null };
  }

  async openMicrophone(): Promise<void> {
    const { track, refusal } = await askMicrophone();
    this.handlers.onMicrophone(refusal);
    if (track === null) this.wantsMicrophone = false;
    else await this.take(track);
    this.showMicrophone();
  }

  private async take(track: MediaStreamTrack): Promise<void> {
    this.mine = track;
    this.wantsMicrophone = true;
    this.meter?.close();
    this.meter = new LevelMeter(track);
    track.addEventListener("ended", () => {
      if (this.mine !== track) return;
      this.mine = null;
      void this.call.setVoice(null);
      if (this.wantsMicrophone) void this.openMicrophone();
      else this.showMicrophone();
    });
    await this.call.setVoice(track);
    this.showMicrophone();
  }

  /** The open microphone, for the check of the sound: a telephone gives it only once. */
  async microphone(): Promise<Device> {
    if (this.mine !== null) return { track: this.mine, refusal: null };
    return askMicrophone();
  }

  /** The check is done with it: ours goes on speaking, one opened for the check becomes ours. */
  async release(track: MediaStreamTrack): Promise<void> {
    if (track === this.mine || track.readyState === "ended") return;
    this.handlers.onMicrophone(null);
    await this.take(track);
  }

  /** Another device was chosen: it takes over in the middle of the call. */
  async chose(kind: Kind): Promise<void> {
    if (kind === "speaker") await throughChosenSpeaker(this.ear);
    if (kind === "camera" && this.camera !== null) {
      await this.toggleCamera();
      await this.toggleCamera();
    }
    if (kind === "microphone" && this.mine !== null) {
      const muted = !this.mine.enabled;
      this.mine.stop();
      this.mine = null;
      await this.openMicrophone();
      if (muted) await this.toggleMicrophone();
    }
  }

  /** The other's voice came. */
  play(stream: MediaStream): void {
    this.ear.srcObject = stream;
    void throughChosenSpeaker(this.ear);
    this.hear();
  }

  showPicture(stream: MediaStream): void {
    this.remoteVideo.srcObject = stream;
  }

  theirMedia(mic: boolean, camera: boolean): void {
    this.theirs = { mic, camera };
    this.slots.get("remote").hidden = !camera;
    if (camera) void this.remoteVideo.play().catch(() => undefined);
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
    this.slots.get("net").setAttribute("aria-label", `Réseau : ${said}. L’appel et ses réglages`);
  }

  close(): void {
    clearInterval(this.timer);
    this.wantsMicrophone = false;
    this.mine?.stop();
    this.camera?.stop();
    this.meter?.close();
    this.ear.srcObject = null;
    this.remoteVideo.srcObject = null;
    this.selfVideo.srcObject = null;
    holdForVoice(false);
  }

  private async toggleMicrophone(): Promise<void> {
    if (this.mine === null) {
      this.wantsMicrophone = true;
      await this.openMicrophone();
    } else {
      this.mine.enabled = !this.mine.enabled;
      this.showMicrophone();
    }
  }

  private async toggleCamera(): Promise<void> {
    if (this.camera !== null) {
      this.camera.stop();
      this.camera = null;
      await this.call.setPicture(null);
    } else {
      const { track, refusal } = await askCamera();
      this.handlers.onCamera(refusal);
      if (track === null) return;
      this.camera = track;
      this.selfVideo.srcObject = new MediaStream([track]);
      await this.call.setPicture(track);
    }
    const button = this.slots.get("camera");
    const on = this.camera !== null;
    button.setAttribute("aria-pressed", String(on));
    this.icons.put(button, on ? "cam" : "camoff");
    this.slots.get("self").hidden = !on;
    this.tell();
  }

  private hear(): void {
    const button = this.slots.get("hear");
    this.ear.play().then(
      () => {
        button.hidden = true;
      },
      () => {
        // The browser wants a tap first.
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
    const { mic, camera } = this.media;
    this.handlers.onMedia(mic, camera);
  }

  private listen(): void {
    const now = performance.now();
    if (this.state === "connected" && this.call.level > SPEAKING) this.spokeAt = now;
    const speaking = this.spokeAt > 0 && now - this.spokeAt < SPEAKING_HOLD_MS;
    const bar = this.slots.find(".who");
    if (bar.classList.contains("speaking") !== speaking) {
      bar.classList.toggle("speaking", speaking);
      this.showOther(speaking);
    }
    const level = this.media.mic ? (this.meter?.level ?? 0) : 0;
    this.slots.get("level").style.transform = `scaleY(${level.toFixed(2)})`;
  }

  private showOther(speaking = false): void {
    const place = this.slots.get("other");
    let said = "est là";
    if (!this.present) said = this.met ? "connexion perdue" : "arrive…";
    else if (this.state === "mending") said = "la voix revient…";
    else if (this.state === "connecting") said = "on vous relie…";
    else if (speaking) said = "parle";
    else if (!this.theirs.mic) said = "micro coupé";
    if (place.textContent !== said) place.textContent = said;
  }
}

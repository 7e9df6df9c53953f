import { chosenDevices, type Kind } from "./chosen";

/** Microphone and camera: asked for kindly, given back at the end. */
export type Refusal = "refused" | "absent" | "busy";

export type Device =
  | { readonly track: MediaStreamTrack; readonly refusal: null }
  | { readonly track: null; readonly refusal: Refusal };

const VOICE: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
  channelCount: 1,
};

const PICTURE: MediaTrackConstraints = {
  width: { ideal: 320 },
  height: { ideal: 240 },
  frameRate: { ideal: 10, max: 10 },
  facingMode: "user",
};

export function askMicrophone(): Promise<Device> {
  return ask({ audio: { ...VOICE, ...preferred("microphone") } });
}

export function askCamera(): Promise<Device> {
  return ask({ video: { ...PICTURE, ...preferred("camera") } });
}

/** Calls `act` each time this person allows it in the settings of the browser, where the browser tells. */
export function onceAllowed(name: "microphone", act: () => void): void {
  void navigator.permissions
    ?.query({ name })
    .then((permission) => {
      permission.addEventListener("change", () => permission.state === "granted" && act());
    })
    .catch(() => undefined);
}

/** The notebook, by the camera on the back: few images, all their detail. */
export function askNotebook(): Promise<Device> {
  return ask({
    video: {
      width: { ideal: 1280 },
      height: { ideal: 960 },
      frameRate: { ideal: 8, max: 10 },
      facingMode: { ideal: "environment" },
    },
  });
}

/** A window or the whole screen, as the browser asks. */
export async function askScreen(): Promise<Device> {
  if (!mayShareScreen()) return { track: null, refusal: "absent" };
  return first(() =>
    navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { max: 8 } }, audio: false }),
  );
}

/** Telephones cannot. */
export function mayShareScreen(): boolean {
  return (
    navigator.mediaDevices?.getDisplayMedia !== undefined && !/Android|iPhone|iPad/.test(navigator.userAgent)
  );
}

/** Whether the light beside the camera can be lit from here. */
export function hasTorch(track: MediaStreamTrack): boolean {
  return (track.getCapabilities?.() as { torch?: boolean } | undefined)?.torch === true;
}

export async function torch(track: MediaStreamTrack, on: boolean): Promise<void> {
  await track
    .applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] })
    .catch(() => undefined);
}

/** The one chosen on this device if it is still plugged in, any other if not. */
function preferred(kind: Kind): MediaTrackConstraints {
  const id = chosenDevices()[kind];
  return id === undefined ? {} : { deviceId: { ideal: id } };
}

export interface Listed {
  readonly id: string;
  readonly label: string;
}

const KIND_OF: Readonly<Record<Kind, MediaDeviceKind>> = {
  microphone: "audioinput",
  speaker: "audiooutput",
  camera: "videoinput",
};

/** Those there are; browsers name them only once one of them has been allowed. */
export async function listed(kind: Kind): Promise<Listed[]> {
  const found = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
  return found
    .filter((each) => each.kind === KIND_OF[kind] && each.deviceId !== "" && each.label !== "")
    .map((each) => ({ id: each.deviceId, label: each.label }));
}

/** Sounds of `element` come out of the chosen speaker, where the browser lets one choose. */
export async function throughChosenSpeaker(element: HTMLMediaElement): Promise<void> {
  if (!("setSinkId" in element)) return;
  await element.setSinkId(chosenDevices().speaker ?? "").catch(() => undefined);
}

async function ask(wanted: MediaStreamConstraints): Promise<Device> {
  // Outside https (and localhost) browsers have no microphone to give.
  if (navigator.mediaDevices === undefined) return { track: null, refusal: "absent" };
  return first(() => navigator.mediaDevices.getUserMedia(wanted));
}

async function first(give: () => Promise<MediaStream>): Promise<Device> {
  try {
    const stream = await give();
    const track = stream.getTracks()[0];
    return track === undefined ? { track: null, refusal: "absent" } : { track, refusal: null };
  } catch (error) {
    const name = error instanceof DOMException ? error.name : "";
    if (name === "NotFoundError" || name === "OverconstrainedError")
      return { track: null, refusal: "absent" };
    return { track: null, refusal: name === "NotReadableError" ? "busy" : "refused" };
  }
}

/** Keeps the screen lit while the lesson lasts. Returns what lets it sleep. */
export function keepAwake(): () => void {
  let lock: WakeLockSentinel | null = null;
  let wanted = true;
  const take = (): void => {
    if (!wanted || document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
    navigator.wakeLock
      .request("screen")
      .then((taken) => {
        lock = taken;
        if (!wanted) void taken.release();
      })
      .catch(() => undefined);
  };
  document.addEventListener("visibilitychange", take);
  take();
  return () => {
    wanted = false;
    document.removeEventListener("visibilitychange", take);
    void lock?.release();
  };
}

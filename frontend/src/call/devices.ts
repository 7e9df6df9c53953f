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
  return ask({ audio: VOICE });
}

export function askCamera(): Promise<Device> {
  return ask({ video: PICTURE });
}

async function ask(wanted: MediaStreamConstraints): Promise<Device> {
  // Outside https (and localhost) browsers have no microphone to give.
  if (navigator.mediaDevices === undefined) return { track: null, refusal: "absent" };
  try {
    const stream = await navigator.mediaDevices.getUserMedia(wanted);
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

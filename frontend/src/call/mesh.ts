import { Call, type CallState } from "./peer";
import type { Grade } from "./quality";
import type { Signal } from "./signals";

/**
 * The calls of one room: one `Call` for each other person, three people at most. Of any two, whoever is already there
 * offers, as in a call of two. The picture goes to the other one of the lesson alone; a guest hears, and is heard.
 */
export interface MeshHandlers {
  send(to: string, signal: Signal): boolean;
  iceServers(): Promise<RTCIceServer[]>;
  /** Whether it is the other one of the lesson: theirs are the state, the gauge and the picture on the page. */
  isOther(id: string): boolean;
  onVoice(id: string, stream: MediaStream): void;
  onPicture(stream: MediaStream): void;
  onState(state: CallState): void;
  onQuality(grade: Grade): void;
  onPictureHeld(held: boolean): void;
}

export class Mesh {
  private readonly calls = new Map<string, Call>();
  private voice: MediaStreamTrack | null = null;
  private picture: { track: MediaStreamTrack | null; detail: boolean } = { track: null, detail: false };
  private other: string | null = null;
  private closed = false;

  constructor(private readonly handlers: MeshHandlers) {}

  /** Somebody came in: we were there first. */
  joined(id: string): void {
    this.with(id)?.joined();
  }

  /** We came in, and they were there. */
  foundSomeone(id: string): void {
    this.with(id)?.foundSomeone();
  }

  /** The other one may come back to the call they had; a guest who comes back makes a new one. */
  left(id: string): void {
    const call = this.calls.get(id);
    call?.left();
    if (id === this.other) return;
    call?.close();
    this.calls.delete(id);
  }

  signal(from: string, data: unknown): void {
    this.with(from)?.signal(data);
  }

  async setVoice(track: MediaStreamTrack | null): Promise<void> {
    this.voice = track;
    await Promise.all([...this.calls.values()].map((call) => call.setVoice(track)));
  }

  async setPicture(track: MediaStreamTrack | null, detail = false): Promise<void> {
    this.picture = { track, detail };
    await this.theirs?.setPicture(track, detail);
  }

  /** How loud the other one speaks, 0 to 1. */
  get level(): number {
    return this.theirs?.level ?? 0;
  }

  close(): void {
    this.closed = true;
    for (const call of this.calls.values()) call.close();
    this.calls.clear();
  }

  private get theirs(): Call | undefined {
    return this.other === null ? undefined : this.calls.get(this.other);
  }

  private with(id: string): Call | null {
    if (this.closed) return null;
    const known = this.calls.get(id);
    if (known !== undefined) return known;
    const { handlers } = this;
    const other = handlers.isOther(id);
    const call = new Call({
      send: (signal) => handlers.send(id, signal),
      iceServers: () => handlers.iceServers(),
      onVoice: (stream) => handlers.onVoice(id, stream),
      onPicture: (stream) => other && handlers.onPicture(stream),
      onState: (state) => other && handlers.onState(state),
      onQuality: (grade) => other && handlers.onQuality(grade),
      onPictureHeld: (held) => other && handlers.onPictureHeld(held),
    });
    this.calls.set(id, call);
    void call.setVoice(this.voice);
    if (other) {
      this.other = id;
      void call.setPicture(this.picture.track, this.picture.detail);
    }
    return call;
  }
}

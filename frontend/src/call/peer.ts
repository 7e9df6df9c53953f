import { tunedForVoice } from "./opus";
import { type Grade, grade, type Measure, VideoBrake } from "./quality";
import { TaskQueue } from "./queue";
import { Recovery } from "./recovery";
import { Redundancy, saidTwice } from "./redundancy";
import { asSignal, type Signal } from "./signals";

/**
 * The call between two people of a room. The one seam behind which another way of carrying voice (a
 * server in the middle) would come.
 *
 * Who offers first is settled beforehand: the one already in the room. The one who comes in answers.
 * Both directions of voice and picture are negotiated once; turning the microphone or the camera on
 * or off changes tracks, never the negotiation.
 */
export interface CallHandlers {
  send(signal: Signal): boolean;
  /** Fresh addresses of relays, with credentials that last a few minutes. */
  iceServers(): Promise<RTCIceServer[]>;
  onVoice(stream: MediaStream): void;
  onPicture(stream: MediaStream): void;
  onState(state: CallState): void;
  onQuality(grade: Grade): void;
  /** Our own picture was stopped (true) or brought back (false) because of the network. */
  onPictureHeld(held: boolean): void;
}

export type CallState = "alone" | "connecting" | "connected" | "mending";

const READ_EVERY_MS = 500;
/** A face needs little; a notebook or a screen is read. */
const PICTURES = {
  face: { bits: 150_000, rate: 10 },
  detail: { bits: 600_000, rate: 8 },
} as const;

interface Connection {
  readonly id: string;
  readonly pc: RTCPeerConnection;
  /** The one who answered gives way when both offer at once. */
  readonly polite: boolean;
  readonly recovery: Recovery;
  readonly redundancy: Redundancy;
  readonly early: RTCIceCandidateInit[];
  /** It, or one it replaces: the voice comes back. */
  everConnected: boolean;
  /** Each packet of voice carries the one before. */
  saidTwice: boolean;
  makingOffer: boolean;
  /** Our first offer left, and was not answered yet. */
  offered: boolean;
  ignoring: boolean;
  lost: number;
  received: number;
}

export class Call {
  private current: Connection | null = null;
  /** Calls that another took the place of: what still comes of them is late. */
  private readonly gone = new Set<string>();
  private readonly queue = new TaskQueue();
  private readonly brake = new VideoBrake();
  private voice: MediaStreamTrack | null = null;
  private picture: MediaStreamTrack | null = null;
  private detail = false;
  private someone = false;
  private readonly timer: ReturnType<typeof setInterval>;
  private mending = false;
  private closed = false;

  constructor(private readonly handlers: CallHandlers) {
    this.timer = setInterval(() => void this.read(), READ_EVERY_MS);
  }

  /** Somebody came in: we were there first, so we offer (or ask whether they still have our call). */
  joined(): void {
    this.someone = true;
    const current = this.current;
    if (current?.pc.connectionState === "connected") {
      this.handlers.send({ kind: "still", call: current.id });
      return;
    }
    void this.queue.add(() => this.offerNew());
  }

  /** We came in and somebody was there: they will offer. */
  foundSomeone(): void {
    this.someone = true;
    if (this.current === null) this.handlers.onState("connecting");
  }

  left(): void {
    this.someone = false;
  }

  signal(data: unknown): void {
    const signal = asSignal(data);
    if (signal === null || this.closed) return;
    void this.queue.add(() => this.take(signal));
  }

  async setVoice(track: MediaStreamTrack | null): Promise<void> {
    this.voice = track;
    await this.sender("audio")?.replaceTrack(track);
  }

  /** `detail`: it is to be read, a notebook or a screen. */
  async setPicture(track: MediaStreamTrack | null, detail = false): Promise<void> {
    this.picture = track;
    this.detail = detail;
    if (track !== null && detail) track.contentHint = "detail";
    if (this.brake.stopped) this.handlers.onPictureHeld(false);
    this.brake.stopped = false;
    await this.applyPicture();
  }

  /** How loud the other speaks, 0 to 1. */
  get level(): number {
    const receiver = this.receiver("audio");
    if (receiver === undefined) return 0;
    return Math.max(0, ...receiver.getSynchronizationSources().map((source) => source.audioLevel ?? 0));
  }

  close(): void {
    this.closed = true;
    clearInterval(this.timer);
    this.drop();
  }

  /** What the browser measures, for tests and for whoever mends a call. */
  async stats(): Promise<RTCStatsReport | null> {
    return (await this.current?.pc.getStats()) ?? null;
  }

  // -- setting up ----------------------------------------------------------------------------------

  private async offerNew(): Promise<void> {
    const connection = await this.connection(crypto.randomUUID(), false);
    if (connection === null) return;
    const audio = connection.pc.addTransceiver("audio", { direction: "sendrecv" });
    const video = connection.pc.addTransceiver("video", { direction: "sendrecv" });
    await audio.sender.replaceTrack(this.voice);
    await video.sender.replaceTrack(this.shownPicture);
    await this.offer(connection);
  }

  private async offer(connection: Connection): Promise<void> {
    try {
      connection.makingOffer = true;
      await connection.pc.setLocalDescription();
      const left = this.sendOffer(connection);
      connection.offered = left && connection.pc.remoteDescription === null;
    } finally {
      connection.makingOffer = false;
    }
  }

  private sendOffer({ id, pc }: Connection): boolean {
    const sdp = pc.localDescription?.sdp;
    return sdp !== undefined && this.handlers.send({ kind: "offer", call: id, sdp });
  }

  private async take(signal: Signal): Promise<void> {
    switch (signal.kind) {
      case "start":
        await this.offerNew();
        return;
      case "still":
        if (this.current?.id !== signal.call) this.handlers.send({ kind: "start" });
        return;
      case "offer":
        await this.takeOffer(signal.call, signal.sdp);
        return;
      case "answer":
        if (this.current?.id === signal.call && this.current.pc.signalingState === "have-local-offer") {
          await this.describe(this.current, "answer", signal.sdp);
        }
        return;
      case "candidate":
        await this.takeCandidate(signal.call, signal.candidate);
    }
  }

  private async takeOffer(id: string, sdp: string): Promise<void> {
    if (this.gone.has(id)) return;
    let connection = this.current;
    if (connection?.id !== id) {
      // Both came back at the same moment, and each offered a call: both keep the same one of the two. Ours is sent
      // again, to whoever may not have been there yet.
      if (connection?.offered === true && connection.id > id) {
        this.sendOffer(connection);
        return;
      }
      connection = await this.connection(id, true);
      if (connection === null) return;
    }
    const collision = connection.makingOffer || connection.pc.signalingState !== "stable";
    connection.ignoring = !connection.polite && collision;
    if (connection.ignoring) return;
    await this.describe(connection, "offer", sdp);
    for (const transceiver of connection.pc.getTransceivers()) {
      transceiver.direction = "sendrecv";
      const track = transceiver.receiver.track.kind === "audio" ? this.voice : this.shownPicture;
      if (transceiver.sender.track !== track) await transceiver.sender.replaceTrack(track);
    }
    await connection.pc.setLocalDescription();
    const answer = connection.pc.localDescription?.sdp;
    if (answer !== undefined) this.handlers.send({ kind: "answer", call: id, sdp: answer });
  }

  private async takeCandidate(id: string, candidate: RTCIceCandidateInit | null): Promise<void> {
    const connection = this.current;
    if (connection?.id !== id || connection.ignoring || candidate === null) return;
    if (connection.pc.remoteDescription === null) connection.early.push(candidate);
    else await connection.pc.addIceCandidate(candidate);
  }

  private async describe(connection: Connection, type: "offer" | "answer", sdp: string): Promise<void> {
    const tuned = saidTwice(tunedForVoice(sdp), connection.saidTwice);
    await connection.pc.setRemoteDescription({ type, sdp: tuned });
    connection.offered = false;
    for (const candidate of connection.early.splice(0)) await connection.pc.addIceCandidate(candidate);
    await this.limitPicture(connection.pc);
  }

  /** In place of the current one. */
  private async connection(id: string, polite: boolean): Promise<Connection | null> {
    const everConnected = this.current?.everConnected ?? false;
    this.drop();
    const iceServers = await this.handlers.iceServers();
    if (this.closed) return null;
    const pc = new RTCPeerConnection({ iceServers, bundlePolicy: "max-bundle" });
    const connection: Connection = {
      id,
      pc,
      polite,
      recovery: new Recovery(performance.now()),
      redundancy: new Redundancy(),
      early: [],
      everConnected,
      saidTwice: false,
      makingOffer: false,
      offered: false,
      ignoring: false,
      lost: 0,
      received: 0,
    };
    pc.onicecandidate = ({ candidate }) => {
      if (candidate !== null)
        this.handlers.send({ kind: "candidate", call: id, candidate: candidate.toJSON() });
    };
    pc.onnegotiationneeded = () => {
      // The first offer is made by hand; later ones (a restart) come here.
      if (pc.remoteDescription === null) return;
      void this.queue.add(async () => {
        if (this.current === connection && pc.signalingState === "stable") await this.offer(connection);
      });
    };
    pc.ontrack = ({ track }) => {
      const stream = new MediaStream([track]);
      if (track.kind === "audio") this.handlers.onVoice(stream);
      else this.handlers.onPicture(stream);
    };
    pc.onconnectionstatechange = () => this.tell(connection);
    this.current = connection;
    this.tell(connection);
    return connection;
  }

  private drop(): void {
    const { id, pc } = this.current ?? {};
    this.current = null;
    if (id === undefined || pc === undefined) return;
    this.gone.add(id);
    pc.onicecandidate = null;
    pc.onnegotiationneeded = null;
    pc.ontrack = null;
    pc.onconnectionstatechange = null;
    pc.close();
  }

  private tell(connection: Connection): void {
    if (this.current !== connection) return;
    if (connection.pc.connectionState === "connected") {
      connection.everConnected = true;
      this.handlers.onState("connected");
    } else {
      this.handlers.onState(!this.someone ? "alone" : connection.everConnected ? "mending" : "connecting");
    }
  }

  // -- watching over it ----------------------------------------------------------------------------

  private async read(): Promise<void> {
    const connection = this.current;
    if (connection === null) {
      this.handlers.onQuality(0);
      return;
    }
    const { measure, bytes, theirLoss } = await measured(connection);
    if (this.current !== connection) return;
    this.handlers.onQuality(grade(measure));
    this.brakePicture(measure);
    this.repeatVoice(connection, theirLoss, measure.available);
    const remedy = connection.recovery.read({ state: stateOf(connection.pc), bytes }, performance.now());
    if (remedy === "none" || !this.someone || this.mending) return;
    this.mending = true;
    await this.queue.add(() => (remedy === "restart" ? this.restart(connection) : this.rebuild(connection)));
    this.mending = false;
  }

  private async restart(connection: Connection): Promise<void> {
    const iceServers = await this.handlers.iceServers();
    if (this.current !== connection || connection.pc.signalingState === "closed") return;
    connection.pc.setConfiguration({ ...connection.pc.getConfiguration(), iceServers });
    connection.pc.restartIce();
    this.tell(connection);
  }

  private async rebuild(connection: Connection): Promise<void> {
    if (this.current !== connection) return;
    if (connection.polite) this.handlers.send({ kind: "start" });
    else await this.offerNew();
  }

  private brakePicture(measure: Measure): void {
    const verdict = this.brake.read(measure, this.shownPicture !== null, performance.now());
    if (verdict === "keep") return;
    this.handlers.onPictureHeld(verdict === "stop");
    void this.applyPicture();
  }

  private repeatVoice(connection: Connection, theirLoss: number, available: number | null): void {
    const twice = connection.redundancy.read(theirLoss, available, performance.now());
    if (twice === connection.saidTwice) return;
    connection.saidTwice = twice;
    void this.queue.add(async () => {
      if (this.current === connection && connection.pc.signalingState === "stable")
        await this.offer(connection);
    });
  }

  private get shownPicture(): MediaStreamTrack | null {
    return this.brake.stopped ? null : this.picture;
  }

  private async applyPicture(): Promise<void> {
    await this.sender("video")?.replaceTrack(this.shownPicture);
    if (this.current !== null) await this.limitPicture(this.current.pc);
  }

  private async limitPicture(pc: RTCPeerConnection): Promise<void> {
    const sender = pc.getTransceivers().find((each) => each.receiver.track.kind === "video")?.sender;
    const parameters = sender?.getParameters();
    const encoding = parameters?.encodings[0];
    if (sender === undefined || parameters === undefined || encoding === undefined) return;
    const { bits, rate } = this.detail ? PICTURES.detail : PICTURES.face;
    encoding.maxBitrate = bits;
    encoding.maxFramerate = rate;
    await sender.setParameters(parameters).catch(() => undefined);
  }

  private sender(kind: "audio" | "video"): RTCRtpSender | undefined {
    return this.transceiver(kind)?.sender;
  }

  private receiver(kind: "audio" | "video"): RTCRtpReceiver | undefined {
    return this.transceiver(kind)?.receiver;
  }

  private transceiver(kind: "audio" | "video"): RTCRtpTransceiver | undefined {
    return this.current?.pc.getTransceivers().find((each) => each.receiver.track.kind === kind);
  }
}

/** `connectionState` can stay "connected" a while after ICE knows better. */
function stateOf(pc: RTCPeerConnection): RTCPeerConnectionState {
  if (pc.connectionState === "connected" && pc.iceConnectionState === "disconnected") return "disconnected";
  return pc.connectionState;
}

/** `theirLoss`: share of what we send that the other does not get. */
async function measured(
  connection: Connection,
): Promise<{ measure: Measure; bytes: number; theirLoss: number }> {
  let bytes = 0;
  let roundTrip = 0;
  let available: number | null = null;
  let lost = 0;
  let received = 0;
  let theirLoss = 0;
  const report = await connection.pc.getStats();
  report.forEach((entry: Record<string, unknown>) => {
    if (entry.type === "candidate-pair" && entry.nominated === true && entry.state === "succeeded") {
      roundTrip = numberOf(entry.currentRoundTripTime) ?? roundTrip;
      available = numberOf(entry.availableOutgoingBitrate) ?? available;
    } else if (entry.type === "inbound-rtp") {
      bytes += numberOf(entry.bytesReceived) ?? 0;
      lost += numberOf(entry.packetsLost) ?? 0;
      received += numberOf(entry.packetsReceived) ?? 0;
    } else if (entry.type === "remote-inbound-rtp") {
      theirLoss = Math.max(theirLoss, numberOf(entry.fractionLost) ?? 0);
    }
  });
  const newlyLost = Math.max(0, lost - connection.lost);
  const newlyReceived = Math.max(0, received - connection.received);
  connection.lost = lost;
  connection.received = received;
  const ourLoss = newlyLost + newlyReceived < 10 ? 0 : newlyLost / (newlyLost + newlyReceived);
  const connected = stateOf(connection.pc) === "connected";
  return {
    measure: { connected, loss: Math.max(ourLoss, theirLoss), roundTrip, available },
    bytes,
    theirLoss,
  };
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}

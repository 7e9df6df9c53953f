import type { Mesh } from "../call/mesh";
import type { Grade } from "../call/quality";
import type { Arriving } from "../live/parcels";
import type { RoomIncoming, RoomOutgoing } from "../live/protocol";
import type { RoomLink } from "../live/room_link";
import type { LinkState, LiveSocket, Ending as Refused } from "../live/socket";
import type { Attention } from "./attention";
import type { Banner } from "./banner";
import type { Delays } from "./delays";
import type { Ending } from "./ending";
import type { Guests } from "./guests";
import type { Later } from "./later";
import type { Marks } from "./marks";
import type { Messages } from "./messages";
import type { Network } from "./network";
import type { People } from "./people";
import type { Servers } from "./servers";
import type { SideBySide } from "./side_by_side";
import type { Slots } from "./slots";
import type { Stirs } from "./stirs";
import type { Telephone } from "./telephone";
import type { Voice } from "./voice";
import type { Sentence, Words } from "./words";

/** What the socket says, given to the part of the room it concerns. */
const OFFLINE_SHOWN_AFTER_MS = 1200;
const ARRIVING_SHOWN_AFTER_MS = 800;
/** Refusals said beside the number that was typed. */
const OF_THE_TELEPHONE: ReadonlySet<string> = new Set([
  "bad_number",
  "not_agreed",
  "too_many_calls",
  "no_telephone",
]);

/** Whose page it is; the welcome says how they are called and what they may do. */
export interface You {
  readonly id: string;
  name: string;
  abilities: readonly string[];
}

export interface Parts {
  readonly you: You;
  readonly slots: Slots;
  readonly words: Words;
  readonly banner: Banner;
  readonly delays: Delays;
  readonly link: RoomLink;
  readonly socket: LiveSocket<RoomIncoming, RoomOutgoing>;
  readonly call: Mesh;
  readonly guests: Guests;
  readonly voice: Voice;
  readonly network: Network;
  readonly attention: Attention;
  readonly together: Later<SideBySide>;
  readonly servers: Servers;
  readonly people: People;
  readonly messages: Messages;
  readonly marks: Marks;
  readonly ending: Ending;
  readonly stirs: Stirs;
  readonly telephone: Later<Telephone>;
}

export class Heard {
  private arriving: Arriving | null = null;

  constructor(private readonly room: Parts) {}

  heard(message: RoomIncoming): void {
    switch (message.type) {
      case "welcome":
        this.welcome(message);
        return;
      case "joined":
        this.room.people.came(message.person);
        this.room.guests.came(message.person);
        this.room.call.joined(message.person.id);
        this.sayMedia();
        return;
      case "left":
        this.room.people.left(message.id);
        return;
      case "kept":
        this.room.link.kept(message.n);
        return;
      case "resumed":
        this.room.link.resumed();
        return;
      case "took":
        this.room.link.took(message.n);
        return;
      case "chat":
        this.room.messages.heard(message);
        if (message.author !== this.room.you.id && message.text !== "")
          this.beside((together) => together.said(message.text));
        return;
      case "reacted":
        this.room.messages.reacted(message.line, message.from, message.what);
        return;
      case "unsaid":
        this.room.messages.unsaid(message.cid, message.message);
        return;
      case "signal":
        if (message.to === "" || message.to === this.room.you.id)
          this.room.call.signal(message.from, message.data);
        return;
      case "media":
        if (this.fromOther(message)) this.room.voice.theirMedia(message);
        else if (message.from === this.room.you.id) this.room.voice.mute(true);
        return;
      case "network":
        if (this.fromOther(message)) this.theirNetworkIs(message.level);
        return;
      case "hand":
        if (this.fromOther(message)) this.room.attention.told(message.up);
        return;
      case "typing":
        if (this.fromOther(message)) this.beside((together) => together.theirs(message.text));
        return;
      case "state":
        this.room.marks.lessonIs(message.lesson);
        return;
      case "ice":
        this.room.servers.fresh(message.ice_servers);
        return;
      case "telephone":
        void this.room.telephone.get().then((telephone) => telephone?.is(message));
        return;
      case "notice":
        this.room.stirs.noticed(message.code, {
          fact: message.message,
          next: this.room.words.noticed(message.code),
        });
        return;
      case "over":
        this.room.ending.over(message.why, this.whose(message.by), message.next_url);
        return;
      case "moved":
        this.room.ending.refused({ code: "moved", message: "", nextUrl: null });
        return;
      case "error":
        this.fault(message.code, message.message);
        return;
      default:
        // A message of a later version, or one that shows nothing here.
        return;
    }
  }

  private welcome(message: Extract<RoomIncoming, { type: "welcome" }>): void {
    // On another device, before this one came in. Later, what was last chosen here holds.
    if (message.muted && this.room.you.name === "") this.room.voice.mute(true);
    this.room.you.name = message.you.name;
    this.room.you.abilities = message.abilities;
    this.room.servers.fresh(message.ice_servers);
    const again = this.room.people.met;
    this.room.people.are(message.you, message.people);
    this.room.guests.are(this.room.people.all);
    this.room.link.connect();
    for (const { id } of message.people) this.room.call.foundSomeone(id);
    this.sayMedia();
    this.room.marks.lessonIs(message.lesson);
    this.room.messages.rejoined(message.chat, again);
  }

  /** The socket came, went, or was refused for good. */
  linkIs(state: LinkState, refused: Refused | null): void {
    if (this.room.ending.closed) return;
    this.room.slots.root.dataset.phase = state;
    if (state === "ended") {
      if (refused !== null) this.room.ending.refused(refused);
      return;
    }
    if (state !== "online") {
      this.room.link.disconnect();
      this.room.messages.cut();
    }
    if (state !== "connecting") this.trouble("offline", state === "offline", () => this.room.words.offline());
  }

  private fault(code: string, message: string): void {
    if (OF_THE_TELEPHONE.has(code))
      void this.room.telephone.get().then((telephone) => telephone?.fault(message));
    if (code === "document_full" || code === "too_large" || code === "not_kept" || code === "refused") {
      this.room.banner.say("fault", { fact: message, next: "" });
    }
  }

  /** A trouble that lasts is said in the banner, and taken back when it is over. */
  trouble(kind: "offline" | "voice", lasts: boolean, words: () => Sentence): void {
    if (lasts) {
      this.room.delays.later(kind, OFFLINE_SHOWN_AFTER_MS, () => this.room.banner.say(kind, words()));
    } else {
      this.room.delays.drop(kind);
      this.room.banner.unsay(kind);
    }
  }

  /** A large board on a narrow network is said, if it lasts. */
  boardArrives(how: Arriving | null): void {
    this.arriving = how;
    if (how === null) {
      this.room.delays.drop("board");
      this.room.banner.unsay("board");
      return;
    }
    this.room.delays.later("board", ARRIVING_SHOWN_AFTER_MS, () => this.sayArriving());
    if (this.room.banner.says("board")) this.sayArriving();
  }

  private sayArriving(): void {
    if (this.arriving !== null) this.room.banner.say("board", this.room.words.arriving(this.arriving));
  }

  private beside(show: (together: SideBySide) => void): void {
    const { together } = this.room;
    void together.ahead().then(() => together.here !== null && show(together.here));
  }

  private fromOther({ from }: { from: string }): boolean {
    return this.room.people.isOther(this.room.people.get(from));
  }

  private whose(by: string): "mine" | "theirs" | "nobody" {
    if (by === "") return "nobody";
    return by === this.room.you.id ? "mine" : "theirs";
  }

  theirNetworkIs(level: Grade | null): void {
    this.room.voice.theirNetworkIs(level);
    this.room.network.theirsIs(level);
  }

  private sayMedia(): void {
    if (!this.room.you.abilities.includes("talk")) return;
    this.room.socket.send({ type: "media", ...this.room.voice.media });
    this.room.network.again();
    this.room.attention.again();
  }
}

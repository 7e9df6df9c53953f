import { keepAwake } from "../call/devices";
import { Mesh } from "../call/mesh";
import type { Grade } from "../call/quality";
import { armSound } from "../call/sound";
import { contactIn } from "../chat/contacts";
import { wireLetters } from "../letters/wire";
import type { RoomIncoming, RoomOutgoing } from "../live/protocol";
import { RoomLink } from "../live/room_link";
import { browserWorld, type LinkState, LiveSocket, type Ending as Refused } from "../live/socket";
import { unkeptStore } from "../live/unkept_store";
import { wireMessageFormula } from "../maths/in_message";
import { wireAside } from "../room/aside";
import { Attention } from "../room/attention";
import { Banner } from "../room/banner";
import { CallSheet } from "../room/call_sheet";
import { Delays } from "../room/delays";
import { DeviceSheet } from "../room/device";
import { Ending } from "../room/ending";
import { Freeze } from "../room/freeze";
import { Guests } from "../room/guests";
import { Little } from "../room/little";
import { Marks } from "../room/marks";
import { Messages } from "../room/messages";
import { Network } from "../room/network";
import { Panels } from "../room/panels";
import { People } from "../room/people";
import { wireReport } from "../room/report";
import { Servers } from "../room/servers";
import { Sheet } from "../room/sheet";
import { Shelves } from "../room/shelves";
import { SideBySide } from "../room/side_by_side";
import { Icons, Slots } from "../room/slots";
import { Stirs } from "../room/stirs";
import { Voice } from "../room/voice";
import { type Sentence, Words } from "../room/words";

/** The room: the socket's messages on one side; the board, the call, the chat and the people on the other. */
const OFFLINE_SHOWN_AFTER_MS = 1200;

class Room {
  private readonly slots: Slots;
  private readonly words: Words;
  private readonly banner: Banner;
  private readonly delays = new Delays();
  private readonly sheet: Sheet;
  private readonly link: RoomLink;
  private readonly socket: LiveSocket<RoomIncoming, RoomOutgoing>;
  private readonly call: Mesh;
  private readonly guests: Guests;
  private readonly voice: Voice;
  private readonly callSheet: CallSheet;
  private readonly network: Network;
  private readonly attention: Attention;
  private readonly together: SideBySide;
  private readonly servers: Servers;
  private readonly people: People;
  private readonly messages: Messages;
  private readonly marks: Marks;
  private readonly ending: Ending;
  private readonly stirs: Stirs;
  private readonly sleep: () => void;

  private readonly me: string;
  private name = "";
  private abilities: readonly string[] = ["write"];

  constructor(root: HTMLElement) {
    this.slots = new Slots(root);
    const icons = new Icons(this.slots.find<HTMLTemplateElement>("template[data-icons]"));
    const { role = "pupil", me = "", other = "", lesson = "", ticketUrl = "" } = root.dataset;
    this.me = me;
    const visits = role === "guest";
    this.words = new Words(role !== "pupil", other, visits);
    this.guests = new Guests(this.slots, me);
    this.banner = new Banner(this.slots.get("state"), icons, {
      microphone: () => this.callSheet.openSound(),
    });

    this.socket = new LiveSocket<RoomIncoming, RoomOutgoing>(
      {
        onMessage: (message) => this.heard(message),
        onBinary: (frame) => this.link.receive(frame),
        onState: (state, refused) => this.linkIs(state, refused),
      },
      browserWorld(ticketUrl, JSON.parse(document.getElementById("room-ticket")?.textContent ?? "null")),
    );
    this.stirs = new Stirs(this.slots, this.banner, () => this.socket.send({ type: "stir" }));
    this.marks = new Marks(this.slots, this.words, this.delays, () => this.socket.clock.now());
    this.servers = new Servers(() => this.socket.send({ type: "ice" }));
    this.people = new People(
      me,
      this.words,
      this.banner,
      this.delays,
      {
        onOther: (present) => {
          this.voice.otherIs(present);
          if (present) return;
          this.together.left();
          this.attention.theirsIs(false);
          this.theirNetworkIs(null);
        },
        onLeft: (id) => {
          this.call.left(id);
          this.guests.left(id);
          this.sheet.left(id);
        },
      },
      visits,
    );
    this.messages = new Messages(this.slots, this.delays, {
      me,
      formal: this.words.teaches,
      name: () => this.name,
      nameOf: (id) => this.people.nameOf(id),
      send: (cid, text, file) => this.socket.send({ type: "chat", cid, text, file }),
      react: (line, what) => this.socket.send({ type: "react", line, what }),
      lay: (pages) => this.sheet.lay(pages),
    });
    const panels = new Panels(this.slots, (panel) => this.messages.panelOpened(panel));
    new Shelves(this.slots, panels);
    wireAside(this.slots, panels, other);
    this.ending = new Ending(this.slots, icons, this.words, {
      onEnd: () => (visits ? this.leave() : this.socket.send({ type: "end" })),
      onUnheard: () => this.banner.say("offline", this.words.offline()),
      onShut: (forGood) => this.shut(forGood),
    });
    this.sheet = new Sheet(this.slots, {
      me,
      pages: JSON.parse(document.getElementById("room-pages")?.textContent ?? "[]"),
      words: this.words,
      now: () => this.socket.clock.now(),
      person: (id) => this.people.get(id),
      holds: (text) => this.withheld(text),
      mayWrite: () => this.abilities.includes("write") && !this.ending.closed,
      fault: (fact) => this.banner.say("fault", { fact, next: "" }),
    });
    const little = root.dataset.little === undefined ? null : new Little(this.slots);
    new DeviceSheet(this.slots, (code) => little?.codeIs(code));
    wireLetters(this.slots, root.dataset.subject ?? "");
    wireMessageFormula(this.slots, (keep) => this.sheet.maths.ask(keep));
    this.link = this.linked(`${lesson}/${me}`);
    this.network = new Network(this.slots, this.words, this.banner, this.delays, (level) =>
      this.socket.send({ type: "network", level }),
    );
    this.attention = new Attention(this.slots, this.words, (up) => this.socket.send({ type: "hand", up }));
    this.together = new SideBySide(this.slots, {
      formal: this.words.teaches,
      letters: (text) => this.socket.send({ type: "typing", text }),
      line: (text) => this.messages.say(text),
    });
    this.call = this.called();
    this.voice = this.voiced(icons);
    this.callSheet = new CallSheet(this.slots, this.voice);
    new Freeze(this.slots, {
      mayWrite: () => this.abilities.includes("write") && !this.ending.closed,
      put: (file) => this.sheet.put(file),
      stop: () => void this.voice.picture.show(null),
    });
    this.sleep = keepAwake();
    this.wire();
  }

  async open(): Promise<void> {
    armSound();
    this.banner.say("joining", this.words.joining());
    // A parent only hears.
    if (this.slots.root.dataset.guest !== "guardian") void this.voice.openMicrophone();
    await this.link.restore();
    this.socket.start();
  }

  // -- its parts ---------------------------------------------------------------------------------------

  private linked(name: string): RoomLink {
    return new RoomLink(
      this.sheet.doc,
      this.sheet.awareness,
      {
        send: (frame) => this.socket.sendBinary(frame),
        after: (delay, act) => {
          const timer = setTimeout(act, delay);
          return () => clearTimeout(timer);
        },
        store: unkeptStore(name, globalThis.indexedDB, Date.now),
      },
      {
        onSynced: () => this.sheet.synced(),
        onUnkept: (items) => this.marks.unkept(items),
      },
    );
  }

  private called(): Mesh {
    return new Mesh({
      send: (to, signal) => this.socket.send({ type: "signal", data: signal, to }),
      isOther: (id) => this.people.isOther(this.people.get(id)),
      iceServers: () => this.servers.get(),
      onVoice: (id, stream) => {
        if (this.people.isOther(this.people.get(id))) this.voice.play(stream);
        else this.guests.play(id, stream);
      },
      onPicture: (stream) => this.voice.showPicture(stream),
      onState: (state) => {
        this.voice.callIs(state);
        this.trouble("voice", state === "mending", () => this.words.voiceMending());
      },
      onQuality: (grade) => {
        this.voice.qualityIs(grade);
        this.network.mineIs(grade);
      },
      onPictureHeld: (held) => {
        this.voice.picture.heldIs(held);
        this.network.heldIs(held);
      },
    });
  }

  private voiced(icons: Icons): Voice {
    return new Voice(this.slots, icons, this.call, {
      onSpeaking: () => this.stirs.note(),
      onMedia: (media) => this.socket.send({ type: "media", ...media }),
      onMicrophone: (refusal) => {
        if (refusal === null) this.banner.unsay("microphone");
        else this.banner.say("microphone", this.words.noMicrophone(refusal));
      },
      onCamera: (refusal) => {
        if (refusal === null) this.banner.unsay("camera");
        else this.banner.say("camera", this.words.noCamera());
      },
    });
  }

  private wire(): void {
    wireReport(this.slots);
    // Restored from the browser's page cache, its sockets are dead: start afresh.
    addEventListener("pageshow", (event) => {
      if (event.persisted) location.reload();
    });
    const { visualViewport } = globalThis;
    visualViewport?.addEventListener("resize", () => {
      this.slots.root.style.height = `${visualViewport.height}px`;
      this.sheet.reveal();
      this.messages.toEnd();
    });
  }

  // -- the socket --------------------------------------------------------------------------------------

  private heard(message: RoomIncoming): void {
    switch (message.type) {
      case "welcome":
        this.welcome(message);
        return;
      case "joined":
        this.people.came(message.person);
        this.guests.came(message.person);
        this.call.joined(message.person.id);
        this.sayMedia();
        return;
      case "left":
        this.people.left(message.id);
        return;
      case "kept":
        this.link.kept(message.n);
        return;
      case "chat":
        this.messages.heard(message);
        if (message.author !== this.me && message.text !== "") this.together.said(message.text);
        return;
      case "reacted":
        this.messages.reacted(message.line, message.from, message.what);
        return;
      case "unsaid":
        this.messages.unsaid(message.cid, message.message);
        return;
      case "signal":
        if (message.to === "" || message.to === this.me) this.call.signal(message.from, message.data);
        return;
      case "media":
        if (this.fromOther(message)) this.voice.theirMedia(message);
        return;
      case "network":
        if (this.fromOther(message)) this.theirNetworkIs(message.level);
        return;
      case "hand":
        if (this.fromOther(message)) this.attention.theirsIs(message.up);
        return;
      case "typing":
        if (this.fromOther(message)) this.together.theirs(message.text);
        return;
      case "state":
        this.marks.lessonIs(message.lesson);
        return;
      case "ice":
        this.servers.fresh(message.ice_servers);
        return;
      case "notice":
        this.stirs.noticed(message.code, { fact: message.message, next: this.words.noticed(message.code) });
        return;
      case "over":
        this.ending.over(message.why, this.whose(message.by), message.next_url);
        return;
      case "moved":
        this.ending.refused({ code: "moved", message: "", nextUrl: null });
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
    this.name = message.you.name;
    this.abilities = message.abilities;
    this.servers.fresh(message.ice_servers);
    const again = this.people.met;
    this.people.are(message.you, message.people);
    this.guests.are(this.people.all);
    this.link.connect();
    this.messages.rejoined(message.chat, again);
    for (const { id } of message.people) this.call.foundSomeone(id);
    this.sayMedia();
    this.marks.lessonIs(message.lesson);
  }

  private linkIs(state: LinkState, refused: Refused | null): void {
    if (this.ending.closed) return;
    this.slots.root.dataset.phase = state;
    if (state === "ended") {
      if (refused !== null) this.ending.refused(refused);
      return;
    }
    if (state !== "online") {
      this.link.disconnect();
      this.messages.cut();
    }
    if (state !== "connecting") this.trouble("offline", state === "offline", () => this.words.offline());
  }

  private withheld(text: string): boolean {
    const found = contactIn(text);
    if (found !== null) this.banner.say("fault", this.words.withheld(found));
    else this.banner.unsay("fault");
    return found !== null;
  }

  private fault(code: string, message: string): void {
    if (code === "document_full" || code === "too_large" || code === "not_kept" || code === "refused") {
      this.banner.say("fault", { fact: message, next: "" });
    }
  }

  private trouble(kind: "offline" | "voice", lasts: boolean, words: () => Sentence): void {
    if (lasts) {
      this.delays.later(kind, OFFLINE_SHOWN_AFTER_MS, () => this.banner.say(kind, words()));
    } else {
      this.delays.drop(kind);
      this.banner.unsay(kind);
    }
  }

  private fromOther({ from }: { from: string }): boolean {
    return this.people.isOther(this.people.get(from));
  }

  private whose(by: string): "mine" | "theirs" | "nobody" {
    if (by === "") return "nobody";
    return by === this.me ? "mine" : "theirs";
  }

  private theirNetworkIs(level: Grade | null): void {
    this.voice.theirNetworkIs(level);
    this.network.theirsIs(level);
  }

  private leave(): boolean {
    void this.guests.leave().then((done) => {
      if (done) location.assign(this.slots.root.dataset.wayOut ?? "/");
    });
    return true;
  }

  private sayMedia(): void {
    if (!this.abilities.includes("talk")) return;
    this.socket.send({ type: "media", ...this.voice.media });
    this.network.again();
    this.attention.again();
  }

  private shut(forGood: boolean): void {
    this.sheet.close();
    this.voice.close();
    this.call.close();
    this.guests.close();
    // Moved to another device: what this one has not sent yet stays stored for its return.
    if (forGood) this.link.close();
    this.socket.stop();
    this.sleep();
    this.delays.dropAll();
  }
}

const root = document.querySelector<HTMLElement>("[data-room]");
if (root !== null) void new Room(root).open();

import { keepAwake } from "../call/devices";
import { Mesh } from "../call/mesh";
import { armSound } from "../call/sound";
import { contactIn } from "../chat/contacts";
import { wireLetters } from "../letters/wire";
import { deviceStorage } from "../live/device_storage";
import type { RoomIncoming, RoomOutgoing } from "../live/protocol";
import { RoomLink } from "../live/room_link";
import { browserWorld, LiveSocket } from "../live/socket";
import { unkeptStore } from "../live/unkept_store";
import { formulas } from "../maths/formulas";
import { wireMessageFormula } from "../maths/in_message";
import { Attention } from "../room/attention";
import { Banner } from "../room/banner";
import { CallSheet } from "../room/call_sheet";
import { Delays } from "../room/delays";
import type { DeviceSheet } from "../room/device";
import { Ending, type Left } from "../room/ending";
import type { Freeze } from "../room/freeze";
import { Guests, NOT_DONE } from "../room/guests";
import { Heard, type You } from "../room/heard";
import { comeAhead, formulasAhead, type Later } from "../room/later";
import { Marks } from "../room/marks";
import { Messages } from "../room/messages";
import { Network } from "../room/network";
import {
  asideIn,
  deviceIn,
  freezeIn,
  littleIn,
  telephoneForm,
  telephoneIn,
  togetherIn,
} from "../room/on_demand";
import { Panels } from "../room/panels";
import { isHeard, People } from "../room/people";
import { wireReport } from "../room/report";
import { Servers } from "../room/servers";
import { Sheet } from "../room/sheet";
import { Shelves } from "../room/shelves";
import type { SideBySide } from "../room/side_by_side";
import { Icons, Slots } from "../room/slots";
import { Stirs } from "../room/stirs";
import type { Telephone } from "../room/telephone";
import { Voice } from "../room/voice";
import { Words } from "../room/words";

/** The room: its parts, and what each asks of another. `room/heard.ts` has what the socket says. */
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
  private readonly device: Later<DeviceSheet>;
  private readonly freeze: Later<Freeze>;
  private readonly aside: readonly Later<true>[];
  private readonly network: Network;
  private readonly telephone: Later<Telephone>;
  private readonly attention: Attention;
  private readonly together: Later<SideBySide>;
  private readonly servers: Servers;
  private readonly people: People;
  private readonly messages: Messages;
  private readonly marks: Marks;
  private readonly ending: Ending;
  private readonly stirs: Stirs;
  private readonly sleep: () => void;
  private readonly said: Heard;
  /** The banner says why a text is held. */
  private isHeld = false;
  private readonly you: You;

  constructor(root: HTMLElement) {
    this.slots = new Slots(root);
    const icons = new Icons(this.slots.find<HTMLTemplateElement>("template[data-icons]"));
    const { role = "pupil", me = "", other = "", keptUnder = "", ticketUrl = "" } = root.dataset;
    this.you = { id: me, name: "", abilities: ["write"] };
    const visits = role === "guest";
    this.words = new Words(role !== "pupil", other, visits);
    this.guests = new Guests(this.slots, me);
    this.banner = new Banner(this.slots.get("state"), icons, {
      microphone: () => this.callSheet.openSound(),
      ...(telephoneForm(this.slots) === null
        ? {}
        : { voice: () => void this.telephone.get().then((telephone) => telephone?.open()) }),
    });

    this.socket = new LiveSocket<RoomIncoming, RoomOutgoing>(
      {
        onMessage: (message) => this.said.heard(message),
        onBinary: (frame) => this.link.receive(frame),
        onPong: ({ row }) => {
          if (row !== undefined) this.link.upTo(row);
        },
        onState: (state, refused) => this.said.linkIs(state, refused),
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
          this.together.here?.left();
          this.attention.theirsIs(false);
          this.said.theirNetworkIs(null);
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
      name: () => this.you.name,
      nameOf: (id) => this.people.nameOf(id),
      send: (cid, text, file) => this.socket.send({ type: "chat", cid, text, file }),
      react: (line, what) => this.socket.send({ type: "react", line, what }),
      lay: (pages) => this.sheet.lay(pages),
    });
    const panels = new Panels(this.slots, (panel) => this.messages.panelOpened(panel));
    new Shelves(this.slots, panels);
    const { clock } = this.socket;
    const onTheServer = (): number | null => (clock.roundTrip === null ? null : clock.now());
    this.aside = asideIn(this.slots, panels, other, onTheServer, (words) => this.coming(words));
    this.ending = new Ending(this.slots, icons, this.words, {
      onEnd: () => (visits ? this.leave() : this.socket.send({ type: "end" })),
      onUnheard: () => this.banner.say("offline", this.words.offline()),
      onShut: (otherwise) => this.shut(otherwise),
      onLeft: () => this.messages.keepTyped(),
    });
    this.sheet = new Sheet(this.slots, {
      me,
      pages: JSON.parse(document.getElementById("room-pages")?.textContent ?? "[]"),
      words: this.words,
      now: () => this.socket.clock.now(),
      person: (id) => this.people.get(id),
      nameOfOther: (id) => this.people.nameOfOther(id),
      holds: (text) => this.withheld(text),
      mayWrite: () => this.mayWrite(),
      answers: () => this.stirs.answered || this.voice.wantsTap,
      coming: (words) => this.coming(words),
      fault: (fact) => this.banner.say("fault", { fact, next: "" }),
      unheard: () => this.link.unheard,
    });
    this.device = deviceIn(this.slots, littleIn(this.slots), (words) => this.coming(words));
    wireLetters(this.slots, root.dataset.subject ?? "");
    wireMessageFormula(this.slots, (keep) => this.sheet.maths.ask(keep));
    this.link = this.linked(`${keptUnder}/${me}`);
    this.network = new Network(this.slots, this.words, this.banner, this.delays, (level) =>
      this.socket.send({ type: "network", level }),
    );
    this.attention = new Attention(this.slots, this.words, (up) => this.socket.send({ type: "hand", up }));
    this.together = togetherIn(
      this.slots,
      {
        formal: this.words.teaches,
        letters: (text) => this.socket.send({ type: "typing", text }),
        line: (text) => this.messages.say(text),
      },
      (words) => this.coming(words),
    );
    this.call = this.called();
    this.voice = this.voiced(icons);
    this.callSheet = new CallSheet(this.slots, this.voice, (words) => this.coming(words));
    this.telephone = telephoneIn(
      this.slots,
      this.words.teaches,
      other,
      { say: (message) => this.socket.send(message), voice: () => this.voice },
      (words) => this.coming(words),
    );
    this.freeze = freezeIn(
      this.slots,
      {
        mayWrite: () => this.mayWrite(),
        put: (file, again) => this.sheet.put(file, again),
        stop: () => void this.voice.picture.show(null),
      },
      (words) => this.coming(words),
    );
    this.said = new Heard({
      you: this.you,
      slots: this.slots,
      words: this.words,
      banner: this.banner,
      delays: this.delays,
      link: this.link,
      socket: this.socket,
      call: this.call,
      guests: this.guests,
      voice: this.voice,
      network: this.network,
      attention: this.attention,
      together: this.together,
      servers: this.servers,
      people: this.people,
      messages: this.messages,
      marks: this.marks,
      ending: this.ending,
      stirs: this.stirs,
      telephone: this.telephone,
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
        since: (row) => this.socket.send({ type: "since", row }),
        took: (bytes) => this.socket.send({ type: "took", n: bytes }),
        after: (delay, act) => {
          const timer = setTimeout(act, delay);
          return () => clearTimeout(timer);
        },
        store: unkeptStore(name, globalThis.indexedDB, deviceStorage(), Date.now),
      },
      {
        onSynced: () => {
          this.sheet.synced();
          const last = formulasAhead(this.slots.root.dataset) ? [formulas] : [];
          const call = [this.freeze, ...(telephoneForm(this.slots) === null ? [] : [this.telephone])];
          comeAhead([
            ...this.sheet.later,
            ...call,
            ...this.aside,
            this.together,
            this.device,
            this.callSheet.check,
            ...last,
          ]);
        },
        onUnkept: (items) => this.marks.unkept(items),
        onArriving: (how) => this.said.boardArrives(how),
      },
    );
  }

  private called(): Mesh {
    return new Mesh({
      send: (to, signal) => this.socket.send({ type: "signal", data: signal, to }),
      isOther: (id) => this.people.isOther(this.people.get(id)),
      iceServers: () => this.servers.get(),
      onVoice: (id, stream) => {
        const speaker = this.people.get(id);
        if (!isHeard(speaker)) return;
        if (this.people.isOther(speaker)) this.voice.play(stream);
        else this.guests.play(id, stream);
      },
      onPicture: (stream) => this.voice.showPicture(stream),
      onState: (state) => {
        this.voice.callIs(state);
        this.said.trouble("voice", state === "mending", () => this.words.voiceMending());
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
        if (refusal !== null) {
          this.banner.say("microphone", this.words.noMicrophone(refusal));
          return;
        }
        this.banner.unsay("microphone");
        this.guests.hear();
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
    addEventListener("pagehide", () => {
      this.sheet.close();
      this.link.saveNow();
      if (!this.ending.closed) this.messages.keepUnsent();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") {
        this.voice.again();
        this.guests.hear();
      } else if (!this.ending.closed) {
        // A telephone may throw away a page in the background without another word.
        this.link.saveNow();
        this.messages.keepUnsent();
      }
    });
    const { visualViewport } = globalThis;
    visualViewport?.addEventListener("resize", () => {
      // The keyboard makes it lower; two fingers that bring the page nearer do not.
      this.slots.root.style.height = `${visualViewport.height * visualViewport.scale}px`;
      this.sheet.reveal();
      this.messages.toEnd();
    });
  }

  // -- what they ask of it -----------------------------------------------------------------------------

  private mayWrite(): boolean {
    return this.you.abilities.includes("write") && !this.ending.closed;
  }

  private withheld(text: string): boolean {
    const found = contactIn(text);
    if (found !== null) this.banner.say("fault", this.words.withheld(found));
    else this.banner.unsay("fault");
    this.isHeld = found !== null;
    return this.isHeld;
  }

  private coming(words: string | null): void {
    // What has come takes nothing back of a text that is held.
    if (words === null && this.isHeld) return;
    this.isHeld = false;
    if (words === null) this.banner.unsay("fault");
    else this.banner.say("fault", { fact: words, next: "" });
  }

  private leave(): boolean {
    void this.guests.leave().then((done) => {
      if (done) location.assign(this.slots.root.dataset.wayOut ?? "/");
      else this.banner.say("fault", { fact: NOT_DONE, next: "" });
    });
    return true;
  }

  private shut(otherwise: Left): Left {
    this.sheet.close();
    const forGood = otherwise === "lost";
    const lost = this.link.unsent || this.messages.waits;
    this.voice.close();
    this.call.close();
    this.guests.close();
    // Otherwise what has not been sent stays stored, for who comes back or for the lesson that goes on.
    if (forGood) this.link.close();
    this.socket.stop();
    this.sleep();
    this.delays.dropAll();
    const waits = forGood ? lost : this.messages.keepUnsent() || this.link.unkeptItems.size > 0;
    return waits ? otherwise : "all";
  }
}

const root = document.querySelector<HTMLElement>("[data-room]");
if (root !== null) void new Room(root).open();

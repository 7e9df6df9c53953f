import { keepAwake } from "../call/devices";
import { Call } from "../call/peer";
import { armSound } from "../call/sound";
import { ChatLog } from "../chat/chat_log";
import { ChatView } from "../chat/chat_view";
import type { IceServer, LessonState, Person, RoomIncoming, RoomOutgoing } from "../live/protocol";
import { RoomLink } from "../live/room_link";
import { browserWorld, type Ending, type LinkState, LiveSocket } from "../live/socket";
import { unkeptStore } from "../live/unkept_store";
import { Banner } from "../room/banner";
import { Panels } from "../room/panels";
import { wireReport } from "../room/report";
import { Sheet } from "../room/sheet";
import { Shelves } from "../room/shelves";
import { type IconName, Icons, Slots } from "../room/slots";
import { Voice } from "../room/voice";
import { BACK_IN_LINE, type Sentence, Words } from "../room/words";
import { announce } from "./announce";

/** The room: the socket's messages on one side, the board, the call and the chat on the other. */
const ICE_FRESH_MS = 60_000;
const ICE_PATIENCE_MS = 1500;
const OFFLINE_SHOWN_AFTER_MS = 1200;
const GONE_SHOWN_AFTER_MS = 2500;
const UNKEPT_SHOWN_AFTER_MS = 1500;
const PEEK_FOR_MS = 7000;
/** Longer, and the queue would take the pupil for gone. */
const READ_BEFORE_LEAVING_MS = 4000;

class Room {
  private readonly slots: Slots;
  private readonly icons: Icons;
  private readonly words: Words;
  private readonly banner: Banner;
  private readonly sheet: Sheet;
  private readonly link: RoomLink;
  private readonly socket: LiveSocket<RoomIncoming, RoomOutgoing>;
  private readonly call: Call;
  private readonly voice: Voice;
  private readonly chat: ChatLog;
  private readonly chatView: ChatView;
  private readonly sleep: () => void;

  private readonly me: string;
  private name = "";
  private readonly people = new Map<string, Person>();
  private abilities: readonly string[] = ["write"];
  private lesson: LessonState | null = null;
  private ice: { servers: RTCIceServer[]; at: number } = { servers: [], at: Number.NEGATIVE_INFINITY };
  private iceWaiting: ((servers: RTCIceServer[]) => void)[] = [];
  private met = false;
  private unread = 0;
  private endedByMe = false;
  private closed = false;
  private readonly delays = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(root: HTMLElement) {
    this.slots = new Slots(root);
    this.icons = new Icons(this.slots.find<HTMLTemplateElement>("template[data-icons]"));
    const { role = "pupil", me = "", other = "", lesson = "", ticketUrl = "" } = root.dataset;
    this.me = me;
    this.words = new Words(role === "teacher", other);
    this.banner = new Banner(this.slots.get("state"), this.icons);
    const panels = new Panels(this.slots, (panel) => this.panelOpened(panel));
    new Shelves(this.slots, panels);

    this.socket = new LiveSocket<RoomIncoming, RoomOutgoing>(
      {
        onMessage: (message) => this.heard(message),
        onBinary: (frame) => this.link.receive(frame),
        onState: (state, ending) => this.linkIs(state, ending),
      },
      browserWorld(ticketUrl, JSON.parse(document.getElementById("room-ticket")?.textContent ?? "null")),
    );
    this.sheet = new Sheet(this.slots, {
      me,
      pages: JSON.parse(document.getElementById("room-pages")?.textContent ?? "[]"),
      words: this.words,
      now: () => this.socket.clock.now(),
      person: (id) => this.people.get(id),
      mayWrite: () => this.abilities.includes("write") && !this.closed,
    });
    this.link = new RoomLink(
      this.sheet.doc,
      this.sheet.awareness,
      {
        send: (frame) => this.socket.sendBinary(frame),
        after: (delay, act) => {
          const timer = setTimeout(act, delay);
          return () => clearTimeout(timer);
        },
        store: unkeptStore(`${lesson}/${me}`, globalThis.indexedDB, Date.now),
      },
      {
        onSynced: () => this.sheet.synced(),
        onUnkept: (items) => this.unkept(items),
      },
    );
    this.call = new Call({
      send: (signal) => this.socket.send({ type: "signal", data: signal }),
      iceServers: () => this.iceServers(),
      onVoice: (stream) => this.voice.play(stream),
      onPicture: (stream) => this.voice.showPicture(stream),
      onState: (state) => {
        this.voice.callIs(state);
        if (state === "mending")
          this.later("voice", OFFLINE_SHOWN_AFTER_MS, () =>
            this.banner.say("voice", this.words.voiceMending()),
          );
        else this.now("voice", () => this.banner.unsay("voice"));
      },
      onQuality: (grade) => this.voice.qualityIs(grade),
      onPictureHeld: (held) =>
        held ? this.banner.say("weak", this.words.weak()) : this.banner.unsay("weak"),
    });
    this.voice = new Voice(this.slots, this.icons, this.call, {
      onMedia: (mic, camera) => this.socket.send({ type: "media", mic, camera }),
      onMicrophone: (refusal) => {
        if (refusal === null) this.banner.unsay("microphone");
        else this.banner.say("microphone", this.words.noMicrophone(refusal));
      },
      onCamera: (refusal) => {
        if (refusal === null) this.banner.unsay("camera");
        else this.banner.say("camera", this.words.noCamera());
      },
    });
    this.chat = new ChatLog(
      () => ({ id: me, name: this.name }),
      (cid, text) => this.socket.send({ type: "chat", cid, text }),
      () => crypto.randomUUID(),
    );
    this.chatView = new ChatView(
      this.slots.get("log"),
      this.slots.get<HTMLFormElement>("chat-form"),
      this.slots.get<HTMLTextAreaElement>("chat-field"),
      this.chat,
      () => me,
      () => this.chatView.toEnd(),
    );
    this.sleep = keepAwake();
    this.wire();
  }

  async open(): Promise<void> {
    armSound();
    this.banner.say("joining", this.words.joining());
    void this.voice.openMicrophone();
    await this.link.restore();
    this.socket.start();
  }

  // -- the socket --------------------------------------------------------------------------------------

  private heard(message: RoomIncoming): void {
    switch (message.type) {
      case "welcome":
        this.welcome(message);
        return;
      case "joined":
        this.people.set(message.person.id, message.person);
        this.otherCame(message.person);
        if (this.isOther(message.person)) this.call.joined();
        this.sayMedia();
        return;
      case "left":
        this.otherLeft(message.id);
        return;
      case "kept":
        this.link.kept(message.n);
        return;
      case "chat":
        if (this.chat.heard(message)) this.said(message.name, message.text);
        this.chatView.show();
        return;
      case "signal":
        if (this.isOther(this.people.get(message.from))) this.call.signal(message.data);
        return;
      case "media":
        if (this.isOther(this.people.get(message.from))) this.voice.theirMedia(message.mic, message.camera);
        return;
      case "state":
        this.lesson = message.lesson;
        this.showTime();
        return;
      case "ice":
        this.freshIce(message.ice_servers);
        return;
      case "notice":
        this.banner.say("closing", { fact: message.message, next: this.words.noticed(message.code) });
        return;
      case "over":
        this.over(message);
        return;
      case "moved":
        this.end({ code: "moved", message: "", nextUrl: null });
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
    this.lesson = message.lesson;
    this.freshIce(message.ice_servers);
    const before = new Set(this.people.keys());
    this.people.clear();
    this.people.set(message.you.id, message.you);
    for (const person of message.people) this.people.set(person.id, person);
    for (const id of before) if (!this.people.has(id)) this.otherLeft(id);
    this.link.connect();
    const fresh = this.chat.rejoined(message.chat);
    if (this.met) for (const line of fresh) this.said(line.name, line.text);
    this.chatView.show();
    const other = message.people.find((person) => this.isOther(person));
    if (other !== undefined) {
      this.otherCame(other);
      this.call.foundSomeone();
    }
    this.sayMedia();
    this.showTime();
  }

  private linkIs(state: LinkState, ending: Ending | null): void {
    if (this.closed) return;
    this.slots.root.dataset.phase = state;
    if (state === "online") {
      this.now("offline", () => this.banner.unsay("offline"));
      return;
    }
    if (state === "ended") {
      if (ending !== null) this.end(ending);
      return;
    }
    this.link.disconnect();
    this.chat.cut();
    this.chatView.show();
    if (state === "offline") {
      this.later("offline", OFFLINE_SHOWN_AFTER_MS, () => this.banner.say("offline", this.words.offline()));
    }
  }

  private fault(code: string, message: string): void {
    if (code === "document_full" || code === "too_large" || code === "not_kept" || code === "refused") {
      this.banner.say("fault", { fact: message, next: "" });
    }
  }

  // -- people ------------------------------------------------------------------------------------------

  /** The one on the other side: a third person is announced, and is not in the call. */
  private isOther(person: Person | undefined): boolean {
    return person !== undefined && person.id !== this.me && person.role !== "guest";
  }

  private otherCame(person: Person): void {
    if (!this.isOther(person)) {
      announce(`${person.name} est dans la salle.`);
      this.banner.say("closing", { fact: `${person.name} est dans la salle.`, next: "" });
      return;
    }
    this.now("gone", () => this.banner.unsay("gone", "joining"));
    if (!this.met) announce(this.words.lessonRunning());
    this.met = true;
    this.voice.otherIs(true);
  }

  private otherLeft(id: string): void {
    const person = this.people.get(id);
    this.people.delete(id);
    this.sheet.left(id);
    if (!this.isOther(person) && this.met && id === this.me) return;
    if (person !== undefined && !this.isOther(person)) return;
    this.voice.otherIs(false);
    this.call.left();
    this.later("gone", GONE_SHOWN_AFTER_MS, () => this.banner.say("gone", this.words.gone()));
  }

  // -- call --------------------------------------------------------------------------------------------

  private sayMedia(): void {
    this.socket.send({ type: "media", ...this.voice.media });
  }

  private freshIce(servers: readonly IceServer[]): void {
    this.ice = {
      servers: servers.map((server) => ({ ...server, urls: [...server.urls] })),
      at: performance.now(),
    };
    for (const give of this.iceWaiting.splice(0)) give(this.ice.servers);
  }

  private iceServers(): Promise<RTCIceServer[]> {
    if (performance.now() - this.ice.at < ICE_FRESH_MS) return Promise.resolve(this.ice.servers);
    return new Promise((resolve) => {
      this.iceWaiting.push(resolve);
      // Without an answer, those we had are better than none.
      setTimeout(() => resolve(this.ice.servers), ICE_PATIENCE_MS);
      this.socket.send({ type: "ice" });
    });
  }

  // -- messages ----------------------------------------------------------------------------------------

  private said(name: string, text: string): void {
    if (this.talkIsSeen()) return;
    this.unread += 1;
    this.showUnread();
    const peek = this.slots.get("peek");
    const who = document.createElement("b");
    who.textContent = name;
    const words = document.createElement("span");
    words.textContent = text;
    peek.replaceChildren(who, " ", words);
    peek.hidden = false;
    this.later("peek", PEEK_FOR_MS, () => {
      peek.hidden = true;
    });
  }

  private panelOpened(panel: string | null): void {
    if (panel === "talk" || this.talkIsSeen()) {
      this.unread = 0;
      this.showUnread();
      this.slots.get("peek").hidden = true;
      this.chatView.toEnd();
    }
    if (panel === "talk") this.slots.get("chat-field").focus({ preventScroll: true });
  }

  private talkIsSeen(): boolean {
    return this.slots.get("talk").offsetParent !== null && document.visibilityState === "visible";
  }

  private showUnread(): void {
    const badge = this.slots.get("unread");
    badge.hidden = this.unread === 0;
    badge.textContent = String(this.unread);
    const label =
      this.unread === 0
        ? "Écrire"
        : `Écrire, ${this.unread} nouveau${this.unread > 1 ? "x" : ""} message${this.unread > 1 ? "s" : ""}`;
    this.slots.get("chat-key").setAttribute("aria-label", label);
  }

  // -- what is shown -----------------------------------------------------------------------------------

  private unkept(items: number): void {
    const place = this.slots.get("unkept");
    this.slots.root.dataset.unkept = String(items);
    if (items === 0) {
      this.now("unkept", () => {
        place.hidden = true;
      });
    } else if (place.hidden) {
      this.later("unkept", UNKEPT_SHOWN_AFTER_MS, () => {
        place.textContent = this.words.unkept(this.link.unkeptItems);
        place.hidden = false;
      });
    } else {
      place.textContent = this.words.unkept(items);
    }
  }

  private showTime(): void {
    const started = this.lesson?.started_at;
    const chip = this.slots.get("timer");
    chip.hidden = started === null || started === undefined;
    if (started === null || started === undefined) return;
    const minutes = Math.max(0, Math.floor((this.socket.clock.now() - Date.parse(started)) / 60_000));
    chip.textContent = minutes < 1 ? "moins d’une minute" : `${minutes} min`;
    if (!this.closed) this.later("time", 15_000, () => this.showTime());
  }

  private wire(): void {
    const ending = this.slots.get<HTMLDialogElement>("end-dialog");
    this.slots.on("end", () => {
      ending.returnValue = "";
      ending.showModal();
    });
    ending.addEventListener("close", () => {
      if (ending.returnValue !== "end") return;
      this.endedByMe = true;
      if (!this.socket.send({ type: "end" })) this.banner.say("offline", this.words.offline());
    });
    wireReport(this.slots);
    // Restored from the browser's page cache, its sockets are dead: start afresh.
    addEventListener("pageshow", (event) => {
      if (event.persisted) location.reload();
    });
    const { visualViewport } = globalThis;
    visualViewport?.addEventListener("resize", () => {
      this.slots.root.style.height = `${visualViewport.height}px`;
      this.sheet.reveal();
      this.chatView.toEnd();
    });
  }

  // -- the end -----------------------------------------------------------------------------------------

  private over({ by, why, next_url }: Extract<RoomIncoming, { type: "over" }>): void {
    const mine = by === this.me || this.endedByMe;
    this.shut(this.words.over(why, mine ? "mine" : by === "" ? "nobody" : "theirs"), next_url, iconOf(why));
    if (this.words.asksAfter(why)) this.askAfter();
    this.leave(why, next_url, mine);
  }

  /** « Tu saurais le refaire ? » where the pupil reads that it is over: one tap answers and goes on. */
  private askAfter(): void {
    const question = this.slots.get("redo");
    question.hidden = false;
    const later = this.slots.get("over-link");
    later.textContent = "Répondre plus tard";
    later.classList.remove("go");
    question.querySelector<HTMLElement>("h2")?.focus();
  }

  private end(ending: Ending): void {
    const { code, message, nextUrl } = ending;
    this.shut(this.words.refused(code, message), nextUrl, iconOf(code));
    if (code === "moved") {
      const link = this.slots.get<HTMLAnchorElement>("over-link");
      link.href = location.pathname;
      link.textContent = "Revenir ici";
    } else {
      this.leave(code, nextUrl ?? "", false);
    }
  }

  /** Whoever ended it goes at once; whoever waits again, as soon as they have read it: the next teacher rings there. */
  private leave(why: string, nextUrl: string, mine: boolean): void {
    if (nextUrl === "") return;
    if (mine) location.assign(nextUrl);
    else if (BACK_IN_LINE.has(why) && !this.words.teaches)
      setTimeout(() => location.assign(nextUrl), READ_BEFORE_LEAVING_MS);
    const wayOut = this.words.wayOut(why);
    if (wayOut !== null) this.slots.get("over-link").textContent = wayOut;
  }

  private shut(sentence: Sentence, nextUrl: string | null, icon: IconName): void {
    if (this.closed) return;
    this.sheet.close();
    this.closed = true;
    this.slots.root.dataset.phase = "ended";
    this.voice.close();
    this.call.close();
    // Moved to another device: what this one has not sent yet stays stored for its return.
    if (icon !== "swap") this.link.close();
    this.socket.stop();
    this.sleep();
    for (const timer of this.delays.values()) clearTimeout(timer);
    this.icons.put(this.slots.get("over-icon"), icon);
    this.slots.get("over-title").textContent = sentence.fact;
    this.slots.get("over-text").textContent = sentence.next;
    const link = this.slots.get<HTMLAnchorElement>("over-link");
    if (nextUrl !== null && nextUrl !== "") link.href = nextUrl;
    for (const dialog of this.slots.all<HTMLDialogElement>("dialog[open]")) dialog.close();
    this.slots.get("over").hidden = false;
    link.focus();
  }

  // -- delays ------------------------------------------------------------------------------------------

  /** A trouble shorter than the delay is not shown. */
  private later(name: string, delayMs: number, act: () => void): void {
    const running = this.delays.get(name);
    if (running !== undefined && name !== "peek") return;
    clearTimeout(running);
    this.delays.set(
      name,
      setTimeout(() => {
        this.delays.delete(name);
        act();
      }, delayMs),
    );
  }

  private now(name: string, act: () => void): void {
    clearTimeout(this.delays.get(name));
    this.delays.delete(name);
    act();
  }
}

function iconOf(why: string): IconName {
  if (why === "moved") return "swap";
  return BACK_IN_LINE.has(why) && why !== "taken_back" ? "nonet" : "check";
}

const root = document.querySelector<HTMLElement>("[data-room]");
if (root !== null) void new Room(root).open();

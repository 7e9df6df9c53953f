import { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import { BoardDocument } from "../board/board_document";
import { BoardView } from "../board/board_view";
import { moved, zoomed } from "../board/camera";
import type { Clipboard } from "../board/clipboard";
import type { Place } from "../board/geometry";
import { Hand, type Tool } from "../board/hand";
import { PAPERS } from "../board/item";
import { Keyboard } from "../board/keyboard";
import type { WorkPage } from "../board/laid";
import { type Other, Others } from "../board/others";
import { Stylus } from "../board/stylus";
import { TextEditor } from "../board/text_editor";
import { GeometrySet } from "../instruments/set";
import { MathsDesk } from "../maths/desk";
import { announce } from "../pages/announce";
import type { AidsPalette } from "./aids_palette";
import type { Done } from "./done";
import { EraserBar } from "./eraser_bar";
import { FileKeys, type Put } from "./file_keys";
import { keepFocus } from "./focus";
import { follow } from "./follow";
import { type Ahead, Later } from "./later";
import { PageBar } from "./page_bar";
import { setAttribute, setHidden, setPressed } from "./same";
import { SelectionBar } from "./selection_bar";
import type { Slots } from "./slots";
import { ToldBoard } from "./told_board";
import { Tools } from "./tools";
import { UndoKeys } from "./undo_keys";
import type { Words } from "./words";

/** A colour chosen with one of these takes up the pen. */
const COLOURLESS: ReadonlySet<Tool> = new Set(["eraser", "move", "select", "laser"]);

export interface SheetOptions {
  readonly me: string;
  readonly pages: readonly WorkPage[];
  readonly words: Words;
  now(): number;
  person(id: string): Other | undefined;
  /** Of the one on the other side alone: neither of this person nor of a guest. */
  nameOfOther(id: string): string | undefined;
  /** Whether `text` must not stand on the board; it is said why. */
  holds(text: string): boolean;
  mayWrite(): boolean;
  answers(): boolean;
  /** A tool is on its way, or did not come; null: neither. */
  coming(words: string | null): void;
  /** Something could not be put on the board. */
  fault(fact: string): void;
  /** Items this person wrote while away, which nobody has seen yet. */
  unheard(): Iterable<string>;
}

/** The board and everything around it on the page: tools, colours, paper, zoom, cursors, words. */
export class Sheet {
  readonly doc = new Y.Doc();
  readonly awareness = new Awareness(this.doc);
  readonly board: BoardDocument;
  private readonly view: BoardView;
  private readonly others: Others;
  private readonly editor: TextEditor;
  private readonly keyboard: Keyboard;
  private readonly tools: Tools;
  private readonly pages: PageBar;
  private readonly selectionBar: SelectionBar;
  private readonly eraserBar: EraserBar;
  private readonly instruments: GeometrySet;
  readonly maths: MathsDesk;
  private readonly aids: Later<AidsPalette>;
  private readonly clipboard: Later<Clipboard>;
  private readonly files: FileKeys;
  private readonly done: Later<Done>;
  private readonly surface: HTMLElement;
  private readonly laser: HTMLElement;
  private readonly showFollow: () => void;
  private readonly papers: readonly HTMLElement[];
  private readonly stylus = new Stylus();
  private tool: Tool = "pen";
  private colour: string;
  private framed = false;
  private readonly told: ToldBoard;

  constructor(
    private readonly slots: Slots,
    private readonly options: SheetOptions,
  ) {
    this.surface = slots.find("[data-board]");
    this.laser = slots.get("laser");
    this.papers = slots.all("[data-paper]");
    this.colour = slots.all("[data-colour]")[0]?.dataset.colour ?? "#14211C";
    this.board = new BoardDocument(options.me, options.now, () => crypto.randomUUID().slice(0, 13), this.doc);
    this.view = new BoardView(
      this.board,
      slots.find<HTMLCanvasElement>("[data-settled]"),
      slots.find("[data-live]"),
      () => this.cameraMoved(),
      () => this.changed(),
    );
    this.told = new ToldBoard(slots.get("account"), this.view, options.me, options.person, () =>
      this.pages?.told(),
    );
    this.others = new Others(
      slots.get("cursors"),
      this.view,
      this.awareness,
      options.me,
      options.person,
      options.words.framed(),
      () => ({ ...this.instruments?.told(), ...this.done?.here?.told() }),
      () => this.showFollow?.(),
    );
    const apart = (): void =>
      options.coming("Quelqu’un d’autre l’a changé pendant ce temps\u00a0: tout est gardé.");
    this.board.apart = apart;
    this.board.unheard = options.unheard;
    this.done = new Later(async () => {
      const { Done } = await import("./done");
      return new Done(slots, this.awareness, {
        name: options.nameOfOther,
        changed: () => this.others.looked(),
      });
    }, options.coming);
    // In the rooms of the smallest, from the first moment.
    const ends = slots.all("[data-do=done], [data-do=done-seen]");
    this.done.pressedBy(ends);
    if (ends.length > 0) void this.done.ahead();
    this.editor = new TextEditor(slots.get("text"), this.view, this.board, options.holds, apart);
    this.tools = new Tools(this.view, this.board, this.editor, {
      colour: () => this.colour,
      mark: (at) => this.mark(at),
      selectionChanged: () => this.selectionBar.lay(),
      say: announce,
      again: (id) => this.edit(id),
    });
    this.pages = new PageBar(slots, this.view, this.board, {
      mayWrite: options.mayWrite,
      leaves: (gone) => {
        fingers.finish();
        this.keyboard.liftUnsaid();
        this.tools.leave(true);
        return gone ? this.editor.carry() : () => undefined;
      },
      held: () => {
        this.editor.keep();
        // Beside the key that would have turned the page.
        if (this.editor.open) slots.get("text").focus();
        return this.editor.open;
      },
      turned: (anew) => this.turned(anew),
      say: announce,
      // What went before one came in is no news.
      show: (text) => this.framed && options.coming(text),
      coming: options.coming,
    });
    this.showFollow = follow(slots, this.board, this.view, this.others, this.pages, options.words);
    this.selectionBar = new SelectionBar(slots, this.view, this.board, this.tools.selection, announce, () =>
      this.edit(this.tools.selection.only),
    );
    this.eraserBar = new EraserBar(slots, this.view, this.tools.eraser);
    this.instruments = new GeometrySet(slots, this.view, this.board, this.awareness, {
      stylus: this.stylus,
      tool: () => this.tool,
      colour: () => this.colour,
      mayWrite: options.mayWrite,
      changed: () => this.others.looked(),
      coming: options.coming,
      say: announce,
    });
    const laid = (id: string): void => this.inHand([id]);
    this.files = new FileKeys(slots, this.view, this.board, {
      mayWrite: options.mayWrite,
      laid,
      goTo: (page) => this.pages.go(page),
      fault: options.fault,
      arrived: () => options.coming(null),
      say: announce,
    });
    this.aids = new Later(async () => {
      const { AidsPalette } = await import("./aids_palette");
      return new AidsPalette(slots, this.view, this.board, { mayWrite: options.mayWrite, laid });
    }, options.coming);
    this.aids.pressedBy(slots.all('[data-do="aids"]'));
    this.clipboard = new Later(async () => {
      const { Clipboard } = await import("../board/clipboard");
      return new Clipboard(this.view, this.board, this.tools.selection, {
        mayWrite: options.mayWrite,
        laid: (ids) => this.inHand(ids),
        say: announce,
      });
    }, options.coming);
    this.maths = new MathsDesk(slots, this.view, this.board, {
      colour: () => this.colour,
      mayWrite: options.mayWrite,
      holds: options.holds,
      laid,
      apart,
      say: announce,
      coming: options.coming,
    });
    const hand = {
      stylus: this.stylus,
      tool: () => this.tool,
      colour: () => this.colour,
      mayWrite: options.mayWrite,
      answers: options.answers,
      gesture: (tool: Tool) => this.tools.gesture(tool),
      eraser: this.tools.eraser,
      edge: (at: Place) => this.instruments.edge(at),
      selection: this.tools.selection,
      fingerMoves: (moves: boolean) => this.fingerMoves(moves),
      onPointer: (at: Place | null) => this.pointed(at),
    };
    const fingers = new Hand(this.surface, this.view, this.board, hand);
    slots.on("finger-writes", () => fingers.fingersWrite());
    this.keyboard = new Keyboard(this.surface, slots.get("target"), this.view, this.board, {
      ...hand,
      choose: (tool) => this.choose(tool),
      turn: (by) => this.pages.step(by),
      write: (what) => this.write(what),
      clip: (key) => this.clip(key),
      say: (text) => announce(text),
    });
    new UndoKeys(slots, this.board, {
      before: () => {
        this.editor.keep();
        const lifted = this.keyboard.liftUnsaid();
        return lifted === "" ? "" : `${lifted} `;
      },
      take: (act) => this.pages.own(act),
      goTo: (page) => this.pages.go(page),
      say: announce,
      show: options.coming,
    });
    this.wire();
    this.choose("pen");
    this.showColour();
    this.changed();
  }

  /** The board is as the server has it: the first who comes in lays the begun work on it. */
  synced(): void {
    this.board.laid.work(this.options.pages);
    this.view.retry();
    if (this.framed) return;
    this.framed = true;
    // What was there before one came in is no news.
    this.view.news.clear();
    this.view.lookAtStart(this.covered());
  }

  /** A picture taken in the room goes on the board, and the pen is in hand to write on it. */
  async put(file: File, again: boolean): Promise<Put> {
    const lost = "La photo n’est pas partie. Elle est gardée\u00a0: on la renvoie.";
    const done = await this.files.put(file, again ? null : lost);
    if (done !== "laid") return done;
    if (again) this.options.coming(null);
    this.choose("pen");
    return done;
  }

  /** What came in a message. */
  lay(pages: readonly WorkPage[]): void {
    if (this.options.mayWrite()) this.files.lay(pages);
  }

  /** What comes after the rest. */
  get later(): readonly Ahead[] {
    const { selectionBar, instruments, pages, aids, maths, told } = this;
    return [
      selectionBar.photo,
      instruments.tray,
      pages.sheet,
      this.clipboard,
      aids,
      maths.dialogs,
      told.aloud,
    ];
  }

  left(id: string): void {
    this.others.left(id);
  }

  close(): void {
    this.editor.keep();
  }

  private wire(): void {
    const { slots, view } = this;
    keepFocus(slots.root, this.surface, slots.get("text"));
    for (const button of slots.all("[data-tool]")) {
      button.addEventListener("click", () => this.choose(button.dataset.tool as Tool));
    }
    for (const button of slots.all("[data-colour]")) {
      button.addEventListener("click", () => {
        this.colour = button.dataset.colour ?? this.colour;
        if (COLOURLESS.has(this.tool)) this.choose("pen");
        this.showColour();
      });
    }
    for (const button of slots.all("[data-paper]")) {
      button.addEventListener("click", () => {
        const paper = PAPERS.find((known) => known === button.dataset.paper);
        if (paper !== undefined) this.board.setPaper(paper);
      });
    }
    for (const button of slots.all("[data-page]")) {
      button.addEventListener("click", () => this.showPage(button.dataset.page ?? ""));
    }
    const middle = (): Place => ({
      x: view.viewport.width / 2,
      y: view.viewport.height / 2,
    });
    slots.on("fit", () => view.lookAtAll(this.covered()));
    slots.on("zoom-in", () => view.look(zoomed(view.camera, 1.25, middle())));
    slots.on("zoom-out", () => view.look(zoomed(view.camera, 0.8, middle())));
  }

  /** A text, a formula or a curve, written again. False when it is nothing of these. */
  private edit(id: string | null): boolean {
    const item = id === null ? undefined : this.view.shape(id)?.item;
    if (this.maths.edit(item)) return true;
    if (item?.kind !== "text" || !this.options.mayWrite()) return false;
    this.tools.selection.clear();
    this.editor.openAt({ x: item.place.x + 1, y: item.place.y + 1 }, item.colour);
    return true;
  }

  private write(what: "formula" | "graph"): void {
    if (what === "graph") this.maths.newGraph();
    else if (!this.edit(this.tools.selection.only)) this.maths.newFormula();
  }

  /** Nothing was copied before what copies has come. */
  private clip(key: string): boolean {
    if (key !== "c" && key !== "x" && key !== "v") return false;
    const may = key === "v" ? this.clipboard.here !== null : this.tools.selection.count > 0;
    if (may) void this.clipboard.get().then((clipboard) => clipboard?.press(key));
    return may;
  }

  private choose(tool: Tool): void {
    this.editor.keep();
    if (tool !== this.tool) this.tools.leave();
    this.tool = tool;
    this.others.laser = tool === "laser";
    this.eraserBar.hold(tool === "eraser");
    this.surface.dataset.using = tool;
    for (const button of this.slots.all("[data-tool]")) setPressed(button, button.dataset.tool === tool);
  }

  private showColour(): void {
    this.slots.get("ink").style.backgroundColor = this.colour;
    for (const button of this.slots.all("[data-colour]"))
      setPressed(button, button.dataset.colour === this.colour);
  }

  private showPage(id: string): void {
    this.pages.go(this.board.pageOf(`page-${id}`));
    const shape = this.view.shape(`page-${id}`);
    if (shape !== undefined) this.view.lookAt(shape.box, this.covered());
  }

  private cameraMoved(): void {
    this.others.looked();
    this.keyboard.lay();
    this.editor.lay();
    this.selectionBar.lay();
    this.instruments.lay();
    this.mark(this.marked);
    this.showFollow?.();
  }

  /** The first end of a figure, put by a tap. */
  private mark(at: Place | null): void {
    this.marked = at;
    lay(this.slots.get("corner"), at === null ? null : this.view.toScreen(at));
  }

  private pointed(at: Place | null): void {
    this.others.pointed(at);
    const shown = this.tool === "laser" ? at : null;
    this.eraserBar.point(at);
    lay(this.laser, shown === null ? null : this.view.toScreen(shown));
  }

  /** A stylus is about: said once, and taken back by whoever has laid it down. */
  private fingerMoves(moves: boolean): void {
    this.slots.get("finger-writes").hidden = !moves;
    if (moves) announce("Le stylet écrit, le doigt déplace la feuille.");
  }

  private marked: Place | null = null;

  private changed(): void {
    const paper = this.board.paper;
    for (const button of this.papers) setPressed(button, button.dataset.paper === paper);
    setAttribute(this.surface, "data-items", String(this.board.items.size));
    this.selectionBar.lay();
    this.pages.show();
    this.told.changed();
  }

  /** What was just laid is in hand. */
  private inHand(ids: readonly string[]): void {
    this.choose("select");
    this.tools.selection.choose(ids);
  }

  private turned(anew: boolean): void {
    if (anew) this.view.lookAtStart(this.covered());
    this.others.looked();
    this.instruments.layTheirs();
    this.showFollow?.();
  }

  /** Pixels of the board hidden at the top by what floats over it. */
  private covered(): number {
    const bar = this.slots.find(".bar").getBoundingClientRect();
    const board = this.surface.getBoundingClientRect();
    return bar.bottom > board.top && bar.top < board.bottom ? bar.bottom - board.top : 0;
  }

  /** The keyboard opened under a text being written: the sheet moves up. */
  reveal(): void {
    if (!this.editor.open) return;
    const field = this.slots.get("text").getBoundingClientRect();
    const board = this.surface.getBoundingClientRect();
    const hidden = field.bottom - board.bottom + 16;
    if (hidden > 0) this.view.look(moved(this.view.camera, 0, -hidden));
  }
}

function lay(element: HTMLElement, at: Place | null): void {
  setHidden(element, at === null);
  if (at !== null) element.style.transform = `translate(${at.x}px, ${at.y}px)`;
}

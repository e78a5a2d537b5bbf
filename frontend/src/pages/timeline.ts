// The timeline editor: the track, the charts below it, the list of stretches and the fields, all over one drawing.
import { Charts } from "../parts/chart";
import { signOf, stretchesOf } from "../parts/stretches";
import type { Travel } from "../parts/directions";
import { tell } from "../parts/telling";
import { Draft } from "../parts/timeline-draft";
import { listen } from "../parts/timeline-keys";
import { Rows } from "../parts/timeline-list";
import { type Deed, Drawing, type Piece, type Span, type Way, exactClock } from "../parts/timeline-model";
import { Preview } from "../parts/timeline-preview";
import { Track } from "../parts/timeline-track";

const EDGE_EPSILON_S = 0.001;

export class Editor {
  readonly drawing: Drawing;
  readonly track: Track;
  private readonly rows: Rows;
  private readonly draft: Draft;
  private readonly preview: Preview;
  private readonly says: DOMStringMap;
  /** A time within the chosen stretch. [s] */
  private chosen_s = 0;
  private held: { place: number; to_s: number } | null = null;

  constructor(
    private readonly root: HTMLElement,
    readonly charts: Charts,
  ) {
    const list = one(root, "[data-rows]");
    const words = new Map(
      [...root.querySelectorAll<HTMLElement>("[data-words] [data-travel]")].map((each) => [
        `${each.dataset["travel"]} ${each.dataset["gait"]}`,
        each.textContent?.trim() ?? "",
      ]),
    );
    this.says = one(root, "[data-says]").dataset;
    const open = this.says["open"] ?? "";
    this.drawing = new Drawing(stretchesOf(one(root, "[data-stretches]")), (travel, gait, isOpen) =>
      isOpen ? open : (words.get(`${travel} ${gait}`) ?? travel),
    );
    this.track = new Track(one<HTMLCanvasElement>(root, "[data-track]"), charts, this.drawing, {
      pick: (time_s) => this.pick(time_s),
      drag: (place, to_s) => this.drag(place, to_s),
      drop: (place, to_s) => this.drop(place, to_s),
      cancel: () => this.letGo(),
    });
    this.rows = new Rows(list, one<HTMLTemplateElement>(root, "[data-row]"), (time_s) => this.pick(time_s));
    this.draft = new Draft(root.dataset["activity"] ?? "");
    this.preview = new Preview(root, () => this.drawing.done, () => this.draft.send());
    this.begin();
  }

  private begin(): void {
    const kept = this.draft.kept("changed" in this.root.dataset);
    if (kept.length > 0) {
      this.drawing.restore(kept);
      tell(this.says["kept"] ?? "");
    }
    for (const each of this.root.querySelectorAll<HTMLElement>("[data-scripted]")) each.hidden = false;
    for (const each of this.root.querySelectorAll<HTMLElement>("[data-plain]")) each.hidden = true;
    this.root.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-deed]") : null;
      if (button !== null && button.getAttribute("aria-disabled") !== "true") this.act(button.dataset["deed"] ?? "");
    });
    one<HTMLFormElement>(this.root, "[data-fields]").addEventListener("submit", (event) => {
      event.preventDefault();
      this.applyFields();
    });
    this.charts.addEventListener("point", () => this.follow());
    listen(one(this.root, "[data-hold]"), this);
    this.charts.point(Number(this.root.dataset["at"] ?? 0));
    this.choose(this.charts.time_s ?? 0);
    this.redraw();
  }

  // ── Choosing ───────────────────────────────────────────────────────────────────────────────────

  get piece(): Piece | undefined {
    return this.drawing.pieces[this.drawing.at(this.chosen_s)];
  }

  /** Point at a time, and choose what lies there. */
  pick(time_s: number): void {
    this.charts.point(time_s);
    this.choose(time_s);
  }

  private choose(time_s: number): void {
    if (this.drawing.at(time_s) < 0) return;
    this.chosen_s = time_s;
    this.show();
    this.announceChosen();
  }

  /** What the charts point at is chosen, too. */
  private follow(): void {
    const time_s = this.charts.time_s;
    if (time_s === null || this.held !== null) return;
    const [now, then] = [this.drawing.at(time_s), this.drawing.at(this.chosen_s)];
    this.chosen_s = now < 0 ? this.chosen_s : time_s;
    if (now >= 0 && now !== then) this.show();
  }

  step(by_s: number): void {
    if (this.held !== null) {
      this.drag(this.held.place, this.held.to_s + by_s);
      this.say("edge", { time: exactClock(this.held.to_s) });
      return;
    }
    const before = this.drawing.at(this.chosen_s);
    const time_s = Math.min(Math.max((this.charts.time_s ?? 0) + by_s, 0), this.charts.end_s);
    this.charts.point(Math.round(time_s * 1000) / 1000);
    this.reveal(time_s);
    if (this.drawing.at(this.chosen_s) === before) this.say("time", { time: exactClock(time_s) });
    else this.announceChosen();
  }

  /** To the next stretch, or the one before. */
  turn(by: number): void {
    const place = this.drawing.at(this.chosen_s) + by;
    const piece = this.drawing.pieces[place];
    if (piece === undefined) return;
    this.pick(piece.start_s + EDGE_EPSILON_S);
    this.reveal(piece.start_s);
  }

  private reveal(time_s: number): void {
    const long_s = this.charts.to_s - this.charts.from_s;
    if (time_s < this.charts.from_s) this.charts.show(time_s - 0.1 * long_s, time_s + 0.9 * long_s);
    if (time_s > this.charts.to_s) this.charts.show(time_s - 0.9 * long_s, time_s + 0.1 * long_s);
  }

  // ── Drawing ────────────────────────────────────────────────────────────────────────────────────

  act(deed: string): void {
    const piece = this.piece;
    const [kind, what] = deed.split(":");
    if (kind === "undo" || kind === "redo") this.back(kind);
    else if (kind === "preview") void this.preview.ask();
    else if (kind === "discard") this.discard();
    else if (piece === undefined) return;
    else if (kind === "way") this.label(piece, what as Way);
    else if (kind === "gait") this.label(piece, piece.travel, what ?? null);
    else if (kind === "split") this.split(piece);
    else if (kind === "out") this.leaveOut(piece, what ?? "everything");
    else if (kind === "in") this.done({ kind: "in", start_s: piece.start_s, end_s: piece.end_s }, "takenIn");
  }

  label(span: Span, way: Way, gait: string | null = null): void {
    this.done({ kind: "label", start_s: span.start_s, end_s: span.end_s, way, gait }, "labelled");
  }

  leaveOut(span: Span, spoiled: string): void {
    this.done({ kind: "out", start_s: span.start_s, end_s: span.end_s, spoiled }, "leftOut");
  }

  private split(piece: Piece): void {
    const at_s = Math.round((this.charts.time_s ?? 0) * 1000) / 1000;
    if (at_s - piece.start_s < EDGE_EPSILON_S || piece.end_s - at_s < EDGE_EPSILON_S) {
      this.say("cannotSplit", {});
      return;
    }
    this.done({ kind: "split", at_s }, "split");
  }

  private done(deed: Deed, said: string): void {
    this.drawing.do(deed);
    this.redraw();
    this.say(said, this.wordsOf(this.piece));
  }

  private back(kind: "undo" | "redo"): void {
    if (kind === "undo") this.drawing.undo();
    else this.drawing.redo();
    this.redraw();
    this.say(kind === "undo" ? "undone" : "redone", this.wordsOf(this.piece));
  }

  private discard(): void {
    while (this.drawing.canUndo) this.drawing.undo();
    this.redraw();
    this.say("discarded", {});
  }

  private applyFields(): void {
    const read = this.rows.read(one<HTMLFormElement>(this.root, "[data-fields]"));
    if (read === null) {
      tell(this.says["misread"] ?? "");
      return;
    }
    const { span, what, gait } = read;
    this.chosen_s = (span.start_s + span.end_s) / 2;
    if (what.startsWith("out:")) this.leaveOut(span, what.slice(4));
    else if (what === "in") this.done({ kind: "in", ...span }, "takenIn");
    else this.label(span, what as Way, gait);
  }

  // ── Edges ──────────────────────────────────────────────────────────────────────────────────────

  /** Take hold of the nearer edge of the chosen stretch, or let it go where it is now. */
  hold(): void {
    if (this.held !== null) {
      this.drop(this.held.place, this.held.to_s);
      return;
    }
    const place = this.drawing.at(this.chosen_s);
    const time_s = this.charts.time_s ?? 0;
    const edges = [place, place + 1].filter((each) => this.drawing.isEdge(each));
    const at = (each: number): number => this.drawing.pieces[each]?.start_s ?? NaN;
    const [edge] = edges.sort((one, other) => Math.abs(at(one) - time_s) - Math.abs(at(other) - time_s));
    if (edge === undefined) {
      this.say("noEdge", {});
      return;
    }
    this.held = { place: edge, to_s: at(edge) };
    this.track.held = edge;
    this.track.repaint();
    this.reveal(at(edge));
    this.say("held", { time: exactClock(at(edge)) });
  }

  get isHolding(): boolean {
    return this.held !== null;
  }

  private drag(place: number, wished_s: number): void {
    const { start_s, end_s } = this.drawing.reach(place);
    const to_s = Math.min(Math.max(wished_s, start_s), end_s);
    this.held = { place, to_s };
    const deed = this.drawing.moved(place, to_s);
    this.track.held = place;
    this.track.pieces = deed === null ? this.drawing.pieces : this.drawing.with(deed);
    this.charts.point(to_s);
    this.reveal(to_s);
    this.track.repaint();
  }

  private drop(place: number, to_s: number): void {
    const wasLeft = this.drawing.at(this.chosen_s) < place;
    const deed = this.drawing.moved(place, to_s);
    this.letGo();
    if (deed === null) return;
    this.chosen_s = wasLeft ? to_s - EDGE_EPSILON_S : to_s + EDGE_EPSILON_S;
    this.done(deed, "moved");
  }

  /** Let the held edge go where it was, and say what is chosen then. */
  putBack(): void {
    this.letGo();
    this.pick(this.chosen_s);
  }

  letGo(): void {
    this.held = null;
    this.track.held = null;
    this.track.pieces = this.drawing.pieces;
    this.track.repaint();
  }

  // ── Showing ────────────────────────────────────────────────────────────────────────────────────

  /** Show the drawing as it is now. */
  private redraw(): void {
    this.track.pieces = this.drawing.pieces;
    this.track.leftOut = this.leftOut();
    this.charts.stretches = this.drawing.pieces;
    this.rows.write(this.drawing.pieces, this.drawing.at(this.chosen_s));
    this.draft.keep(this.drawing.done);
    this.preview.stale();
    const count = this.drawing.done.length;
    one(this.root, "[data-unsaved]").hidden = !this.drawing.isSaying;
    one(this.root, "[data-count]").textContent = String(count);
    for (const button of this.root.querySelectorAll<HTMLElement>("[data-deed=undo], [data-deed=redo]")) {
      const can = button.dataset["deed"] === "undo" ? this.drawing.canUndo : this.drawing.canRedo;
      button.setAttribute("aria-disabled", String(!can));
    }
    this.show();
  }

  private show(): void {
    const place = this.drawing.at(this.chosen_s);
    const piece = this.drawing.pieces[place];
    this.track.selected = place;
    this.track.repaint();
    this.rows.choose(place);
    if (piece === undefined) return;
    this.rows.fill(one<HTMLFormElement>(this.root, "[data-fields]"), piece);
    const words = this.wordsOf(piece);
    one(this.root, "[data-chosen-way]").textContent = `${signOf(piece)} ${words["way"]}`;
    one(this.root, "[data-chosen-time]").textContent = `${words["start"]}–${words["end"]}`;
    one(this.root, "[data-chosen-how]").textContent = words["how"] ?? "";
    for (const button of this.root.querySelectorAll<HTMLElement>("[data-deed^='way:']")) {
      const is = !piece.isOpen && button.dataset["deed"] === `way:${piece.travel satisfies Travel}`;
      button.setAttribute("aria-pressed", String(is));
    }
  }

  private leftOut(): Span[] {
    const said = [...this.root.querySelectorAll<HTMLElement>("[data-bad]")].map((each) => ({
      start_s: Number(each.dataset["start"]),
      end_s: Number(each.dataset["end"]),
    }));
    const drawn: Span[] = this.drawing.done.flatMap((deed) => (deed.kind === "out" ? [deed] : []));
    const again = this.drawing.done.flatMap((deed) => (deed.kind === "in" ? [deed] : []));
    return [...said, ...drawn].filter(
      (span) => !again.some((each) => each.start_s <= span.start_s && span.end_s <= each.end_s),
    );
  }

  private wordsOf(piece: Piece | undefined): Record<string, string> {
    if (piece === undefined) return {};
    return {
      number: String(this.drawing.at(this.chosen_s) + 1),
      count: String(this.drawing.pieces.length),
      way: piece.words,
      start: exactClock(piece.start_s),
      end: exactClock(piece.end_s),
      how: this.rows.howOf(piece),
      time: exactClock(this.charts.time_s ?? 0),
    };
  }

  private announceChosen(): void {
    this.say("chosen", this.wordsOf(this.piece));
  }

  /** Have a screen reader say one of the page's sentences, its places filled. */
  private say(name: string, words: Record<string, string>): void {
    const sentence = this.says[name] ?? "";
    one(this.root, "[data-live]").textContent = sentence.replace(/\[(\w+)\]/g, (_, place: string) => words[place] ?? "");
  }
}

function one<Kind extends HTMLElement = HTMLElement>(root: ParentNode, selector: string): Kind {
  const found = root.querySelector<Kind>(selector);
  if (found === null) throw new Error(`the page lacks ${selector}`);
  return found;
}

async function start(): Promise<void> {
  const root = document.querySelector<HTMLElement>("[data-timeline]");
  const place = root?.querySelector<HTMLElement>("[data-charts]") ?? null;
  if (root === null || place === null) return;
  new Editor(root, await Charts.open(place));
  root.dataset["ready"] = "";
}

void start();

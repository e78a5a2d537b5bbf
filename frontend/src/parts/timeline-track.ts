// The track of stretches that can be taken hold of: painted on one canvas, moved by mouse and finger.
import { fresh } from "./canvas";
import type { Charts } from "./chart";
import { LEFT, RIGHT } from "./chart";
import { colour, onThemeChange } from "./directions";
import { pinch } from "./gestures";
import { type Palette, paletteOf } from "./hatching";
import { paintRibbon, paintTimes, timeTicks } from "./ribbon";
import type { Drawing, Piece, Span } from "./timeline-model";

const TIMES_PX = 22;
const RIBBON_PX = 64;
const GRIP_PX = 34;
const HEIGHT_PX = TIMES_PX + RIBBON_PX + GRIP_PX;
const GRIP_RADIUS_PX = 11;
/** So near to an edge it is taken hold of. [px] */
const NEAR_PX: Record<string, number> = { mouse: 8, pen: 14, touch: 22 };
/** Colours of the style sheet, read once for each theme. */
const INKS = ["ink", "paper", "stamp", "act", "act-ink", "backward"] as const;
const MOVED_PX = 5;
const NUDGE_PX = 36;

export interface Hands {
  /** A place was pointed at. */
  pick(time_s: number): void;
  /** The edge before a piece is being moved; nothing is kept yet. */
  drag(place: number, to_s: number): void;
  drop(place: number, to_s: number): void;
  cancel(): void;
}

export class Track {
  pieces: readonly Piece[] = [];
  leftOut: readonly Span[] = [];
  selected = -1;
  /** The edge before this piece is held; null for none. */
  held: number | null = null;
  private palette: Palette | null = null;
  private inks: Record<(typeof INKS)[number], string> | null = null;
  private isAsked = false;

  constructor(
    readonly canvas: HTMLCanvasElement,
    private readonly charts: Charts,
    private readonly drawing: Drawing,
    private readonly hands: Hands,
  ) {
    charts.addEventListener("span", () => this.repaint());
    charts.addEventListener("point", () => this.repaint());
    new ResizeObserver(() => this.repaint()).observe(canvas);
    onThemeChange(() => {
      this.palette = this.inks = null;
      this.repaint();
    });
    this.take();
  }

  /** Paint before the next picture of the screen, once, however often it is asked for. */
  repaint(): void {
    if (this.isAsked) return;
    this.isAsked = true;
    requestAnimationFrame(() => {
      this.isAsked = false;
      this.paint();
    });
  }

  // ── Painting ───────────────────────────────────────────────────────────────────────────────────

  private paint(): void {
    const context = this.fresh();
    const right = this.canvas.clientWidth - RIGHT;
    if (context === null || this.palette === null || right <= LEFT) return;
    const x = (time_s: number): number => this.charts.xOf(time_s);
    const place = { x, left: LEFT, right, height: TIMES_PX };
    paintTimes(context, timeTicks(this.charts.from_s, this.charts.to_s, (right - LEFT) / 64), this.palette, place);
    context.save();
    context.translate(0, TIMES_PX);
    paintRibbon(context, this.pieces, this.palette, { ...place, height: RIBBON_PX });
    context.beginPath();
    context.rect(LEFT - 1, -TIMES_PX, right - LEFT + 2, HEIGHT_PX);
    context.clip();
    this.paintLeftOut(context, x);
    this.paintDrawn(context, x);
    context.restore();
    this.paintSelected(context, x, right);
    this.paintCursor(context, x);
  }

  private fresh(): CanvasRenderingContext2D | null {
    const made = fresh(this.canvas, this.canvas.clientWidth, HEIGHT_PX);
    if (made === null) return null;
    this.palette ??= paletteOf(made.context, made.ratio);
    this.inks ??= Object.fromEntries(INKS.map((name) => [name, colour(name)])) as Record<(typeof INKS)[number], string>;
    return made.context;
  }

  private ink(name: (typeof INKS)[number]): string {
    return this.inks?.[name] ?? "";
  }

  /** What is left out is crossed out. */
  private paintLeftOut(context: CanvasRenderingContext2D, x: (time_s: number) => number): void {
    context.strokeStyle = this.ink("ink");
    context.lineWidth = 1.5;
    for (const span of this.leftOut) {
      const [from, to] = [x(span.start_s), Math.max(x(span.end_s), x(span.start_s) + 3)];
      if (to < LEFT || from > this.canvas.clientWidth) continue;
      context.globalAlpha = 0.75;
      context.fillStyle = this.ink("paper");
      context.fillRect(from, 0, to - from, RIBBON_PX);
      context.globalAlpha = 1;
      context.strokeRect(from, 1, to - from, RIBBON_PX - 2);
      context.beginPath();
      context.moveTo(from, 1);
      context.lineTo(to, RIBBON_PX - 1);
      context.moveTo(from, RIBBON_PX - 1);
      context.lineTo(to, 1);
      context.stroke();
    }
  }

  /** What was drawn and is not saved has a broken frame; where something was split there is a line. */
  private paintDrawn(context: CanvasRenderingContext2D, x: (time_s: number) => number): void {
    context.lineWidth = 2;
    let last: Piece | undefined;
    for (const piece of this.pieces) {
      const [from, to] = [x(piece.start_s), x(piece.end_s)];
      if (piece.base === null && to >= LEFT && from <= this.canvas.clientWidth) {
        context.strokeStyle = this.ink("stamp");
        context.setLineDash([5, 3]);
        context.strokeRect(from + 1, 2, Math.max(to - from - 2, 1), RIBBON_PX - 4);
      }
      if (last !== undefined && last.base !== null && last.base === piece.base) {
        context.strokeStyle = this.ink("stamp");
        context.setLineDash([]);
        line(context, from, 0, RIBBON_PX);
      }
      last = piece;
    }
    context.setLineDash([]);
  }

  private paintSelected(context: CanvasRenderingContext2D, x: (time_s: number) => number, right: number): void {
    const piece = this.pieces[this.selected];
    if (piece === undefined) return;
    const [from, to] = [Math.max(x(piece.start_s), LEFT), Math.min(x(piece.end_s), right)];
    if (to < LEFT || from > right) return;
    context.strokeStyle = this.ink("ink");
    context.lineWidth = 2.5;
    context.strokeRect(from, TIMES_PX, Math.max(to - from, 2), RIBBON_PX);
    for (const place of [this.selected, this.selected + 1]) {
      if (this.drawing.isEdge(place)) this.paintGrip(context, place, x, right);
    }
  }

  private paintGrip(
    context: CanvasRenderingContext2D,
    place: number,
    x: (time_s: number) => number,
    right: number,
  ): void {
    const edge = x(this.pieces[place]?.start_s ?? NaN);
    if (!(edge >= LEFT - 1 && edge <= right + 1)) return;
    const isHeld = this.held === place;
    const middle = this.gripAt(place);
    const top = TIMES_PX + RIBBON_PX;
    context.strokeStyle = this.ink("ink");
    context.lineWidth = isHeld ? 4 : 2.5;
    line(context, edge, TIMES_PX, top);
    context.beginPath();
    context.moveTo(edge, top);
    context.lineTo(middle, top + 8);
    context.stroke();
    context.beginPath();
    context.arc(middle, top + GRIP_PX / 2 + 3, GRIP_RADIUS_PX, 0, 2 * Math.PI);
    context.fillStyle = this.ink(isHeld ? "backward" : "act");
    context.fill();
    context.strokeStyle = this.ink("act-ink");
    context.lineWidth = 1.6;
    for (const apart of [-2.5, 2.5]) line(context, middle + apart, top + GRIP_PX / 2 - 1, top + GRIP_PX / 2 + 7);
  }

  /** Where the grip of an edge is: those of a short stretch are held apart. */
  private gripAt(place: number): number {
    const edge = this.charts.xOf(this.pieces[place]?.start_s ?? NaN);
    const piece = this.pieces[this.selected];
    if (piece === undefined) return edge;
    const width = this.charts.xOf(piece.end_s) - this.charts.xOf(piece.start_s);
    const lacks = Math.max(NUDGE_PX - width, 0) / 2;
    return place === this.selected ? edge - lacks : edge + lacks;
  }

  private paintCursor(context: CanvasRenderingContext2D, x: (time_s: number) => number): void {
    const time_s = this.charts.time_s;
    if (time_s === null || time_s < this.charts.from_s || time_s > this.charts.to_s) return;
    context.strokeStyle = this.ink("ink");
    context.lineWidth = 1.5;
    line(context, x(time_s), TIMES_PX - 4, TIMES_PX + RIBBON_PX + 4);
  }

  // ── Mouse and finger ───────────────────────────────────────────────────────────────────────────

  /** The edge that lies under a pointer; null for none. */
  private edgeAt(event: PointerEvent): number | null {
    const box = this.canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const near = NEAR_PX[event.pointerType] ?? 14;
    if (y > TIMES_PX + RIBBON_PX) {
      const grips = [this.selected, this.selected + 1].filter((place) => this.drawing.isEdge(place));
      return nearest(grips, (place) => Math.abs(this.gripAt(place) - x), Math.max(near, 24));
    }
    // The edges of the chosen stretch come first, so that a finger finds them among many.
    const own = [this.selected, this.selected + 1].filter((place) => this.drawing.isEdge(place));
    const apart = (place: number): number => Math.abs(this.charts.xOf(this.pieces[place]?.start_s ?? NaN) - x);
    const found = nearest(own, apart, near);
    if (found !== null) return found;
    const at = this.drawing.at(this.charts.timeAt(event.clientX));
    return nearest([at - 1, at, at + 1].filter((place) => this.drawing.isEdge(place)), apart, near / 2);
  }

  /** The time that is meant by a tap: in a short pause, the nearest stretch that is not chosen yet. */
  private meant(event: PointerEvent): number {
    const time_s = this.charts.timeAt(event.clientX);
    if (this.drawing.at(time_s) >= 0) return time_s;
    const times = this.pieces
      .filter((_, place) => place !== this.selected)
      .map((piece) => Math.min(Math.max(time_s, piece.start_s), piece.end_s));
    const apart = (place: number): number => Math.abs(this.charts.xOf(times[place] ?? NaN) - this.charts.xOf(time_s));
    const found = nearest([...times.keys()], apart, NEAR_PX[event.pointerType] ?? 14);
    return found === null ? time_s : (times[found] ?? time_s);
  }

  private take(): void {
    const fingers = new Map<number, number>();
    let edge: number | null = null;
    let began = 0;
    let hasMoved = false;
    const dragged = (event: PointerEvent): number => this.rounded(this.charts.timeAt(event.clientX), edge ?? 0);
    this.canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      fingers.set(event.pointerId, event.clientX);
      this.canvas.setPointerCapture(event.pointerId);
      if (fingers.size === 1) {
        [edge, began, hasMoved] = [this.edgeAt(event), event.clientX, false];
      } else if (edge !== null) {
        this.hands.cancel();
        edge = null;
      }
    });
    this.canvas.addEventListener("pointermove", (event) => {
      if (!fingers.has(event.pointerId)) {
        this.canvas.classList.toggle("at-edge", this.edgeAt(event) !== null);
        return;
      }
      const before = [...fingers.values()];
      fingers.set(event.pointerId, event.clientX);
      hasMoved ||= Math.abs(event.clientX - began) >= MOVED_PX;
      if (fingers.size === 2) pinch(this.charts, before, [...fingers.values()]);
      else if (edge !== null && hasMoved) this.hands.drag(edge, dragged(event));
      else if (hasMoved) this.shift(event.clientX - (before[0] ?? event.clientX));
    });
    this.canvas.addEventListener("pointerup", (event) => {
      if (!fingers.delete(event.pointerId) || fingers.size > 0) return;
      if (edge !== null && hasMoved) this.hands.drop(edge, dragged(event));
      else if (!hasMoved) this.hands.pick(this.meant(event));
      edge = null;
    });
    this.canvas.addEventListener("pointercancel", (event) => {
      fingers.delete(event.pointerId);
      if (edge !== null) this.hands.cancel();
      edge = null;
    });
    this.canvas.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
  }

  /** Where an edge may go, to the second, or finer where much is enlarged. */
  rounded(time_s: number, place: number): number {
    const second_px = this.charts.xOf(1) - this.charts.xOf(0);
    const finest = second_px > 24 ? 10 : 1;
    const { start_s, end_s } = this.drawing.reach(place);
    return Math.min(Math.max(Math.round(time_s * finest) / finest, start_s), end_s);
  }

  private shift(by_px: number): void {
    const by_s = (by_px / (this.charts.xOf(1) - this.charts.xOf(0))) * -1;
    const kept = Math.min(Math.max(by_s, -this.charts.from_s), this.charts.end_s - this.charts.to_s);
    if (kept !== 0) this.charts.show(this.charts.from_s + kept, this.charts.to_s + kept);
  }

  /** Ctrl and the wheel enlarge, as a pinch on a touch pad does; sideways it moves along the time. */
  private wheel(event: WheelEvent): void {
    const isAcross = Math.abs(event.deltaX) > Math.abs(event.deltaY);
    if (!event.ctrlKey && !isAcross && !event.shiftKey) return;
    event.preventDefault();
    if (event.ctrlKey) this.charts.enlarge(Math.exp(-event.deltaY / 200), this.charts.timeAt(event.clientX));
    else this.shift(-(isAcross ? event.deltaX : event.deltaY));
  }
}

function line(context: CanvasRenderingContext2D, x: number, top: number, bottom: number): void {
  context.beginPath();
  context.moveTo(x, top);
  context.lineTo(x, bottom);
  context.stroke();
}

function nearest(places: readonly number[], apart: (place: number) => number, most: number): number | null {
  let found: number | null = null;
  let least = most;
  for (const place of places) {
    const far = apart(place);
    if (far <= least) [found, least] = [place, far];
  }
  return found;
}

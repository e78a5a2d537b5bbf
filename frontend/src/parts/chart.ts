// Charts of one recording over one time axis, and a ribbon of its stretches over them.
//
// The page says what to draw (templates/parts/charts.html.j2 writes it): an element [data-charts] with the
// address of the samples, a list [data-stretches], and figures [data-column] with their scale and their words.
//
//   const charts = await Charts.open(root)     asks for the samples, draws, and answers mouse, touch and keys
//   charts.stretches = [...]                   other stretches: ribbon, grounds and lines are drawn anew
//   charts.point(time_s | null)                moves the reader's line;  charts.time_s says where it is
//   charts.show(from_s, to_s), charts.whole()  chooses what is shown;    charts.from_s, charts.to_s say it
//   charts.xOf(time_s), charts.timeAt(clientX) between times and pixels: x counts from the left edge of root,
//                                              whose canvases all keep LEFT and RIGHT free beside the plot
//   "point" and "span" are the events that it dispatches when either has changed.
import { fresh } from "./canvas";
import { clock } from "./clock";
import { onThemeChange } from "./directions";
import { type Palette, paletteOf } from "./hatching";
import { type Lines, linesOf, pathsOf, stretchOfSamples } from "./lines";
import { type Place, paintRibbon, paintTimes, timeTicks } from "./ribbon";
import { type Samples, heldAt, placeAt, samplesOf } from "./samples";
import { type Stretch, signOf, stretchesOf } from "./stretches";
import { take } from "./gestures";

/** Room for labels on either side of the plots. [px] */
export const LEFT = 40;
export const RIGHT = 44;

/** Where many samples share a pixel, lines are thin: broad ones would run together, and take long to paint. [px] */
const DENSE_PX = 1;

/** No more is shown enlarged than this. [s] */
const SHORTEST_S = 10;

interface Tick {
  readonly value: number;
  readonly label: string;
}

interface Panel {
  readonly column: string;
  readonly canvas: HTMLCanvasElement;
  readonly output: HTMLElement;
  readonly title: string;
  readonly factor: number;
  readonly write: (value: number) => string;
  readonly ticks: readonly Tick[];
  readonly marks: readonly Tick[];
  /** Lower and upper end of the target range, and where each may lie. */
  readonly band: readonly number[];
  lines: Lines;
}

export class Charts extends EventTarget {
  readonly end_s: number;
  from_s = 0;
  to_s: number;
  time_s: number | null = null;

  private readonly panels: readonly Panel[];
  private readonly plots: HTMLElement;
  private readonly pointer: HTMLElement;
  private readonly slider: HTMLInputElement | null;
  private shown: readonly Stretch[];
  private starts: readonly number[];
  private within: Int32Array;
  private palette: Palette | null = null;
  private width = 0;
  private isAsked = false;

  /** The charts of an element, once its samples have come. */
  static async open(root: HTMLElement): Promise<Charts> {
    const samples = await samplesOf(root.dataset["samples"] ?? "");
    return new Charts(root, samples);
  }

  constructor(
    readonly root: HTMLElement,
    readonly samples: Samples,
  ) {
    super();
    performance.mark("charts-begin");
    const list = root.querySelector("[data-stretches]");
    this.shown = list === null ? [] : stretchesOf(list);
    this.end_s = this.to_s = Number(root.dataset["end"]);
    this.plots = root.querySelector<HTMLElement>("[data-plots]") ?? root;
    this.pointer = root.querySelector<HTMLElement>("[data-pointer]") ?? document.createElement("div");
    this.slider = root.querySelector<HTMLInputElement>("[data-slider]");
    this.starts = this.shown.map((stretch) => stretch.start_s);
    this.within = stretchOfSamples(samples.elapsed_s, this.shown);
    this.panels = [...root.querySelectorAll<HTMLElement>("[data-column]")].map((figure) => this.panelOf(figure));
    this.width = this.plots.clientWidth;
    this.paint();
    performance.measure("charts", "charts-begin");
    requestAnimationFrame(() => setTimeout(() => performance.measure("charts-painted", "charts-begin")));
    take(this, this.plots, root);
    new ResizeObserver(() => {
      if (this.plots.clientWidth !== this.width) this.repaint();
    }).observe(this.plots);
    onThemeChange(() => {
      this.palette = null;
      this.repaint();
    });
    this.tell();
  }

  get stretches(): readonly Stretch[] {
    return this.shown;
  }

  set stretches(stretches: readonly Stretch[]) {
    this.shown = stretches;
    this.starts = stretches.map((stretch) => stretch.start_s);
    this.within = stretchOfSamples(this.samples.elapsed_s, stretches);
    for (const panel of this.panels) panel.lines = this.linesOf(panel.column, panel.factor);
    this.repaint();
    this.tell();
  }

  /** Which stretch lies at a time; null in a pause. */
  stretchAt(time_s: number): Stretch | null {
    const at = this.shown[placeAt(this.starts, time_s)];
    return at !== undefined && time_s <= at.end_s ? at : null;
  }

  /** Move the reader's line; null takes it away. */
  point(time_s: number | null): void {
    this.time_s = time_s === null ? null : Math.min(Math.max(time_s, 0), this.end_s);
    this.tell();
    this.dispatchEvent(new Event("point"));
  }

  /** Show a part of the time. */
  show(from_s: number, to_s: number): void {
    const long_s = Math.min(Math.max(to_s - from_s, Math.min(SHORTEST_S, this.end_s)), this.end_s);
    this.from_s = Math.min(Math.max((from_s + to_s - long_s) / 2, 0), this.end_s - long_s);
    this.to_s = this.from_s + long_s;
    this.repaint();
    this.tell();
    this.dispatchEvent(new Event("span"));
  }

  whole(): void {
    this.show(0, this.end_s);
  }

  /** Enlarge about a time that keeps its place; a factor below 1 shows more. */
  enlarge(factor: number, about_s = this.time_s ?? (this.from_s + this.to_s) / 2): void {
    const long_s = Math.min(Math.max((this.to_s - this.from_s) / factor, SHORTEST_S), this.end_s);
    const share = Math.min(Math.max((about_s - this.from_s) / (this.to_s - this.from_s), 0), 1);
    this.show(about_s - share * long_s, about_s + (1 - share) * long_s);
  }

  get isWhole(): boolean {
    return this.from_s <= 0 && this.to_s >= this.end_s;
  }

  xOf(time_s: number): number {
    return LEFT + ((time_s - this.from_s) / (this.to_s - this.from_s)) * (this.width - LEFT - RIGHT);
  }

  timeAt(clientX: number): number {
    const x = clientX - this.plots.getBoundingClientRect().left - LEFT;
    const time = this.from_s + (x / (this.width - LEFT - RIGHT)) * (this.to_s - this.from_s);
    return Math.min(Math.max(time, 0), this.end_s);
  }

  // ── Painting ───────────────────────────────────────────────────────────────────────────────────

  /** Paint anew before the next picture of the screen, once, however often it is asked for. */
  repaint(): void {
    if (this.isAsked) return;
    this.isAsked = true;
    requestAnimationFrame(() => {
      this.isAsked = false;
      this.width = this.plots.clientWidth;
      this.paint();
      this.tell();
    });
  }

  private paint(): void {
    if (this.width <= LEFT + RIGHT) return; // not on the screen
    const bars = [...this.plots.querySelectorAll<HTMLCanvasElement>("canvas[data-ribbon], canvas[data-times]")];
    const canvases = [...bars, ...this.panels.map((panel) => panel.canvas)];
    const heights = canvases.map((canvas) => canvas.clientHeight); // all before any is changed: one layout
    const ticks = timeTicks(this.from_s, this.to_s, (this.width - LEFT - RIGHT) / 64);
    for (const [at, canvas] of canvases.entries()) {
      const height = heights[at] ?? 0;
      const made = fresh(canvas, this.width, height);
      if (made === null) continue;
      const { context } = made;
      this.palette ??= paletteOf(context, made.ratio);
      const place = { x: (time_s: number) => this.xOf(time_s), left: LEFT, right: this.width - RIGHT, height };
      const panel = this.panels[at - bars.length];
      if (panel !== undefined) this.paintPanel(context, this.palette, panel, ticks, place);
      else if ("ribbon" in canvas.dataset) paintRibbon(context, this.shown, this.palette, place);
      else paintTimes(context, ticks, this.palette, place);
    }
  }

  private paintPanel(
    context: CanvasRenderingContext2D,
    palette: Palette,
    panel: Panel,
    times: readonly number[],
    place: Place,
  ): void {
    const [low, high] = [panel.ticks[0]?.value ?? 0, panel.ticks[panel.ticks.length - 1]?.value ?? 1];
    const [top, bottom] = [8, place.height - 8];
    const { x, right } = place;
    const y = (value: number): number => bottom - ((value - low) / (high - low)) * (bottom - top);
    context.save();
    context.beginPath();
    context.rect(LEFT, top - 1, right - LEFT, bottom - top + 2);
    context.clip();
    this.paintGrounds(context, palette, x, top, bottom);
    paintBand(context, palette, panel.band.map(y), right);
    paintGrid(context, palette, panel.ticks.map((tick) => y(tick.value)), times.map(x), right, top, bottom);
    const isDense = this.samples.elapsed_s.length * ((this.to_s - this.from_s) / this.end_s) > 4 * (right - LEFT);
    for (const [travel, path] of pathsOf(panel.lines, { x, y, from_s: this.from_s, to_s: this.to_s })) {
      const look = palette.looks[travel];
      context.strokeStyle = look.line;
      context.lineWidth = isDense ? Math.min(look.width, DENSE_PX) : look.width;
      context.setLineDash(look.dash);
      context.lineJoin = "bevel"; // round ones cost as much as all else together
      context.stroke(path);
    }
    context.restore();
    paintLabels(context, palette, panel, y, right);
  }

  /** What lies behind the lines while the way is neither forward nor unknown. */
  private paintGrounds(
    context: CanvasRenderingContext2D,
    palette: Palette,
    x: (time_s: number) => number,
    top: number,
    bottom: number,
  ): void {
    for (const stretch of this.shown) {
      const { ground } = palette.looks[stretch.travel];
      if (ground === null || stretch.end_s < this.from_s || stretch.start_s > this.to_s) continue;
      context.fillStyle = ground;
      context.fillRect(x(stretch.start_s), top, x(stretch.end_s) - x(stretch.start_s), bottom - top);
    }
  }

  // ── Reading ────────────────────────────────────────────────────────────────────────────────────

  /** Write what the reader's line reads. */
  private tell(): void {
    const time_s = this.time_s;
    const isSeen = time_s !== null && time_s >= this.from_s && time_s <= this.to_s;
    this.pointer.hidden = !isSeen;
    if (time_s !== null && isSeen) this.pointer.style.transform = `translateX(${this.xOf(time_s)}px)`;
    const stretch = time_s === null ? null : this.stretchAt(time_s);
    const said = [time_s === null ? "" : clock(time_s), this.wordsOf(time_s, stretch)];
    put(this.root.querySelector("[data-time]"), said[0] ?? "");
    put(this.root.querySelector("[data-way]"), said[1] ?? "");
    for (const panel of this.panels) {
      const text = time_s === null ? "" : this.reading(panel, time_s, stretch);
      put(panel.output, text);
      said.push(`${panel.title} ${text}`);
    }
    if (this.slider === null) return;
    if (time_s !== null) this.slider.value = String(Math.round(time_s));
    this.slider.setAttribute("aria-valuetext", time_s === null ? clock(0) : said.join(", "));
  }

  private wordsOf(time_s: number | null, stretch: Stretch | null): string {
    if (time_s === null) return "";
    return stretch === null ? (this.root.dataset["paused"] ?? "") : `${signOf(stretch)} ${stretch.words}`;
  }

  private reading(panel: Panel, time_s: number, stretch: Stretch | null): string {
    const values = this.samples.columns.get(panel.column);
    if (values === undefined || stretch === null) return panel.write(NaN);
    return panel.write(heldAt(this.samples.elapsed_s, values, time_s) * panel.factor);
  }

  // ── What the page says ─────────────────────────────────────────────────────────────────────────

  private linesOf(column: string, factor: number): Lines {
    const values = this.samples.columns.get(column) ?? new Float64Array();
    const scaled = factor === 1 ? values : values.map((value) => value * factor);
    return linesOf(this.samples.elapsed_s, scaled, this.within, this.shown);
  }

  private panelOf(figure: HTMLElement): Panel {
    const data = figure.dataset;
    const column = data["column"] ?? "";
    const factor = Number(data["factor"] ?? 1);
    return {
      column,
      factor,
      canvas: figure.querySelector("canvas") ?? document.createElement("canvas"),
      output: figure.querySelector("output") ?? document.createElement("output"),
      title: data["title"] ?? "",
      write: writer(data, this.root.dataset["unknown"] ?? ""),
      ticks: ticksOf(data["ticks"]),
      marks: ticksOf(data["marks"]),
      band: (data["band"] ?? "").split(" ").filter(Boolean).map(Number),
      lines: this.linesOf(column, factor),
    };
  }
}

function put(place: Element | null, text: string): void {
  if (place !== null && place.textContent !== text) place.textContent = text;
}

/** Values with their labels, as in ``2=2.0|4=4.0``. */
function ticksOf(written: string | undefined): Tick[] {
  const parts = (written ?? "").split("|").filter(Boolean);
  return parts.map((part) => ({ value: Number(part.split("=")[0]), label: part.split("=")[1] ?? "" }));
}

/** Writes a value with its unit; beside a speed its pace. */
function writer(data: DOMStringMap, unknown: string): (value: number) => string {
  const decimals = Number(data["decimals"] ?? 0);
  const numbers = new Intl.NumberFormat(document.documentElement.lang || "en", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return (value) => {
    if (Number.isNaN(value)) return unknown;
    const text = `${numbers.format(value)} ${data["unit"] ?? ""}`;
    const pace = data["pace"];
    return pace === undefined || value < 0.5 ? text : `${text} · ${clock(3600 / value)} ${pace}`;
  };
}

function paintBand(
  context: CanvasRenderingContext2D,
  palette: Palette,
  ends: readonly number[],
  right: number,
): void {
  const [low, high, outerLow, outerHigh] = ends;
  if (low === undefined || high === undefined || outerLow === undefined || outerHigh === undefined) return;
  context.fillStyle = palette.targetSoft;
  context.fillRect(LEFT, outerHigh, right - LEFT, outerLow - outerHigh);
  context.fillStyle = palette.targetWash;
  context.fillRect(LEFT, high, right - LEFT, low - high);
  context.strokeStyle = palette.target;
  context.lineWidth = 1;
  context.setLineDash([6, 3]);
  for (const end of [low, high]) stroke(context, LEFT, end, right, end);
  context.setLineDash([]);
}

function paintGrid(
  context: CanvasRenderingContext2D,
  palette: Palette,
  rows: readonly number[],
  columns: readonly number[],
  right: number,
  top: number,
  bottom: number,
): void {
  context.strokeStyle = palette.grid;
  context.lineWidth = 1;
  for (const row of rows) stroke(context, LEFT, Math.round(row) + 0.5, right, Math.round(row) + 0.5);
  for (const column of columns) stroke(context, Math.round(column) + 0.5, top, Math.round(column) + 0.5, bottom);
}

function stroke(context: CanvasRenderingContext2D, x: number, y: number, toX: number, toY: number): void {
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(toX, toY);
  context.stroke();
}

function paintLabels(
  context: CanvasRenderingContext2D,
  palette: Palette,
  panel: Panel,
  y: (value: number) => number,
  right: number,
): void {
  context.font = `12px ${palette.font}`;
  context.textBaseline = "middle";
  context.fillStyle = palette.soft;
  context.textAlign = "right";
  for (const tick of panel.ticks) context.fillText(tick.label, LEFT - 6, y(tick.value));
  context.textAlign = "left";
  if (panel.band.length > 0) context.fillStyle = palette.target;
  for (const mark of panel.marks) context.fillText(mark.label, right + 6, y(mark.value));
}

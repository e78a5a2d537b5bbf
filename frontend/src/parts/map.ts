// The route of an activity, drawn without asking anybody: its shape, dashed by direction, with a scale bar.
import { fresh } from "./canvas";
import type { Charts } from "./chart";
import { type Travel, TRAVELS, colour, onThemeChange } from "./directions";
import { type Samples, placeAt } from "./samples";
import { stretchOfSamples } from "./lines";
import { type Stretch, stretchesOf } from "./stretches";
import { Tiles } from "./tiles";

const EARTH_M = 6371008.8;
const HIDDEN_M = 200;
const MARGIN_PX = 26;
const REMEMBERED = "hide-ends";
/** A step further than this was not travelled in a line that anybody knows. [m] */
const JUMP_M = 500;

const DASHES: Record<Travel, number[]> = { forward: [], backward: [9, 5], sideways: [2, 5], unknown: [4, 4] };
const WIDTHS: Record<Travel, number> = { forward: 3, backward: 4, sideways: 4, unknown: 2.5 };

/** A place on the map of Mercator's, the whole world from 0 to 1 each way. */
interface Spot {
  readonly place: number;
  readonly x: number;
  readonly y: number;
  /** Along the route. [m] */
  readonly along_m: number;
}

export class RouteMap {
  private readonly canvas: HTMLCanvasElement;
  private readonly spots: readonly Spot[];
  private readonly hide: HTMLInputElement | null;
  private readonly marker: HTMLElement | null;
  private readonly tiles: Tiles | null;
  private readonly within: Int32Array;
  private readonly stretches: readonly Stretch[];
  private readonly latitude_deg: number;
  /** What of the route may be seen, and the places of it. */
  private seen: readonly Spot[] = [];
  private places: readonly number[] = [];
  private scale = 1;
  private shift = [0, 0] as readonly [number, number];

  constructor(
    private readonly root: HTMLElement,
    private readonly samples: Samples,
    private readonly charts: Charts | null,
  ) {
    this.canvas = root.querySelector("canvas") ?? document.createElement("canvas");
    this.marker = root.querySelector("[data-marker]");
    this.hide = root.querySelector<HTMLInputElement>("[data-hide]");
    const list = document.querySelector("[data-stretches]");
    this.stretches = charts?.stretches ?? (list === null ? [] : stretchesOf(list));
    this.within = stretchOfSamples(samples.elapsed_s, this.stretches);
    const latitudes = samples.columns.get("latitude_deg") ?? new Float64Array();
    this.spots = spotsOf(latitudes, samples.columns.get("longitude_deg") ?? new Float64Array());
    this.latitude_deg = latitudes.find((value) => !Number.isNaN(value)) ?? 0;
    this.tiles = Tiles.of(root.dataset["tiles"] ?? "", () => this.paint());
    if (this.hide !== null) {
      this.hide.checked = remembered() === "yes";
      this.hide.addEventListener("change", () => {
        remember(this.hide?.checked === true ? "yes" : "no");
        this.choose();
        this.paint();
      });
    }
    this.choose();
    let size = "";
    new ResizeObserver(() => {
      const now = `${this.canvas.clientWidth} ${this.canvas.clientHeight}`;
      if (now !== size && size !== "") this.paint();
      size = now;
    }).observe(this.canvas);
    onThemeChange(() => this.paint());
    charts?.addEventListener("point", () => this.follow());
    this.canvas.addEventListener("pointermove", (event) => this.point(event));
    this.canvas.addEventListener("pointerdown", (event) => this.point(event));
    this.paint();
  }

  private choose(): void {
    const last_m = this.spots[this.spots.length - 1]?.along_m ?? 0;
    const isHidden = (spot: Spot): boolean => spot.along_m < HIDDEN_M || spot.along_m > last_m - HIDDEN_M;
    this.seen = this.hide?.checked === true ? this.spots.filter((spot) => !isHidden(spot)) : this.spots;
    this.places = this.seen.map((spot) => spot.place);
  }

  private paint(): void {
    const [width, height] = [this.canvas.clientWidth, this.canvas.clientHeight];
    const context = width === 0 ? undefined : fresh(this.canvas, width, height)?.context;
    if (context === undefined) return;
    const { seen } = this;
    this.root.querySelector("[data-nothing]")?.toggleAttribute("hidden", seen.length > 0);
    if (seen.length > 0) {
      this.fit(seen, width, height);
      this.tiles?.paint(context, this.scale, this.shift, width, height);
      this.paintRoute(context, seen);
      if (this.hide?.checked !== true) this.paintEnds(context, seen);
      this.paintScale(context, height);
    }
    this.follow();
  }

  private fit(seen: readonly Spot[], width: number, height: number): void {
    let [left, right, top, bottom] = [1, 0, 1, 0];
    for (const spot of seen) {
      left = Math.min(left, spot.x);
      right = Math.max(right, spot.x);
      top = Math.min(top, spot.y);
      bottom = Math.max(bottom, spot.y);
    }
    const least = 1e-6; // some tens of metres: a lap on the spot is not blown up to a journey
    this.scale = Math.min(
      (width - 2 * MARGIN_PX) / Math.max(right - left, least),
      (height - 2 * MARGIN_PX) / Math.max(bottom - top, least),
    );
    this.shift = [width / 2 - ((left + right) / 2) * this.scale, height / 2 - ((top + bottom) / 2) * this.scale];
  }

  private at(spot: Spot): readonly [number, number] {
    return [spot.x * this.scale + this.shift[0], spot.y * this.scale + this.shift[1]];
  }

  private paintRoute(context: CanvasRenderingContext2D, seen: readonly Spot[]): void {
    const paths = new Map(TRAVELS.map((travel) => [travel, new Path2D()]));
    let before_m = -Infinity;
    let [lastX, lastY] = [NaN, NaN];
    let latest: Travel | null = null;
    for (const spot of seen) {
      const travel = this.stretches[this.within[spot.place] ?? -1]?.travel ?? "unknown";
      const [x, y] = this.at(spot);
      const isFar = spot.along_m - before_m > JUMP_M;
      before_m = spot.along_m;
      if (!isFar && travel === latest && Math.abs(x - lastX) + Math.abs(y - lastY) < 0.7) continue;
      const path = paths.get(travel);
      if (isFar) path?.moveTo(x, y);
      else {
        if (travel !== latest) path?.moveTo(lastX, lastY);
        path?.lineTo(x, y);
      }
      [lastX, lastY, latest] = [x, y, travel];
    }
    context.lineJoin = "round";
    if (this.tiles !== null) {
      context.strokeStyle = colour("sheet"); // keeps the line clear of what is under it
      context.lineWidth = 8;
      for (const path of paths.values()) context.stroke(path);
    }
    for (const [travel, path] of paths) {
      context.strokeStyle = colour(travel);
      context.lineWidth = WIDTHS[travel];
      context.setLineDash(DASHES[travel]);
      context.stroke(path);
    }
    context.setLineDash([]);
  }

  /** A ring where it began, a square where it ended. */
  private paintEnds(context: CanvasRenderingContext2D, seen: readonly Spot[]): void {
    const [first, last] = [seen[0], seen[seen.length - 1]];
    if (first === undefined || last === undefined) return;
    context.lineWidth = 2.5;
    context.strokeStyle = colour("ink");
    context.fillStyle = colour("sheet");
    const [endX, endY] = this.at(last);
    context.beginPath();
    context.rect(endX - 6, endY - 6, 12, 12);
    context.fill();
    context.stroke();
    context.beginPath();
    context.arc(...this.at(first), 5, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }

  private paintScale(context: CanvasRenderingContext2D, height: number): void {
    const isImperial = this.root.dataset["units"] === "imperial";
    const metres_per_px = (2 * Math.PI * EARTH_M * Math.cos((this.latitude_deg * Math.PI) / 180)) / this.scale;
    const units: readonly [number, string][] = isImperial ? [[1609.344, "mi"], [0.9144, "yd"]] : [[1000, "km"], [1, "m"]];
    const [unit_m, unit] = units.find(([each_m]) => 110 * metres_per_px >= each_m) ?? [1, "m"];
    const many = roundBelow((110 * metres_per_px) / unit_m);
    const long_px = (many * unit_m) / metres_per_px;
    const label = `${new Intl.NumberFormat(document.documentElement.lang).format(many)} ${unit}`;
    const y = height - 12;
    context.font = `12px ${getComputedStyle(document.body).fontFamily}`;
    context.fillStyle = colour("sheet");
    context.globalAlpha = 0.8;
    context.fillRect(8, y - 22, Math.max(long_px, context.measureText(label).width) + 10, 30);
    context.globalAlpha = 1;
    context.strokeStyle = context.fillStyle = colour("ink");
    context.lineWidth = 2;
    context.beginPath();
    context.moveTo(13, y - 5);
    context.lineTo(13, y);
    context.lineTo(13 + long_px, y);
    context.lineTo(13 + long_px, y - 5);
    context.stroke();
    context.textAlign = "left";
    context.textBaseline = "alphabetic";
    context.fillText(label, 14, y - 9);
  }

  /** Show where the reader's line of the charts is. */
  private follow(): void {
    if (this.marker === null) return;
    const time_s = this.charts?.time_s ?? null;
    const place = time_s === null ? -1 : placeAt(this.samples.elapsed_s, time_s);
    const spot = place < 0 ? undefined : this.seen[placeAt(this.places, place)];
    this.marker.hidden = spot === undefined || place - spot.place > 15;
    if (spot === undefined) return;
    const [x, y] = this.at(spot);
    this.marker.style.transform = `translate(${x}px, ${y}px)`;
  }

  /** Have the charts read what was measured at the place nearest to a pointer. */
  private point(event: PointerEvent): void {
    if (this.charts === null) return;
    const box = this.canvas.getBoundingClientRect();
    let nearest = 24 ** 2;
    let time_s: number | null = null;
    for (const spot of this.seen) {
      const [x, y] = this.at(spot);
      const far = (x - event.clientX + box.left) ** 2 + (y - event.clientY + box.top) ** 2;
      if (far < nearest) [nearest, time_s] = [far, this.samples.elapsed_s[spot.place] ?? null];
    }
    if (time_s !== null) this.charts.point(time_s);
  }
}

function spotsOf(latitudes: Float64Array, longitudes: Float64Array): Spot[] {
  const spots: Spot[] = [];
  let along_m = 0;
  let before: readonly [number, number] | null = null;
  for (let place = 0; place < latitudes.length; place++) {
    const [latitude, longitude] = [latitudes[place] ?? NaN, longitudes[place] ?? NaN];
    if (Number.isNaN(latitude) || Number.isNaN(longitude) || Math.abs(latitude) > 85) continue;
    const radians = (latitude * Math.PI) / 180;
    if (before !== null) {
      const east = ((longitude - before[1]) * Math.PI * Math.cos(radians)) / 180;
      along_m += EARTH_M * Math.hypot(east, radians - (before[0] * Math.PI) / 180);
    }
    before = [latitude, longitude];
    const y = (1 - Math.asinh(Math.tan(radians)) / Math.PI) / 2;
    spots.push({ place, x: longitude / 360 + 0.5, y, along_m });
  }
  return spots;
}

/** The greatest of 1, 2 and 5 times a power of ten that is not above a number. */
function roundBelow(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  return power * ([5, 2, 1].find((factor) => factor * power <= most) ?? 1);
}

function remembered(): string | null {
  try {
    return localStorage.getItem(REMEMBERED);
  } catch {
    return null; // a browser that keeps nothing
  }
}

function remember(answer: string): void {
  try {
    localStorage.setItem(REMEMBERED, answer);
  } catch {
    // it will be asked again
  }
}

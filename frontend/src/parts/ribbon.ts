// The ribbon of stretches: forward above its middle, backward below; and the times along it.
import { clock } from "./clock";
import type { Travel } from "./directions";
import type { Look, Palette } from "./hatching";
import { type Stretch, hasNoWay, signOf } from "./stretches";

export interface Place {
  readonly x: (time_s: number) => number;
  readonly left: number;
  readonly right: number;
  readonly height: number;
}

/** Where the block of a direction begins and ends, as shares of the height. */
const SHARES: Record<Travel, readonly [number, number]> = {
  forward: [0.06, 0.48],
  backward: [0.52, 0.94],
  sideways: [0.28, 0.72],
  unknown: [0.34, 0.66],
};
const STANDING: readonly [number, number] = [0.45, 0.55];

/** What nobody said, but was detected, is painted paler, and in a broken frame where there is room for one. */
const DETECTED_ALPHA = 0.45;
const FRAME_PX = 8;

/** A block narrower than this has no room for its sign. [px] */
const SIGN_PX = 18;

const STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 43200, 86400];

export function paintRibbon(
  context: CanvasRenderingContext2D,
  stretches: readonly Stretch[],
  palette: Palette,
  place: Place,
): void {
  context.save();
  context.beginPath();
  context.rect(place.left, 0, place.right - place.left, place.height);
  context.clip();
  context.fillStyle = palette.rule;
  context.fillRect(place.left, place.height / 2 - 0.5, place.right - place.left, 1);
  for (const stretch of stretches) {
    const [from, to] = [place.x(stretch.start_s), place.x(stretch.end_s)];
    if (to < place.left || from > place.right) continue;
    const look = palette.looks[stretch.travel];
    paintBlock(context, stretch, look, from, Math.max(to - from, 0.75), place.height);
    if (to - from >= SIGN_PX && !hasNoWay(stretch)) paintSign(context, stretch, look, (from + to) / 2, place.height, palette.font);
  }
  context.restore();
}

function paintBlock(
  context: CanvasRenderingContext2D,
  stretch: Stretch,
  look: Look,
  left: number,
  width: number,
  height: number,
): void {
  const isQuiet = hasNoWay(stretch);
  const [from, to] = isQuiet ? STANDING : SHARES[stretch.travel];
  const [top, tall] = [from * height, (to - from) * height];
  context.fillStyle = isQuiet ? look.line : look.block;
  if (stretch.isDetected) context.globalAlpha = DETECTED_ALPHA;
  context.fillRect(left, top, width, tall);
  context.globalAlpha = 1;
  if (isQuiet) return;
  if (stretch.isDetected && width >= FRAME_PX) {
    context.strokeStyle = look.line;
    context.lineWidth = 1.5;
    context.setLineDash([4, 3]);
    context.strokeRect(left + 1, top + 1, width - 2, tall - 2);
    context.setLineDash([]);
    return;
  }
  context.fillStyle = look.line; // the edge toward the middle, so that neighbours can be told apart
  context.fillRect(left, stretch.travel === "backward" ? top + tall - 2 : top, width, 2);
  context.fillRect(left, top, 1, tall);
}

function paintSign(
  context: CanvasRenderingContext2D,
  stretch: Stretch,
  look: Look,
  x: number,
  height: number,
  font: string,
): void {
  const [from, to] = SHARES[stretch.travel];
  const y = ((from + to) / 2) * height;
  context.font = `600 14px ${font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = look.wash;
  context.fillRect(x - 9, y - 8, 18, 16);
  context.fillStyle = look.line;
  context.fillText(signOf(stretch), x, y);
}

/** Round times within a span, no more than so many. */
export function timeTicks(from_s: number, to_s: number, most: number): number[] {
  const span = to_s - from_s;
  const step = STEPS_S.find((each) => span / each <= Math.max(most, 2)) ?? 86400 * Math.ceil(span / 86400 / most);
  const first = Math.ceil(from_s / step);
  return Array.from({ length: Math.floor(to_s / step) - first + 1 }, (_, count) => (first + count) * step);
}

export function paintTimes(
  context: CanvasRenderingContext2D,
  ticks: readonly number[],
  palette: Palette,
  place: Place,
): void {
  context.font = `12px ${palette.font}`;
  context.textBaseline = "middle";
  context.textAlign = "center";
  context.fillStyle = palette.soft;
  for (const tick of ticks) {
    if (place.x(tick) <= place.right + 12) context.fillText(clock(tick), place.x(tick), place.height / 2);
  }
}

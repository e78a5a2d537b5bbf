// A quantity over time, cut into lines: anew at each stretch, and with a gap at each pause or missing time.
import type { Travel } from "./directions";
import { LONGEST_HOLD_S, placeAt } from "./samples";
import type { Stretch } from "./stretches";

/** Neighbouring known samples of one stretch: places `first` to `last` of the known ones. */
interface Run {
  readonly travel: Travel;
  readonly first: number;
  readonly last: number;
}

export interface Lines {
  readonly times: Float64Array;
  readonly values: Float64Array;
  readonly runs: readonly Run[];
}

export interface Frame {
  /** Pixels from the left for a time, and from the top for a value. */
  readonly x: (time_s: number) => number;
  readonly y: (value: number) => number;
  readonly from_s: number;
  readonly to_s: number;
}

/** Which stretch each sample lies in; -1 in a pause. */
export function stretchOfSamples(times: Float64Array, stretches: readonly Stretch[]): Int32Array {
  const found = new Int32Array(times.length);
  let at = -1;
  for (let place = 0; place < times.length; place++) {
    const time = times[place] ?? NaN;
    while ((stretches[at + 1]?.start_s ?? Infinity) <= time) at++;
    found[place] = at >= 0 && time <= (stretches[at]?.end_s ?? -1) ? at : -1;
  }
  return found;
}

/** The lines of a column of samples. */
export function linesOf(
  times: Float64Array,
  values: Float64Array,
  within: Int32Array,
  stretches: readonly Stretch[],
): Lines {
  const at = new Float64Array(times.length);
  const known = new Float64Array(times.length);
  const runs: Run[] = [];
  let count = 0;
  let first = 0;
  let stretch = -1;
  for (let place = 0; place < times.length; place++) {
    const value = values[place] ?? NaN;
    const now = within[place] ?? -1;
    if (Number.isNaN(value) || now < 0) continue;
    const time = times[place] ?? NaN;
    const isGap = count > 0 && (time - (at[count - 1] ?? 0) > LONGEST_HOLD_S || paused(stretches, stretch, now));
    if (count > 0 && (isGap || now !== stretch)) {
      runs.push({ travel: stretches[stretch]?.travel ?? "unknown", first, last: count });
      first = isGap ? count : count - 1; // where nothing is missing, a line begins where the last one ended
    }
    stretch = now;
    at[count] = time;
    known[count++] = value;
  }
  if (count > first) runs.push({ travel: stretches[stretch]?.travel ?? "unknown", first, last: count });
  return { times: at.subarray(0, count), values: known.subarray(0, count), runs };
}

function paused(stretches: readonly Stretch[], before: number, now: number): boolean {
  for (let at = before; at < now; at++) {
    if ((stretches[at + 1]?.start_s ?? 0) > (stretches[at]?.end_s ?? 0)) return true;
  }
  return false;
}

/** One path for each direction, of no more points than the eye can see: four for each pixel of the width. */
export function pathsOf(lines: Lines, frame: Frame): Map<Travel, Path2D> {
  const paths = new Map<Travel, Path2D>();
  for (const run of lines.runs) {
    if ((lines.times[run.last - 1] ?? 0) < frame.from_s || (lines.times[run.first] ?? 0) > frame.to_s) continue;
    const path = paths.get(run.travel) ?? new Path2D();
    paths.set(run.travel, path);
    trace(path, lines, run, frame);
  }
  return paths;
}

function trace(path: Path2D, { times, values }: Lines, run: Run, frame: Frame): void {
  let begun = false;
  let column = NaN;
  let low = NaN;
  let high = NaN;
  let latest = NaN;
  let first = NaN;
  const draw = (value: number): void => {
    if (begun) path.lineTo(column, frame.y(value));
    else path.moveTo(column, frame.y(value));
    begun = true;
  };
  const leave = (): void => {
    if (low < latest || low < first) draw(low);
    if (high > latest || high > first) draw(high);
    if (latest !== first) draw(latest);
  };
  const before = placeAt(times, frame.from_s); // the last one that is left of what is shown
  for (let place = Math.max(run.first, before); place < run.last; place++) {
    const time = times[place] ?? NaN;
    const x = Math.round(frame.x(time));
    const value = values[place] ?? NaN;
    if (x === column) {
      low = Math.min(low, value);
      high = Math.max(high, value);
      latest = value;
      continue;
    }
    if (!Number.isNaN(column)) leave();
    column = x;
    draw(value);
    low = high = latest = first = value;
    if (time > frame.to_s) break;
  }
  leave();
  if (run.last - run.first === 1) path.lineTo(column + 0.01, frame.y(latest)); // a dot
}

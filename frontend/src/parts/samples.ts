// The samples of an activity: columns over elapsed time, NaN where nothing is known.
import { ask } from "./server";

/** What one sample may speak for after its time; a longer gap is time about which nothing is known. [s] */
export const LONGEST_HOLD_S = 10;

interface Answer {
  elapsed_s: (number | null)[];
  columns: Record<string, (number | null)[]>;
}

export interface Samples {
  /** Increasing. [s] */
  readonly elapsed_s: Float64Array;
  readonly columns: ReadonlyMap<string, Float64Array>;
}

/** Ask the API for samples. */
export async function samplesOf(path: string): Promise<Samples> {
  return samplesFrom(await ask<Answer>(path));
}

function samplesFrom(answer: Answer): Samples {
  const columns = Object.entries(answer.columns).map(([name, values]) => [name, packed(values)] as const);
  return { elapsed_s: packed(answer.elapsed_s), columns: new Map(columns) };
}

function packed(values: (number | null)[]): Float64Array {
  const kept = new Float64Array(values.length);
  for (let place = 0; place < values.length; place++) kept[place] = values[place] ?? NaN;
  return kept;
}

/** The place of the last time that is not after another; -1 where all are. */
export function placeAt(times: ArrayLike<number>, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? Infinity) <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** What was last measured at a time, if that was not too long before; NaN else. */
export function heldAt(times: Float64Array, values: Float64Array, time: number, since = -Infinity): number {
  for (let place = placeAt(times, time); place >= 0; place--) {
    const at = times[place] ?? NaN;
    if (at < since || time - at > LONGEST_HOLD_S) return NaN;
    const value = values[place] ?? NaN;
    if (!Number.isNaN(value)) return value;
  }
  return NaN;
}

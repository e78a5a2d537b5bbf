// What a person draws on the timeline of an activity: stretches as they were, and what was done since.
//
// Nothing here touches the page. A drawing is what the log says and a list of deeds; what is seen is worked out
// from both, so that to undo is to leave the last deed away.
import type { Travel } from "./directions";
import type { Stretch } from "./stretches";

/** "nothing" takes labels back, so that the recording speaks again. */
export type Way = Travel | "nothing";

interface Said {
  readonly way: Way;
  /** Null leaves it to the recording. */
  readonly gait: string | null;
}

export interface Span {
  readonly start_s: number;
  readonly end_s: number;
}

export type Deed =
  | ({ readonly kind: "label" } & Span & Said)
  | { readonly kind: "edge"; readonly from_s: number; readonly to_s: number; readonly left: Said; readonly right: Said }
  | { readonly kind: "split"; readonly at_s: number }
  | ({ readonly kind: "out"; readonly spoiled: string } & Span)
  | ({ readonly kind: "in" } & Span);

export interface Piece extends Stretch {
  /** Which stretch of the log it is, or is a part of; null where something was drawn. */
  readonly base: number | null;
  /** Whether its labels are taken back: what it will be is seen when it is saved. */
  readonly isOpen: boolean;
}

/** A stretch keeps at least so much of itself. [s] */
export const SHORTEST_S = 1;
const NAMED_GAITS = new Set(["walk", "run", "elliptical"]);

export class Drawing {
  private deeds: Deed[] = [];
  private undone: Deed[] = [];
  private seen: Piece[];

  constructor(
    readonly base: readonly Stretch[],
    /** What a direction and a gait are called. */
    private readonly wordsOf: (travel: Travel, gait: string, isOpen: boolean) => string,
  ) {
    this.seen = this.worked();
  }

  get pieces(): readonly Piece[] {
    return this.seen;
  }

  /** What was drawn and is not saved; a split alone says nothing. */
  get done(): readonly Deed[] {
    return this.deeds;
  }

  get canUndo(): boolean {
    return this.deeds.length > 0;
  }

  get canRedo(): boolean {
    return this.undone.length > 0;
  }

  get isSaying(): boolean {
    return this.deeds.some((deed) => deed.kind !== "split");
  }

  do(deed: Deed): void {
    const last = this.deeds[this.deeds.length - 1];
    this.undone = [];
    if (deed.kind === "edge" && last?.kind === "edge" && last.to_s === deed.from_s) {
      // The same edge again: where it came from counts, and a way there and back is none.
      this.deeds.pop();
      if (last.from_s !== deed.to_s) this.deeds.push({ ...last, to_s: deed.to_s });
    } else {
      this.deeds.push(deed);
    }
    this.seen = this.worked();
  }

  undo(): void {
    const last = this.deeds.pop();
    if (last !== undefined) this.undone.push(last);
    this.seen = this.worked();
  }

  redo(): void {
    const next = this.undone.pop();
    if (next !== undefined) this.deeds.push(next);
    this.seen = this.worked();
  }

  restore(deeds: readonly Deed[]): void {
    this.deeds = [...deeds];
    this.undone = [];
    this.seen = this.worked();
  }

  /** The place of the piece at a time; -1 in a pause. */
  at(time_s: number): number {
    let low = 0;
    let high = this.seen.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.seen[middle]?.start_s ?? Infinity) <= time_s) low = middle + 1;
      else high = middle;
    }
    const place = low - 1;
    return time_s <= (this.seen[place]?.end_s ?? -1) ? place : -1;
  }

  /** Whether the edge before a piece parts it from a neighbour, so that it can be moved. */
  isEdge(place: number): boolean {
    const [left, right] = [this.seen[place - 1], this.seen[place]];
    if (left === undefined || right === undefined || left.end_s !== right.start_s) return false;
    // Standing is seen in the recording: between it and what went the same way there is nothing to say.
    const isStanding = left.gait === "standing" || right.gait === "standing";
    return !(isStanding && left.travel === right.travel);
  }

  /** Where the edge before a piece may go. */
  reach(place: number): Span {
    const [left, right] = [this.seen[place - 1], this.seen[place]];
    return {
      start_s: Math.min((left?.start_s ?? 0) + SHORTEST_S, right?.start_s ?? 0),
      end_s: Math.max((right?.end_s ?? 0) - SHORTEST_S, right?.start_s ?? 0),
    };
  }

  /** The deed that moves the edge before a piece. */
  moved(place: number, to_s: number): Deed | null {
    const [left, right] = [this.seen[place - 1], this.seen[place]];
    if (left === undefined || right === undefined || to_s === right.start_s) return null;
    return { kind: "edge", from_s: right.start_s, to_s, left: saidBy(left), right: saidBy(right) };
  }

  /** The pieces as they would be with one more deed. */
  with(deed: Deed): readonly Piece[] {
    return worked(this.base, [...this.deeds, deed], this.wordsOf);
  }

  private worked(): Piece[] {
    return worked(this.base, this.deeds, this.wordsOf);
  }
}

function saidBy(piece: Piece): Said {
  return { way: piece.isOpen ? "nothing" : piece.travel, gait: NAMED_GAITS.has(piece.gait) ? piece.gait : null };
}

type Words = (travel: Travel, gait: string, isOpen: boolean) => string;

function worked(base: readonly Stretch[], deeds: readonly Deed[], wordsOf: Words): Piece[] {
  let pieces: Piece[] = base.map((stretch, place) => ({ ...stretch, base: place, isOpen: false }));
  const splits = new Set<number>();
  for (const deed of deeds) {
    if (deed.kind === "split") {
      splits.add(deed.at_s);
      pieces = cut(pieces, deed.at_s);
    }
    const said = labelOf(deed);
    if (said === null) continue;
    for (const edge of [said.start_s, said.end_s]) pieces = cut(pieces, edge);
    pieces = pieces.map((piece) =>
      piece.start_s >= said.start_s && piece.end_s <= said.end_s ? labelled(piece, said, wordsOf) : piece,
    );
    pieces = joined(pieces, splits);
  }
  return pieces;
}

/** What a deed says of which stretch. */
function labelOf(deed: Deed): (Span & Said) | null {
  if (deed.kind === "label") return deed;
  if (deed.kind !== "edge") return null;
  const grows = deed.to_s > deed.from_s ? deed.left : deed.right;
  return { start_s: Math.min(deed.from_s, deed.to_s), end_s: Math.max(deed.from_s, deed.to_s), ...grows };
}

function cut(pieces: readonly Piece[], at_s: number): Piece[] {
  return pieces.flatMap((piece) =>
    piece.start_s < at_s && at_s < piece.end_s
      ? [
          { ...piece, end_s: at_s },
          { ...piece, start_s: at_s },
        ]
      : [piece],
  );
}

function labelled(piece: Piece, said: Said, wordsOf: Words): Piece {
  const isOpen = said.way === "nothing";
  const travel = said.way === "nothing" ? "unknown" : said.way;
  const gait = piece.gait === "standing" ? piece.gait : (said.gait ?? piece.gait);
  return { ...piece, travel, gait, isOpen, isDetected: false, base: null, words: wordsOf(travel, gait, isOpen) };
}

/** Neighbours that say the same made one, if one of them was drawn and nobody split them. */
function joined(pieces: readonly Piece[], splits: ReadonlySet<number>): Piece[] {
  const made: Piece[] = [];
  for (const piece of pieces) {
    const last = made[made.length - 1];
    const isSame =
      last !== undefined &&
      last.end_s === piece.start_s &&
      last.travel === piece.travel &&
      last.gait === piece.gait &&
      last.isOpen === piece.isOpen &&
      (last.base === null || piece.base === null) &&
      !splits.has(piece.start_s);
    if (isSame) made[made.length - 1] = { ...last, end_s: piece.end_s, base: null };
    else made.push(piece);
  }
  return made;
}

/** A time to the thousandth of a second, as labels are written. */
export function exactClock(time_s: number): string {
  const all = Math.round(time_s * 1000);
  const [hours, minutes, seconds] = [Math.floor(all / 3_600_000), Math.floor(all / 60_000) % 60, (all % 60_000) / 1000];
  const whole = String(Math.floor(seconds)).padStart(2, "0");
  const rest = String(Math.round((seconds % 1) * 1000)).padStart(3, "0").replace(/0+$/, "");
  const tail = rest === "" ? whole : `${whole}.${rest}`;
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

/** The fields that tell the app what was drawn. */
export function fieldsOf(deeds: readonly Deed[]): [string, string][] {
  return deeds.flatMap((deed): [string, string][] => {
    if (deed.kind === "split") return [];
    if (deed.kind === "out") return [["out", `${spanOf(deed)}=${deed.spoiled}`]];
    if (deed.kind === "in") return [["in", spanOf(deed)]];
    const said = labelOf(deed);
    if (said === null) return [];
    const gait = said.gait === null || said.way === "nothing" ? "" : ` ${said.gait}`;
    return [["label", `${spanOf(said)}=${said.way}${gait}`]];
  });
}

function spanOf(span: Span): string {
  return `${exactClock(span.start_s)}-${exactClock(span.end_s)}`;
}

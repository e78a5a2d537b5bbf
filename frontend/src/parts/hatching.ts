// How each direction is hatched and dashed on a canvas, so that colour never speaks alone; and other colours.
import { TRAVELS, type Travel, colour } from "./directions";

export interface Look {
  readonly line: string;
  readonly wash: string;
  readonly dash: number[];
  readonly width: number;
  /** For the block of a ribbon. */
  readonly block: CanvasPattern | string;
  /** For what lies behind lines; null where that is plain. */
  readonly ground: CanvasPattern | string | null;
}

/** What charts are painted with. It is read once for each theme: every look at a style may cost a layout. */
export interface Palette {
  readonly looks: Record<Travel, Look>;
  readonly grid: string;
  readonly rule: string;
  readonly soft: string;
  readonly target: string;
  readonly targetWash: string;
  readonly targetSoft: string;
  readonly font: string;
}

const SIZE = 8;
const DASHES: Record<Travel, number[]> = { forward: [], backward: [], sideways: [2, 4], unknown: [5, 4] };
const WIDTHS: Record<Travel, number> = { forward: 1.6, backward: 2.4, sideways: 2, unknown: 1.6 };

/** The palette of the theme that is shown now. */
export function paletteOf(context: CanvasRenderingContext2D, ratio: number): Palette {
  const looks = TRAVELS.map((travel) => [travel, lookOf(context, travel, ratio)] as const);
  return {
    looks: Object.fromEntries(looks) as Record<Travel, Look>,
    grid: colour("grid"),
    rule: colour("rule"),
    soft: colour("soft"),
    target: colour("target"),
    targetWash: colour("target-wash"),
    targetSoft: colour("target-soft"),
    font: getComputedStyle(document.body).fontFamily,
  };
}

function lookOf(context: CanvasRenderingContext2D, travel: Travel, ratio: number): Look {
  const line = colour(travel);
  const wash = colour(`${travel}-wash`);
  const isPlain = travel === "forward" || travel === "unknown";
  return {
    line,
    wash,
    dash: DASHES[travel],
    width: WIDTHS[travel],
    block: travel === "forward" ? wash : pattern(context, travel, line, wash, ratio),
    ground: isPlain ? null : pattern(context, travel, wash, null, ratio),
  };
}

function pattern(
  context: CanvasRenderingContext2D,
  travel: Travel,
  line: string,
  wash: string | null,
  ratio: number,
): CanvasPattern | string {
  const tile = document.createElement("canvas");
  tile.width = tile.height = Math.round(SIZE * ratio);
  const drawn = tile.getContext("2d");
  if (drawn === null) return line;
  drawn.scale(tile.width / SIZE, tile.height / SIZE);
  if (wash !== null) {
    drawn.fillStyle = wash;
    drawn.fillRect(0, 0, SIZE, SIZE);
  }
  drawn.strokeStyle = drawn.fillStyle = line;
  drawn.lineWidth = wash === null ? 1.6 : 1.2;
  drawn.beginPath();
  if (travel === "backward") {
    for (const from of [-SIZE, 0, SIZE]) {
      drawn.moveTo(from, 0);
      drawn.lineTo(from + SIZE, SIZE);
    }
  } else if (travel === "sideways") {
    drawn.moveTo(SIZE / 2, 0);
    drawn.lineTo(SIZE / 2, SIZE);
  } else {
    drawn.fillRect(1, 1, 1.4, 1.4);
    drawn.fillRect(5, 5, 1.4, 1.4);
  }
  drawn.stroke();
  return context.createPattern(tile, "repeat") ?? line;
}

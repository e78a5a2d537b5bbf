// Tiles under the route, where this machine has any: /tiles/{z}/{x}/{y}.png of the app itself.

const SIZE_PX = 256;
const MOST = 60;

export class Tiles {
  private readonly kept = new Map<string, HTMLImageElement>();

  private constructor(
    private readonly levels: readonly number[],
    private readonly repaint: () => void,
  ) {}

  /** Tiles of the levels that a page names, as in ``12 13 14``; null where there are none. */
  static of(levels: string, repaint: () => void): Tiles | null {
    const known = levels.split(" ").filter(Boolean).map(Number);
    return known.length > 0 ? new Tiles(known, repaint) : null;
  }

  paint(
    context: CanvasRenderingContext2D,
    scale: number,
    shift: readonly [number, number],
    width: number,
    height: number,
  ): void {
    const wanted = Math.log2(scale / SIZE_PX);
    const level = this.levels.reduce((best, each) => (Math.abs(each - wanted) < Math.abs(best - wanted) ? each : best));
    const size = scale / 2 ** level;
    const [left, top] = [Math.floor(-shift[0] / size), Math.floor(-shift[1] / size)];
    const [right, bottom] = [Math.floor((width - shift[0]) / size), Math.floor((height - shift[1]) / size)];
    if ((right - left + 1) * (bottom - top + 1) > MOST) return;
    for (let x = left; x <= right; x++) {
      for (let y = top; y <= bottom; y++) {
        const image = this.image(`/tiles/${level}/${x}/${y}.png`);
        if (image.complete && image.naturalWidth > 0) {
          context.drawImage(image, x * size + shift[0], y * size + shift[1], size, size);
        }
      }
    }
  }

  private image(path: string): HTMLImageElement {
    const kept = this.kept.get(path);
    if (kept !== undefined) return kept;
    const image = new Image();
    image.addEventListener("load", this.repaint);
    image.src = path;
    this.kept.set(path, image);
    return image;
  }
}

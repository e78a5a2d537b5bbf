// Canvases that are as sharp as the screen.

/** No screen shows finer dots than this, and more of them cost time. */
const FINEST = 3;

export interface Fresh {
  readonly context: CanvasRenderingContext2D;
  /** How many dots of the screen make a pixel of the page. */
  readonly ratio: number;
}

/** A canvas of a size with nothing on it, to be painted in pixels of the page; null where nothing can be painted. */
export function fresh(canvas: HTMLCanvasElement, width: number, height: number): Fresh | null {
  const context = canvas.getContext("2d");
  if (context === null) return null;
  const ratio = Math.min(devicePixelRatio || 1, FINEST);
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
  // To set a size costs time, even the same one.
  if (canvas.width !== across || canvas.height !== down) [canvas.width, canvas.height] = [across, down];
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return { context, ratio };
}

// The keys of the timeline, which the page lists in its help.
import type { Editor } from "../pages/timeline";

const STEP_S = 1;
const LONG_STEP_S = 10;
const LEAP_S = 60;

/** Have the track answer keys while it has the focus. */
export function listen(place: HTMLElement, editor: Editor): void {
  place.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const deed = deedOf(event, editor);
    if (deed === null) return;
    event.preventDefault();
    deed();
  });
}

function deedOf(event: KeyboardEvent, editor: Editor): (() => void) | null {
  const step = event.shiftKey ? LONG_STEP_S : STEP_S;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (key === "z") return () => editor.act(event.shiftKey ? "redo" : "undo");
  const charts = editor.charts;
  const deeds: Record<string, () => void> = {
    ArrowLeft: () => editor.step(-step),
    ArrowRight: () => editor.step(step),
    PageUp: () => editor.step(-LEAP_S),
    PageDown: () => editor.step(LEAP_S),
    Home: () => editor.step(-Infinity),
    End: () => editor.step(Infinity),
    n: () => editor.turn(1),
    p: () => editor.turn(-1),
    e: () => editor.hold(),
    f: () => editor.act("way:forward"),
    b: () => editor.act("way:backward"),
    w: () => editor.act("way:sideways"),
    u: () => editor.act("way:unknown"),
    r: () => editor.act("way:nothing"),
    "1": () => editor.act("gait:walk"),
    "2": () => editor.act("gait:run"),
    s: () => editor.act("split"),
    x: () => editor.act("out:everything"),
    i: () => editor.act("in"),
    "+": () => charts.enlarge(2),
    "=": () => charts.enlarge(2),
    "-": () => charts.enlarge(0.5),
    "0": () => charts.whole(),
    Enter: () => (editor.isHolding ? editor.hold() : editor.act("preview")),
  };
  if (key === "Escape") return editor.isHolding ? () => editor.putBack() : null;
  return deeds[key] ?? null;
}

// Mouse, fingers and keys on charts: point at a time, choose a part of it, enlarge.
import type { Charts } from "./chart";

/** A mouse that moves less with its button down has clicked. [px] */
const CLICK_PX = 6;
const STEP = 2;

/** Have charts answer what people do on their plots and with their buttons. */
export function take(charts: Charts, plots: HTMLElement, root: HTMLElement): void {
  takeMouse(charts, plots);
  takeFingers(charts, plots);
  takeWheel(charts, plots);
  takeButtons(charts, root);
  takeSlider(charts, root.querySelector<HTMLInputElement>("[data-slider]"));
}

function takeMouse(charts: Charts, plots: HTMLElement): void {
  const chosen = plots.querySelector<HTMLElement>("[data-chosen]");
  let from: number | null = null;
  const mark = (x: number, toX: number): void => {
    if (chosen === null) return;
    const left = plots.getBoundingClientRect().left;
    chosen.hidden = Math.abs(toX - x) < CLICK_PX;
    chosen.style.transform = `translateX(${Math.min(x, toX) - left}px)`;
    chosen.style.width = `${Math.abs(toX - x)}px`;
  };
  plots.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "mouse") return;
    charts.point(charts.timeAt(event.clientX));
    if (from !== null) mark(from, event.clientX);
  });
  plots.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button !== 0) return;
    from = event.clientX;
    plots.setPointerCapture(event.pointerId);
  });
  const end = (event: PointerEvent, isChosen: boolean): void => {
    if (event.pointerType !== "mouse" || from === null) return;
    const [one, other] = [charts.timeAt(from), charts.timeAt(event.clientX)];
    if (isChosen && Math.abs(event.clientX - from) >= CLICK_PX) charts.show(Math.min(one, other), Math.max(one, other));
    mark(0, 0);
    from = null;
  };
  plots.addEventListener("pointerup", (event) => end(event, true));
  plots.addEventListener("pointercancel", (event) => end(event, false));
  plots.addEventListener("dblclick", () => charts.whole());
}

/** One finger points; two enlarge. Up and down moves the page, as ever. */
function takeFingers(charts: Charts, plots: HTMLElement): void {
  const fingers = new Map<number, number>();
  plots.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse") return;
    fingers.set(event.pointerId, event.clientX);
    if (fingers.size === 1) charts.point(charts.timeAt(event.clientX));
  });
  plots.addEventListener("pointermove", (event) => {
    if (!fingers.has(event.pointerId)) return;
    const before = [...fingers.values()];
    fingers.set(event.pointerId, event.clientX);
    if (fingers.size === 1) charts.point(charts.timeAt(event.clientX));
    if (fingers.size === 2) pinch(charts, before, [...fingers.values()]);
  });
  for (const name of ["pointerup", "pointercancel"] as const) {
    plots.addEventListener(name, (event) => fingers.delete(event.pointerId));
  }
}

/** Enlarge as far as two fingers went apart, about the middle between them. */
export function pinch(charts: Charts, before: readonly number[], after: readonly number[]): void {
  const wide = (xs: readonly number[]): number => Math.max(Math.abs((xs[0] ?? 0) - (xs[1] ?? 0)), 10);
  const middle = (xs: readonly number[]): number => ((xs[0] ?? 0) + (xs[1] ?? 0)) / 2;
  charts.enlarge(wide(after) / wide(before), charts.timeAt(middle(after)));
}

/** A pinch on a touch pad comes as a turn of the wheel with Ctrl. */
function takeWheel(charts: Charts, plots: HTMLElement): void {
  plots.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      charts.enlarge(Math.exp(-event.deltaY / 200), charts.timeAt(event.clientX));
    },
    { passive: false },
  );
}

const WISHES: Record<string, (charts: Charts) => void> = {
  in: (charts) => charts.enlarge(STEP),
  out: (charts) => charts.enlarge(1 / STEP),
  whole: (charts) => charts.whole(),
  earlier: (charts) => move(charts, -0.5),
  later: (charts) => move(charts, 0.5),
};

function move(charts: Charts, share: number): void {
  const far = share * (charts.to_s - charts.from_s);
  const kept = Math.min(Math.max(far, -charts.from_s), charts.end_s - charts.to_s);
  charts.show(charts.from_s + kept, charts.to_s + kept);
}

function takeButtons(charts: Charts, root: HTMLElement): void {
  const buttons = [...root.querySelectorAll<HTMLButtonElement>("[data-zoom]")];
  const settle = (): void => {
    for (const button of buttons) {
      const wish = button.dataset["zoom"];
      const cannot = {
        out: charts.isWhole,
        whole: charts.isWhole,
        earlier: charts.from_s <= 0,
        later: charts.to_s >= charts.end_s,
      }[wish ?? ""];
      button.setAttribute("aria-disabled", String(cannot ?? false)); // it keeps the focus, so it is not disabled
    }
  };
  for (const button of buttons) {
    button.addEventListener("click", () => WISHES[button.dataset["zoom"] ?? ""]?.(charts));
  }
  charts.addEventListener("span", settle);
  settle();
}

function takeSlider(charts: Charts, slider: HTMLInputElement | null): void {
  slider?.addEventListener("input", () => {
    const time_s = Number(slider.value);
    charts.point(time_s);
    const long_s = charts.to_s - charts.from_s;
    if (time_s < charts.from_s) charts.show(time_s, time_s + long_s);
    if (time_s > charts.to_s) charts.show(time_s - long_s, time_s);
  });
  slider?.addEventListener("focus", () => {
    if (charts.time_s === null) charts.point(charts.from_s);
  });
  slider?.addEventListener("keydown", (event) => {
    const wish = { "+": "in", "=": "in", "-": "out", "0": "whole" }[event.key];
    if (wish === undefined || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    WISHES[wish]?.(charts);
  });
}

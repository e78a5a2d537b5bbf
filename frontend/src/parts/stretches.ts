// Stretches of one direction, as a page lists them: <li data-start data-end data-travel data-gait data-known>words</li>
import { SIGNS, TRAVELS, type Travel } from "./directions";

export interface Stretch {
  readonly start_s: number;
  readonly end_s: number;
  readonly travel: Travel;
  readonly gait: string;
  /** Whether nobody said it, and detectors alone are sure of it. */
  readonly isDetected: boolean;
  /** Direction and gait, in the language of the page. */
  readonly words: string;
}

/** The stretches that a list of the page names, in order. */
export function stretchesOf(list: Element): Stretch[] {
  return [...list.querySelectorAll<HTMLElement>("[data-start]")].map((item) => ({
    start_s: Number(item.dataset["start"]),
    end_s: Number(item.dataset["end"]),
    travel: TRAVELS.find((travel) => travel === item.dataset["travel"]) ?? "unknown",
    gait: item.dataset["gait"] ?? "unknown",
    isDetected: item.dataset["known"] === "seen",
    words: item.textContent?.trim() ?? "",
  }));
}

/** Whether nobody would ask which way it went. */
export function hasNoWay(stretch: Stretch): boolean {
  return stretch.travel === "unknown" && (stretch.gait === "standing" || stretch.gait === "other");
}

export function signOf(stretch: Stretch): string {
  return hasNoWay(stretch) ? "·" : SIGNS[stretch.travel];
}

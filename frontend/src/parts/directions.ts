// Directions of travel as the pages show them: a colour, a sign and a hatching, never a colour alone.

export type Travel = "forward" | "backward" | "sideways" | "unknown";

export const TRAVELS: readonly Travel[] = ["forward", "backward", "sideways", "unknown"];

export const SIGNS: Record<Travel, string> = { forward: "→", backward: "←", sideways: "↔", unknown: "?" };

/** The value of a colour of the style sheet, in the theme that is shown. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Call back whenever the theme changes, so that what was painted is painted anew. */
export function onThemeChange(repaint: () => void): void {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
}

// The page of one activity: its charts and its route, with one cursor for both.
import { Charts } from "../parts/chart";
import { RouteMap } from "../parts/map";
import { samplesOf } from "../parts/samples";

/** Comes when what was drawn is on the screen. */
function painted(): Promise<void> {
  return new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
}

async function begin(place: HTMLElement): Promise<void> {
  const root = place.querySelector<HTMLElement>("[data-charts]");
  const map = place.querySelector<HTMLElement>("[data-map]");
  try {
    const samples = await samplesOf(place.dataset["samples"] ?? "");
    const charts = root === null ? null : new Charts(root, samples);
    await painted(); // the charts are on the screen before the route is thought of
    if (map !== null) new RouteMap(map, samples, charts);
    place.dataset["state"] = "drawn";
  } catch (trouble) {
    place.dataset["state"] = "failed";
    place.querySelector("[data-failed]")?.removeAttribute("hidden");
    throw trouble;
  }
}

for (const place of document.querySelectorAll<HTMLElement>("[data-activity]")) void begin(place);

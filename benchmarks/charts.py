"""How long the charts of a ten-hour recording take in Chromium, beside plain charts of uPlot's.

Measured from the samples to the painted picture, and for each picture while the cursor moves and the charts
are enlarged. The budgets are 200 ms and 60 pictures a second. uPlot draws the same four columns as one line
each: without directions, hatching, gaps at pauses, a target range or a ribbon. Run it with
``make benchmark-charts``.
"""

import runpy
import socket
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright
from tests.conftest import BROWSER_OPTIONS
from tests.web.long_recording import DAY, SAMPLES, bring

from backstride.store import Store
from backstride.web.app import create_app

ROOT: Final = Path(__file__).parents[1]
UPLOT: Final = ROOT / "frontend" / "node_modules" / "uplot" / "dist" / "uPlot.iife.min.js"
ROUNDS: Final = 5
BUDGET_MS: Final = 200.0
FRAME_MS: Final = 1000.0 / 60.0
DRAWN: Final = "[data-activity][data-state=drawn]"

PICTURES: Final = """async act => {
  const plots = document.querySelector(act === "rival" ? "#rival" : "[data-plots]");
  const {left, top, width} = plots.getBoundingClientRect();
  const at = count => ({clientX: left + 60 + (count * (width - 120)) / 60, clientY: top + 90, bubbles: true});
  const move = count => plots.dispatchEvent(
    new PointerEvent("pointermove", {pointerType: "mouse", ...at(count)}));
  const zoom = count => plots.dispatchEvent(
    new WheelEvent("wheel", {ctrlKey: true, deltaY: count < 30 ? -20 : 20, cancelable: true, ...at(25)}));
  const rival = count => window.charts.forEach(chart =>
    chart.setScale("x", {min: 0, max: 36000 * Math.exp(-0.1 * (count < 30 ? count : 60 - count))}));
  const acts = {move, zoom, rival}, times = [];
  for (let count = 0; count < 60; count++) {
    const start = performance.now();
    acts[act](count);
    await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
    times.push(performance.now() - start);
  }
  return times;
}"""
"""How long each of sixty pictures takes while something is done. [ms]"""

RIVAL: Final = """async path => {
  const answer = await (await fetch(path)).json();
  const columns = ["speed_m_s", "heart_rate_bpm", "cadence_spm", "step_length_m"];
  const place = document.createElement("div");
  place.id = "rival";
  document.body.replaceChildren(place);
  const width = innerWidth - 40;
  const series = [{}, {stroke: "#14548f", width: 1, points: {show: false}}];
  const options = {width, height: 136, legend: {show: false}, scales: {x: {time: false}}};
  const drawn = name => new uPlot({...options, series: structuredClone(series)},
    [answer.elapsed_s, answer.columns[name]], place);
  const start = performance.now();
  window.charts = columns.map(drawn);
  await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - start;
}"""
"""The same columns drawn by uPlot, from the samples to the painted picture. [ms]"""


@contextmanager
def served() -> Iterator[str]:
    """The app over a log with the long recording; its address."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        store = Store(folder / "log")
        bring(store, folder)
        listening = socket.create_server(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(create_app(store), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            while not server.started and thread.is_alive():
                time.sleep(0.01)
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
            listening.close()
            store.close()


def opened(browser: Browser, address: str) -> Page:
    """The page of the activity, its charts drawn and painted."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{address}/activities/{DAY}")
    page.wait_for_selector(DRAWN)
    page.wait_for_function("performance.getEntriesByName('charts-painted').length > 0")
    return page


def measured(browser: Browser, address: str) -> dict[str, list[float]]:
    """Every figure, once for each round. [ms]"""
    found: dict[str, list[float]] = {}

    def note(name: str, value: float) -> None:
        found.setdefault(name, []).append(float(value))

    for _ in range(ROUNDS):
        page = opened(browser, address)
        painted = page.evaluate("performance.getEntriesByName('charts-painted')[0].duration")
        note("samples to painted charts", painted)
        path = page.locator("[data-activity]").get_attribute("data-samples")
        for act, name in (("move", "a picture, cursor moving"), ("zoom", "a picture, enlarging")):
            note(name, statistics.median(page.evaluate(PICTURES, act)))
        page.evaluate(UPLOT.read_text(encoding="utf-8").replace("var uPlot=", "window.uPlot=") + "; null")
        note("uPlot: samples to painted charts", page.evaluate(RIVAL, path))
        note("uPlot: a picture, enlarging", statistics.median(page.evaluate(PICTURES, "rival")))
        page.close()
    return found


def main() -> None:
    """Print the figures, and each beside uPlot's."""
    chromium = runpy.run_path(str(ROOT / "tools" / "browser.py"))["find_chromium"]()
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(BROWSER_OPTIONS))
        best = {name: min(values) for name, values in measured(browser, address).items()}
        browser.close()
    print(f"\nTen hours at 1 Hz: {SAMPLES:,} samples, four charts, a ribbon and the route; best of {ROUNDS}")
    for name, spent_ms in best.items():
        rival_ms = best.get(f"uPlot: {name}")
        beside = "" if rival_ms is None else f"   {spent_ms / rival_ms:6.2f} × uPlot"
        print(f"  {name:36} {spent_ms:8.1f} ms{beside}")
    is_kept = best["samples to painted charts"] < BUDGET_MS and best["a picture, enlarging"] < 1.5 * FRAME_MS
    print(f"  budgets {BUDGET_MS:.0f} ms and 60 pictures a second: {'kept' if is_kept else 'MISSED'}")


if __name__ == "__main__":
    main()

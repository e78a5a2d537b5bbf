"use strict";
/* One line through all charts of a session, moved by pointer or keys. Without it the page lacks nothing. */
const clock = (seconds) => {
  const whole = Math.round(seconds);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const tail = String(whole % 60).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
};

for (const charts of document.querySelectorAll(".charts")) {
  const places = Number(charts.dataset.places);
  const end = Number(charts.dataset.end);
  const stretches = charts.dataset.stretches.split("|").map((text) => {
    const blank = text.indexOf(" ");
    return [Number(text.slice(0, blank)), text.slice(blank + 1)];
  });
  const columns = [...charts.querySelectorAll("[data-readings]")].map((figure) => ({
    name: figure.dataset.name,
    unit: figure.dataset.unit,
    values: figure.dataset.readings.split(" "),
  }));
  const bar = charts.querySelector(".reading");
  const slider = bar.querySelector("input");
  const output = bar.querySelector("output");
  const lines = charts.querySelectorAll(".reader");

  const read = (place) => {
    const at = `${((place + 0.5) / places) * 100}%`;
    for (const line of lines) {
      line.setAttribute("x1", at);
      line.setAttribute("x2", at);
      line.setAttribute("visibility", "visible");
    }
    const [, way] = stretches.findLast(([first]) => first <= place) ?? stretches[0];
    const parts = columns.map(({ name, unit, values }) => {
      const value = values[place];
      if (value === "-") return `${name.toLowerCase()} –`;
      const speed = Number(value);
      const pace = unit === "km/h" && speed >= 1 ? ` (${clock(3600 / speed)} /km)` : "";
      return `${value} ${unit}${pace}`;
    });
    const said = [clock(((place + 0.5) / places) * end), way, ...parts].join(" · ");
    output.textContent = said;
    slider.setAttribute("aria-valuetext", said);
  };

  slider.addEventListener("input", () => read(Number(slider.value)));
  slider.addEventListener("focus", () => read(Number(slider.value)));
  for (const drawing of charts.querySelectorAll(".drawing")) {
    const follow = (event) => {
      const box = drawing.getBoundingClientRect();
      const share = (event.clientX - box.left) / box.width;
      const place = Math.min(Math.max(Math.floor(share * places), 0), places - 1);
      slider.value = String(place);
      read(place);
    };
    drawing.addEventListener("pointermove", follow);
    drawing.addEventListener("pointerdown", follow);
  }
  bar.hidden = false;
  output.textContent = "Point at a chart, or move the slider, to read all charts at one time.";
}

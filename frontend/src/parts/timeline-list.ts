// The list of stretches beside the track, and the fields that say the same in words.
import { signOf } from "./stretches";
import { type Piece, type Span, SHORTEST_S, exactClock } from "./timeline-model";

export interface Fields {
  readonly span: Span;
  readonly what: string;
  readonly gait: string | null;
}

export class Rows {
  private readonly original: readonly HTMLTableRowElement[];
  private shown: HTMLTableRowElement[] = [];
  private chosen = -1;

  constructor(
    private readonly body: HTMLElement,
    private readonly template: HTMLTemplateElement,
    onPick: (time_s: number) => void,
  ) {
    this.original = [...body.querySelectorAll("tr")];
    this.shown = [...this.original];
    body.addEventListener("click", (event) => {
      const link = event.target instanceof Element ? event.target.closest("a, button") : null;
      const row = link?.closest("tr");
      if (row === null || row === undefined) return;
      event.preventDefault();
      onPick(Number(row.dataset["start"]) + 0.001);
    });
  }

  /** Write a row for each piece; those that stayed as they were keep their row, and the focus in it. */
  write(pieces: readonly Piece[], chosen: number): void {
    this.shown = pieces.map((piece) => {
      const row = piece.base === null ? undefined : this.original[piece.base];
      const isWhole = row !== undefined && Number(row.dataset["start"]) === piece.start_s && Number(row.dataset["end"]) === piece.end_s;
      return isWhole ? row : this.rowOf(piece, row);
    });
    this.body.replaceChildren(...this.shown);
    this.chosen = -1;
    this.choose(chosen);
  }

  private rowOf(piece: Piece, original: HTMLTableRowElement | undefined): HTMLTableRowElement {
    const row = (this.template.content.firstElementChild?.cloneNode(true) ?? document.createElement("tr")) as HTMLTableRowElement;
    row.dataset["start"] = String(piece.start_s);
    row.dataset["end"] = String(piece.end_s);
    put(row, "[data-time]", `${exactClock(piece.start_s)}–${exactClock(piece.end_s)}`);
    put(row, "[data-long]", exactClock(piece.end_s - piece.start_s));
    put(row, "[data-sign]", signOf(piece));
    put(row, "[data-way]", piece.words);
    row.querySelector(".way")?.classList.add(piece.travel);
    const how = original?.querySelector("[data-how]")?.cloneNode(true);
    if (how !== undefined) row.querySelector("[data-how]")?.replaceWith(how);
    return row;
  }

  choose(place: number): void {
    if (place === this.chosen) return;
    this.shown[this.chosen]?.removeAttribute("aria-current");
    this.chosen = place;
    const row = this.shown[place];
    if (row === undefined) return;
    row.setAttribute("aria-current", "true");
    const [list, box, at] = [this.body.closest<HTMLElement>("[data-scrolls]"), row.offsetTop, row.offsetHeight];
    if (list === null || (box >= list.scrollTop && box + at <= list.scrollTop + list.clientHeight)) return;
    list.scrollTop = box - list.clientHeight / 2;
  }

  /** How it is known which way a piece went, in the words of its row. */
  howOf(piece: Piece): string {
    const row = this.shown.find((each) => Number(each.dataset["start"]) === piece.start_s);
    const parts = [...(row?.querySelector("[data-how]")?.childNodes ?? [])];
    return parts.map((part) => part.textContent?.trim().replace(/\s+/g, " ") ?? "").filter(Boolean).join(": ");
  }

  /** Put a piece into the fields, unless somebody is writing there. */
  fill(form: HTMLFormElement, piece: Piece): void {
    if (form.contains(document.activeElement)) return;
    field(form, "start").value = exactClock(piece.start_s);
    field(form, "end").value = exactClock(piece.end_s);
    field(form, "travel").value = piece.isOpen ? "nothing" : piece.travel;
    field(form, "gait").value = "";
  }

  /** What the fields say; null where that cannot be read. */
  read(form: HTMLFormElement): Fields | null {
    const span = { start_s: seconds(field(form, "start").value), end_s: seconds(field(form, "end").value) };
    if (!(span.end_s - span.start_s >= SHORTEST_S / 1000)) return null;
    return { span, what: field(form, "travel").value, gait: field(form, "gait").value || null };
  }
}

function field(form: HTMLFormElement, name: string): HTMLInputElement | HTMLSelectElement {
  return form.elements.namedItem(name) as HTMLInputElement | HTMLSelectElement;
}

function put(row: Element, selector: string, text: string): void {
  const place = row.querySelector(selector);
  if (place !== null) place.textContent = text;
}

/** A time as h:mm:ss, mm:ss or seconds; NaN where it is none. */
function seconds(written: string): number {
  const match = /^(?:(?:(\d{1,4}):)?(\d{1,4}):)?(\d{1,6}(?:[.,]\d{1,3})?)$/.exec(written.trim());
  if (match === null) return NaN;
  return Number(match[1] ?? 0) * 3600 + Number(match[2] ?? 0) * 60 + Number((match[3] ?? "").replace(",", "."));
}

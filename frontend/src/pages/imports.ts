// Files that are handed over, with their progress; and work in the background, told to screen readers.
// Without this script the same forms work, and the pages look for news by themselves.
import { token } from "../parts/server";

const BYTES_PER_MB = 1e6;
const TENTHS = 10;

interface Chosen {
  file: File;
  /** Its name, with the folders in which it lay. */
  name: string;
}

const numbers = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });

function filled(words: string, values: Record<string, number>): string {
  return words.replace(/\{(\w+)\}/g, (_, name: string) => numbers.format(values[name] ?? 0));
}

function within<Found extends Element>(place: ParentNode, selector: string): Found | null {
  return place.querySelector<Found>(selector);
}

// ── What was dropped ────────────────────────────────────────────────────────────────────────────

/** All files of what was dropped, those in folders too. */
async function dropped(transfer: DataTransfer): Promise<Chosen[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry());
  const found: Chosen[] = [];
  for (const entry of entries) if (entry !== null) await gather(entry, found);
  return found.length > 0 ? found : [...transfer.files].map((file) => ({ file, name: file.name }));
}

async function gather(entry: FileSystemEntry, found: Chosen[]): Promise<void> {
  if (entry.isFile) {
    const file = await new Promise<File>((done, failed) => (entry as FileSystemFileEntry).file(done, failed));
    found.push({ file, name: entry.fullPath });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A reader gives a folder in portions, and nothing once it is through.
    const portion = await new Promise<FileSystemEntry[]>((done, failed) => reader.readEntries(done, failed));
    if (portion.length === 0) return;
    for (const each of portion) await gather(each, found);
  }
}

// ── Sending ─────────────────────────────────────────────────────────────────────────────────────

class Sending {
  private readonly place: HTMLElement;
  private readonly button: HTMLButtonElement;
  private readonly troubles: HTMLElement | null;
  private dropped: Chosen[] = [];
  private request: XMLHttpRequest | null = null;

  constructor(private readonly form: HTMLFormElement) {
    this.place = within<HTMLElement>(form, "[data-sending]")!;
    this.button = within<HTMLButtonElement>(form, "[data-send]")!;
    this.troubles = document.querySelector("[data-upload-trouble]");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    form.addEventListener("change", () => this.tellChosen());
    within(form, "[data-cancel]")?.addEventListener("click", () => this.request?.abort());
    const words = within<HTMLElement>(form, ".drop-words");
    if (words !== null) {
      words.hidden = false;
      this.takeDrops();
    }
  }

  /** Take what is dropped anywhere on the page. */
  private takeDrops(): void {
    let depth = 0;
    const mark = (change: number): void => {
      depth = Math.max(0, depth + change);
      this.form.classList.toggle("is-over", depth > 0);
    };
    document.addEventListener("dragenter", () => mark(1));
    document.addEventListener("dragleave", () => mark(-1));
    document.addEventListener("dragover", (event) => event.preventDefault());
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      mark(-depth);
      if (event.dataTransfer === null || this.request !== null) return;
      void dropped(event.dataTransfer).then((files) => {
        this.dropped = files;
        this.tellChosen();
        this.send();
      });
    });
  }

  private chosen(): Chosen[] {
    const inputs = [...this.form.querySelectorAll<HTMLInputElement>('input[type="file"]')];
    const files = inputs.flatMap((input) => [...(input.files ?? [])]);
    return [...this.dropped, ...files.map((file) => ({ file, name: file.webkitRelativePath || file.name }))];
  }

  private tellChosen(): void {
    const line = within<HTMLElement>(this.form, "[data-chosen]");
    if (line === null) return;
    const files = this.chosen();
    const size = files.reduce((sum, each) => sum + each.file.size, 0) / BYTES_PER_MB;
    line.textContent = files.length > 0 ? filled(line.dataset["words"] ?? "", { count: files.length, size }) : "";
  }

  private send(): void {
    const files = this.chosen();
    const size = files.reduce((sum, each) => sum + each.file.size, 0);
    if (files.length === 0) return this.tell("none");
    if (size > Number(this.form.dataset["largest"])) return this.tell("large");
    const body = new FormData();
    for (const field of this.form.querySelectorAll<HTMLInputElement>('input[type="hidden"], input[type="radio"]:checked'))
      body.append(field.name, field.value);
    for (const each of files) body.append("files", each.file, each.name);
    const request = new XMLHttpRequest();
    this.request = request;
    request.open("POST", this.form.action);
    request.setRequestHeader("X-Backstride-Token", token());
    request.setRequestHeader("HX-Request", "true"); // so that a trouble comes as a part of the page
    request.upload.addEventListener("progress", (event) => this.progress(event.loaded, event.total));
    request.addEventListener("load", () => this.arrived(request));
    request.addEventListener("error", () => this.over("lost"));
    request.addEventListener("abort", () => this.over("cancelled"));
    this.troubles?.replaceChildren();
    this.show(true);
    request.send(body);
  }

  private progress(done: number, total: number): void {
    const line = within<HTMLElement>(this.place, "[data-line]")!;
    const share = total > 0 ? done / total : 0;
    within<HTMLProgressElement>(this.place, "progress")!.value = share;
    line.textContent =
      done >= total
        ? (line.dataset["after"] ?? "")
        : filled(line.dataset["words"] ?? "", { done: done / BYTES_PER_MB, size: total / BYTES_PER_MB });
    announce(this.place, String(Math.floor(share * TENTHS)), line.textContent);
  }

  private arrived(request: XMLHttpRequest): void {
    if (request.status < 400) {
      location.assign(request.responseURL);
      return;
    }
    this.over(null);
    if (this.troubles === null) return;
    const isPage = (request.getResponseHeader("content-type") ?? "").startsWith("text/html");
    if (isPage) this.troubles.innerHTML = request.responseText;
    else this.troubles.textContent = request.responseText;
    this.troubles.scrollIntoView({ block: "center" });
  }

  private over(trouble: string | null): void {
    this.request = null;
    this.dropped = [];
    this.show(false);
    this.tellChosen();
    if (trouble !== null) this.tell(trouble);
  }

  private show(isSending: boolean): void {
    this.place.hidden = !isSending;
    this.button.disabled = isSending;
    if (isSending) within<HTMLButtonElement>(this.place, "[data-cancel]")?.focus();
  }

  private tell(when: string): void {
    const words = within<HTMLTemplateElement>(this.form, `template[data-when="${when}"]`);
    if (words === null || this.troubles === null) return;
    this.troubles.replaceChildren(words.content.cloneNode(true));
    this.troubles.scrollIntoView({ block: "center" });
  }
}

// ── What screen readers hear ────────────────────────────────────────────────────────────────────

/** Say something new beside a place, but the same thing only once. */
function announce(place: ParentNode, mark: string, words: string): void {
  const line = within<HTMLElement>(place, "[data-announced]");
  if (line === null || line.dataset["announced"] === mark) return;
  line.dataset["announced"] = mark;
  line.textContent = words;
}

document.addEventListener("htmx:afterSwap", () => {
  const told = document.querySelector<HTMLElement>("#progress [data-announce]");
  if (told !== null) announce(document, told.dataset["announce"] ?? "", told.textContent ?? "");
});

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-upload]")) new Sending(form);

// Counts the pulse: a clock that runs for a minute or half of one, and a tap or a key for each beat.
// What the form holds works without it; the clock only fills in the beats.

const MINUTE_S = 60;
const TOLD_S = [30, 10];
/** Two taps closer than this are one: no heart at rest beats so fast. */
const CLOSEST_MS = 180;
/** Keys of the beat are deaf for so long after the end, so that a late one neither types nor sends anything. */
const DEAF_MS = 1500;

interface Parts {
  clock: HTMLElement;
  seconds: HTMLElement;
  progress: HTMLProgressElement;
  start: HTMLButtonElement;
  beat: HTMLButtonElement;
  beats: HTMLElement;
  stop: HTMLButtonElement;
  announce: HTMLElement;
  counted: HTMLInputElement;
  result: HTMLElement;
}

function partsOf(form: HTMLFormElement): Parts | null {
  const find = <Kind extends HTMLElement>(name: string): Kind | null => form.querySelector<Kind>(`[data-${name}]`);
  const found = {
    clock: find("clock"),
    seconds: find("seconds"),
    progress: find<HTMLProgressElement>("progress"),
    start: find<HTMLButtonElement>("start"),
    beat: find<HTMLButtonElement>("beat"),
    beats: find("beats"),
    stop: find<HTMLButtonElement>("stop"),
    announce: find("announce"),
    counted: find<HTMLInputElement>("counted"),
    result: find("result"),
  };
  return Object.values(found).includes(null) ? null : (found as Parts);
}

class PulseCount {
  private endsAt = 0;
  private beats = 0;
  private lastBeatAt = -Infinity;
  private deafUntil = -Infinity;
  private timer = 0;
  private told: number[] = [];
  private lock: WakeLockSentinel | null = null;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly parts: Parts,
  ) {
    parts.clock.hidden = false;
    parts.start.addEventListener("click", () => this.start());
    parts.stop.addEventListener("click", () => this.stop(this.words("Stopped", 0)));
    parts.beat.addEventListener("pointerdown", (event) => {
      if (event.button === 0) this.tap();
    });
    // Reading aids click without a pointer.
    parts.beat.addEventListener("click", (event) => {
      if (event.detail === 0) this.tap();
    });
    document.addEventListener("keydown", (event) => this.onKey(event));
    document.addEventListener("keyup", (event) => {
      if (this.isRunning && event.key === " " && event.target === parts.beat) event.preventDefault();
    });
    form.addEventListener("change", () => this.show());
    parts.counted.addEventListener("input", () => this.tellResult());
    this.show();
    this.tellResult();
  }

  private get isRunning(): boolean {
    return this.timer !== 0;
  }

  private get length(): number {
    return Number(new FormData(this.form).get("counted")) || MINUTE_S;
  }

  private words(kind: string, n: number): string {
    return (this.form.dataset[`said${kind}`] ?? "").replace("{n}", String(n));
  }

  private start(): void {
    this.beats = 0;
    this.lastBeatAt = -Infinity;
    this.endsAt = performance.now() + this.length * 1000;
    this.told = TOLD_S.filter((seconds) => seconds < this.length);
    this.timer = window.setInterval(() => this.tick(), 100);
    this.parts.counted.value = "";
    this.tellResult();
    this.parts.announce.textContent = this.words("Start", this.length);
    this.show();
    this.parts.beat.focus();
    void this.keepAwake();
  }

  private async keepAwake(): Promise<void> {
    try {
      this.lock = (await navigator.wakeLock?.request("screen")) ?? null;
      if (!this.isRunning) this.letSleep();
    } catch {
      this.lock = null; // the battery may be low; the count goes on without it
    }
  }

  private letSleep(): void {
    void this.lock?.release();
    this.lock = null;
  }

  private tap(): void {
    const now = performance.now();
    if (!this.isRunning || now > this.endsAt || now - this.lastBeatAt < CLOSEST_MS) return;
    this.lastBeatAt = now;
    this.beats += 1;
    this.show();
  }

  private onKey(event: KeyboardEvent): void {
    const isBeat = event.key === " " || event.key === "Enter";
    if (!this.isRunning) {
      if (isBeat && performance.now() < this.deafUntil) event.preventDefault();
      return;
    }
    if (event.key === "Escape") {
      this.stop(this.words("Stopped", 0));
      return;
    }
    const isElsewhere =
      event.target !== this.parts.beat && (event.target as Element).closest("input, select, textarea, button, a");
    if (!isBeat || isElsewhere) return;
    event.preventDefault();
    if (!event.repeat) this.tap();
  }

  private tick(): void {
    const left = (this.endsAt - performance.now()) / 1000;
    if (left <= 0) {
      this.finish();
      return;
    }
    const due = this.told.find((seconds) => left <= seconds);
    if (due !== undefined) {
      this.told = this.told.filter((seconds) => seconds !== due);
      this.parts.announce.textContent = this.words("Left", due);
    }
    this.show();
  }

  private finish(): void {
    const wasTapped = this.beats > 0;
    this.deafUntil = performance.now() + DEAF_MS;
    if (wasTapped) this.parts.counted.value = String(this.beats);
    this.stop(wasTapped ? this.words("Done", this.beats) : this.words("Enter", 0));
    this.parts.counted.focus();
    this.tellResult();
  }

  private stop(said: string): void {
    window.clearInterval(this.timer);
    this.timer = 0;
    this.letSleep();
    this.parts.announce.textContent = said;
    const wasInside = this.parts.clock.contains(document.activeElement);
    this.show();
    if (wasInside) this.parts.start.focus();
  }

  private show(): void {
    const { seconds, progress, start, beat, beats, stop } = this.parts;
    const left = this.isRunning ? Math.max(0, (this.endsAt - performance.now()) / 1000) : this.length;
    seconds.textContent = String(Math.ceil(left));
    progress.max = this.length;
    progress.value = this.isRunning ? this.length - left : 0;
    beats.textContent = String(this.beats);
    start.hidden = this.isRunning;
    beat.hidden = !this.isRunning;
    stop.hidden = !this.isRunning;
    for (const choice of this.form.querySelectorAll<HTMLInputElement>("input[name=counted]")) {
      choice.disabled = this.isRunning;
    }
    if (!this.isRunning) this.tellResult();
  }

  private tellResult(): void {
    const counted = Number(this.parts.counted.value);
    const factor = MINUTE_S / this.length;
    const isCount = Number.isInteger(counted) && counted > 0 && counted <= 300;
    this.parts.result.textContent = isCount
      ? (this.form.dataset["saidResult"] ?? "")
          .replace("{bpm}", String(counted * factor))
          .replace("{off}", String(factor))
      : "";
  }
}

const form = document.querySelector<HTMLFormElement>("[data-pulse]");
const parts = form === null ? null : partsOf(form);
if (form !== null && parts !== null) new PulseCount(form, parts);

// What a drawing would change, asked of the app before it is saved.
import { token } from "./server";
import { type Deed, fieldsOf } from "./timeline-model";

export class Preview {
  private readonly place: HTMLElement;
  private readonly form: HTMLFormElement;

  constructor(
    root: HTMLElement,
    private readonly deeds: () => readonly Deed[],
    private readonly onSend: () => void,
  ) {
    this.place = root.querySelector<HTMLElement>("[data-preview]") ?? root;
    this.form = root.querySelector<HTMLFormElement>("[data-fields]") ?? document.createElement("form");
    this.place.addEventListener("submit", () => this.onSend());
    this.place.addEventListener("click", (event) => {
      if (!(event.target instanceof Element) || event.target.closest("[data-cancels]") === null) return;
      event.preventDefault();
      this.stale();
      root.querySelector<HTMLElement>("[data-hold]")?.focus();
    });
  }

  /** The drawing has changed since. */
  stale(): void {
    this.place.replaceChildren();
  }

  async ask(): Promise<void> {
    const fields = fieldsOf(this.deeds());
    if (fields.length === 0) return;
    const body = new URLSearchParams([...fields, ["state", this.form.dataset["state"] ?? ""]]);
    this.place.setAttribute("aria-busy", "true");
    this.place.textContent = this.place.dataset["busy"] ?? "";
    try {
      const headers = { "HX-Request": "true", "X-Backstride-Token": token() };
      const answer = await fetch(this.form.action, { method: "POST", body, headers, credentials: "same-origin" });
      // Written by this app from its templates, with all that people wrote escaped.
      this.place.innerHTML = await answer.text();
      if (answer.status === 409) this.place.append(this.again());
    } catch {
      this.place.textContent = this.place.dataset["unreachable"] ?? "";
    }
    this.place.removeAttribute("aria-busy");
    const first = this.place.querySelector<HTMLElement>("button") ?? this.place;
    first.focus();
    this.place.scrollIntoView({ block: "nearest" });
  }

  /** A way to see the activity as it is now; what was drawn is laid over it. */
  private again(): Node {
    const template = this.place.parentElement?.querySelector<HTMLTemplateElement>("[data-again]");
    return template?.content.cloneNode(true) ?? document.createTextNode("");
  }
}

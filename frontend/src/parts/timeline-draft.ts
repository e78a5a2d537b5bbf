// What was drawn and is not saved, kept by the browser until it is, also when the page is opened again.
import type { Deed } from "./timeline-model";

export class Draft {
  private isSending = false;
  private isUnsaved = false;

  constructor(private readonly activity: string) {
    addEventListener("beforeunload", (event) => {
      if (this.isUnsaved && !this.isSending) event.preventDefault();
    });
  }

  private key(what: "drawn" | "sent"): string {
    return `timeline ${what} ${this.activity}`;
  }

  /** What was drawn before; what was sent is over when the page says that it was saved. */
  kept(isSaved: boolean): readonly Deed[] {
    const sent = sessionStorage.getItem(this.key("sent"));
    sessionStorage.removeItem(this.key("sent"));
    if (sent !== null && !isSaved) sessionStorage.setItem(this.key("drawn"), sent);
    try {
      return JSON.parse(sessionStorage.getItem(this.key("drawn")) ?? "[]") as Deed[];
    } catch {
      return [];
    }
  }

  keep(deeds: readonly Deed[]): void {
    this.isUnsaved = deeds.some((deed) => deed.kind !== "split");
    if (deeds.length > 0) sessionStorage.setItem(this.key("drawn"), JSON.stringify(deeds));
    else sessionStorage.removeItem(this.key("drawn"));
  }

  /** It is on its way. */
  send(): void {
    this.isSending = true;
    const drawn = sessionStorage.getItem(this.key("drawn"));
    if (drawn !== null) sessionStorage.setItem(this.key("sent"), drawn);
    sessionStorage.removeItem(this.key("drawn"));
  }
}

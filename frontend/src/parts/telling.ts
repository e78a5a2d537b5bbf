// Short messages at the foot of the page, which screen readers speak too.

const LASTS_MS = 6000;

export function tell(message: string): void {
  const place = document.getElementById("told");
  if (place === null) return;
  const line = document.createElement("p");
  line.textContent = message;
  place.append(line);
  setTimeout(() => line.remove(), LASTS_MS);
}

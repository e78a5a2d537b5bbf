// Says so when the app does not answer: what a page shows of work under way is then no longer the truth.

const notice = document.getElementById("silent");

function show(isSilent: boolean): void {
  if (notice !== null && notice.hidden === isSilent) notice.hidden = !isSilent;
}

document.addEventListener("htmx:sendError", () => show(true));
document.addEventListener("htmx:timeout", () => show(true));
document.addEventListener("htmx:afterOnLoad", () => show(false));

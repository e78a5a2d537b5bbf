// Questions that depend on others, answers that are kept while a form is filled in, and an address to copy.
import { tell } from "../parts/telling";

/** What is chosen under a name: of radios and boxes those that are ticked, of other fields what they hold. */
function chosen(form: HTMLFormElement, name: string): string[] {
  return new FormData(form).getAll(name).map(String);
}

/** Show those questions that the answers so far make asked; what is hidden is not sent. */
function showAsked(form: HTMLFormElement): void {
  // A question stands after the one it depends on, so that one pass is enough.
  for (const question of form.querySelectorAll<HTMLFieldSetElement>("[data-asked-by]")) {
    const by = question.dataset["askedBy"] ?? "";
    const isAsked = chosen(form, by).includes(question.dataset["askedIf"] ?? "");
    question.hidden = !isAsked;
    question.disabled = !isAsked;
  }
  for (const told of form.querySelectorAll<HTMLElement>("[data-told-by]")) {
    told.hidden = !chosen(form, told.dataset["toldBy"] ?? "").includes(told.dataset["toldIf"] ?? "");
  }
}

/** "None of these" goes with nothing else. */
function partNone(box: HTMLInputElement): void {
  if (box.type !== "checkbox" || !box.checked) return;
  const same = box.form?.querySelectorAll<HTMLInputElement>(`input[name="${CSS.escape(box.name)}"]`) ?? [];
  for (const other of same) {
    if (other !== box && (other.value === "none" || box.value === "none")) other.checked = false;
  }
}

function keep(form: HTMLFormElement, place: string): void {
  const typed = [...new FormData(form).entries()].filter(([name]) => name !== "token");
  sessionStorage.setItem(place, JSON.stringify(typed));
}

/** Fill in what was answered before the page was left; it is gone when the tab is closed. */
function fillIn(form: HTMLFormElement, place: string): void {
  const kept = sessionStorage.getItem(place);
  if (kept === null) return;
  const typed = new Map<string, string[]>();
  for (const [name, value] of JSON.parse(kept) as [string, string][]) {
    typed.set(name, [...(typed.get(name) ?? []), value]);
  }
  for (const field of form.querySelectorAll<HTMLInputElement>("input[name]")) {
    const values = typed.get(field.name);
    if (values === undefined) continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
    else if (field.type !== "hidden") field.value = values[0] ?? "";
  }
}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-keeps]")) {
  const place = `backstride-${form.dataset["keeps"] ?? ""}`;
  // What the server sent back is newer than what was kept here.
  if (form.dataset["answered"] === undefined) fillIn(form, place);
  showAsked(form);
  form.addEventListener("change", (event) => {
    if (event.target instanceof HTMLInputElement) partNone(event.target);
    showAsked(form);
    keep(form, place);
  });
  form.addEventListener("submit", () => sessionStorage.removeItem(place));
}

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-copies]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const field = document.getElementById(button.dataset["copies"] ?? "");
    if (!(field instanceof HTMLInputElement)) return;
    field.select();
    void navigator.clipboard
      .writeText(field.value)
      .then(() => tell(button.dataset["copied"] ?? ""))
      .catch(() => undefined);
  });
}

document.getElementById("refused")?.focus();

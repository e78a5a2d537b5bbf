// Asks the app of this page, and nobody else.

class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly remedy: string,
  ) {
    super(message);
  }
}

export function token(): string {
  return document.body.dataset["token"] ?? "";
}

interface Trouble {
  error: { message: string; remedy: string };
}

/** Ask the API; what it refuses is thrown, with its own words. */
export async function ask<Answer>(path: string, options: RequestInit = {}): Promise<Answer> {
  const headers = new Headers(options.headers);
  headers.set("X-Backstride-Token", token());
  const answer = await fetch(path, { ...options, headers, credentials: "same-origin" });
  if (!answer.ok) {
    const trouble = (await answer.json().catch(() => null)) as Trouble | null;
    throw new Refused(answer.status, trouble?.error.message ?? answer.statusText, trouble?.error.remedy ?? "");
  }
  return (answer.status === 204 ? null : await answer.json()) as Answer;
}

/** Send a document to the API. */
export function send<Answer>(path: string, document: unknown, method = "POST"): Promise<Answer> {
  const body = JSON.stringify(document);
  return ask(path, { method, body, headers: { "Content-Type": "application/json" } });
}

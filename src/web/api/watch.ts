import { type Answer, ask } from "./ask.ts";

/** After a fault the next look waits this many times as long, and no longer than that: a page goes on soon after the service does. */
const PATIENCE = 4;
const LONGEST_PATIENCE_MS = 20_000;

/** Looks again and again while the page is shown, and at once when it is shown again. Answers what ends it. */
export function watch<Body>(path: string, everyMs: number, tell: (answer: Answer<Body>) => void): () => void {
  const ending = new AbortController();
  let tag: string | undefined;
  let timer: number | undefined;
  let isLooking = false;

  const hear = (answer: Answer<Body>) => {
    if (answer.kind === "ok") tag = answer.tag;
    tell(answer);
    const wait = waitAfter(answer, everyMs);
    if (wait !== undefined && isShown()) timer = setTimeout(look, wait);
  };
  const look = async () => {
    clearTimeout(timer);
    if (isLooking) return;
    isLooking = true;
    const answer = await ask<Body>(path, ending.signal, tag);
    isLooking = false;
    if (!ending.signal.aborted) hear(answer);
  };
  const shownOrHidden = () => (isShown() ? look() : clearTimeout(timer));

  document.addEventListener("visibilitychange", shownOrHidden, { signal: ending.signal });
  addEventListener("online", shownOrHidden, { signal: ending.signal });
  void look();
  return () => {
    clearTimeout(timer);
    ending.abort();
  };
}

function isShown(): boolean {
  return document.visibilityState === "visible";
}

/** `undefined` where another look would say the same: until somebody signs in, or asks for something else. */
function waitAfter(answer: Answer<unknown>, everyMs: number): number | undefined {
  switch (answer.kind) {
    case "ok":
    case "same":
      return everyMs;
    case "unreachable":
      return afterFault(everyMs);
    case "signed-out":
      return undefined;
    case "problem":
      return isLasting(answer.problem.status) ? undefined : afterFault(everyMs);
  }
}

function afterFault(everyMs: number): number {
  return Math.min(everyMs * PATIENCE, LONGEST_PATIENCE_MS);
}

function isLasting(status: number): boolean {
  return status >= 400 && status < 500 && status !== 429;
}

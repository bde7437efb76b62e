import { byId, copyOf, keptList, setAttribute, setHidden, setText } from "./dom.js";
import { timeOf } from "./words.js";

/** What went to and fro, the newest first. Entries are reused by their place: nothing in them can hold the focus. */
export function traffic() {
  const [calls, events, letters] = ["calls", "events", "letters"].map((id) => entriesIn(byId(id)));
  return {
    update(state) {
      calls(state.calls.map(callEntry));
      events(state.events.map(eventEntry));
      letters(state.deadLetters.last.map(eventEntry));
      setHidden(byId("calls-none"), state.calls.length > 0);
      setHidden(byId("events-none"), state.events.length > 0);
      setText(byId("letters-count"), String(state.deadLetters.count));
    },
  };
}

function entriesIn(parent) {
  return keptList(parent, {
    keyOf: (_entry, index) => index,
    make: () => copyOf("entry-template"),
    update({ element, parts }, { at, strong, what, outcome, tone }) {
      setAttribute(element, "data-tone", tone);
      setText(parts.at, timeOf(at));
      setAttribute(parts.at, "datetime", at);
      setText(parts.strong, strong);
      setText(parts.what, what);
      setText(parts.outcome, outcome);
    },
  });
}

function callEntry({ at, method, path, status, wanted, times }) {
  const outcome = String(status ?? "…");
  const what = `${path}${wanted === undefined ? "" : ` → ${wanted}`}${times > 1 ? ` × ${times}` : ""}`;
  return { at, strong: method, what, outcome, tone: toneOf(status, method !== "GET" && method !== "POST") };
}

function eventEntry({ at, operation, status, attempts }) {
  const what = attempts > 1 ? `attempt ${attempts}` : "";
  return { at, strong: operation, what, outcome: String(status), tone: toneOf(status, false) };
}

function toneOf(status, isChange) {
  if (typeof status === "string" || status >= 400) return "bad";
  return isChange ? "change" : "usual";
}

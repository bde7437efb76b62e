import { byId, setText } from "./dom.js";

const LONG_ENOUGH_MS = 7000;
let timer;

/** Says what came of an action, for a while. What was refused stays longer. */
export function notice({ done, text }) {
  const element = byId("notice");
  clearTimeout(timer);
  element.dataset.tone = done ? "good" : "bad";
  element.dataset.shown = "true";
  setText(element, text);
  timer = setTimeout(() => delete element.dataset.shown, done ? LONG_ENOUGH_MS : 2 * LONG_ENOUGH_MS);
}

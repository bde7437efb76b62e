import { byId, onPress, setAttribute, setEnabled, setText } from "./dom.js";
import { dayAndTime, durationOf } from "./words.js";

/** The clock and the Functions host. */
export function machine(act) {
  for (const button of document.querySelectorAll("#clock [data-minutes]"))
    onPress(button, () => act("clock", { minutes: Number(button.dataset.minutes) }));
  onPress(byId("host-kill"), () => act("host", { wanted: "kill" }));
  onPress(byId("host-start"), () => act("host", { wanted: "start" }));
  onPress(byId("sweep"), () => act("sweep", {}));
  return {
    update({ now, aheadMs, host }) {
      setText(byId("now"), dayAndTime(now));
      setAttribute(byId("now"), "datetime", now);
      setText(byId("ahead"), aheadMs > 0 ? `${durationOf(aheadMs)} ahead of the real time` : "The real time");
      setText(byId("host-state"), host);
      setAttribute(byId("host-state"), "data-status", host);
      setEnabled(byId("host-kill"), host === "running");
      setEnabled(byId("host-start"), host === "stopped");
      setEnabled(byId("sweep"), host === "running");
    },
  };
}

import { connectionsIn } from "./connections.js";
import { byId, setAttribute, setHidden } from "./dom.js";
import { faultsIn } from "./faults.js";
import { joinForm } from "./join-form.js";
import { live } from "./live.js";
import { machine } from "./machine.js";
import { notice } from "./notice.js";
import { act, readState } from "./sandbox-api.js";
import { traffic } from "./traffic.js";

let page;

async function actAndShow(name, body) {
  const answer = await act(name, body);
  notice(answer);
  await page.now();
  return answer.done;
}

function onConnection(what, connection) {
  const { id, subscriptionId, namespace, endpoint } = connection;
  switch (what) {
    case "leave":
    case "card":
      return actAndShow(what, { connection: id });
    case "ask":
      return actAndShow("join", {
        ...{ subscription: subscriptionId, namespace, endpoint },
        message: "Please look at it again",
      });
    default:
      return actAndShow("portal", { connection: id, verb: what });
  }
}

const form = joinForm((body) => actAndShow("join", body));
const namespaces = connectionsIn(byId("namespaces"), onConnection);
const faults = faultsIn(byId("faults"), (body) => actAndShow("fault", body));
const around = machine(actAndShow);
const log = traffic();

function show(state) {
  setHidden(byId("lost"), true);
  setAttribute(byId("teams-link"), "href", state.teamsUrl);
  setAttribute(byId("health-link"), "href", state.healthUrl);
  form.update(state);
  namespaces(state.namespaces);
  faults(state.faults);
  around.update(state);
  log.update(state);
}

page = live({ read: readState, show, lose: () => setHidden(byId("lost"), false) });

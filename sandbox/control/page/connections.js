import { copyOf, keptList, onPress, setAttribute, setEnabled, setHidden, setText } from "./dom.js";
import { timeOf } from "./words.js";

const MOST = 64;

/** The namespaces with their connections. `act` does what a button says, with the connection as it is then. */
export function connectionsIn(parent, act) {
  return keptList(parent, {
    keyOf: ({ name }) => name,
    make() {
      const { element, parts } = copyOf("namespace-template");
      return { element, parts, list: connectionList(parts.connections, act) };
    },
    update({ parts, list }, { name, about, connections }) {
      setText(parts.name, name);
      setText(parts.about, about);
      setText(parts.used, `${connections.length} of ${MOST} connections`);
      setHidden(parts.connections, connections.length === 0);
      list(connections.toReversed());
    },
  });
}

function connectionList(parent, act) {
  return keptList(parent, {
    keyOf: ({ id }) => id,
    make() {
      const { element, parts } = copyOf("connection-template");
      const buttons = [...element.querySelectorAll("[data-act]")];
      const entry = { element, parts, buttons, connection: undefined };
      for (const button of buttons) onPress(button, () => act(button.dataset.act, entry.connection));
      return entry;
    },
    update(entry, connection) {
      entry.connection = connection;
      showConnection(entry, connection);
    },
  });
}

function showConnection({ element, parts, buttons }, connection) {
  const { endpoint, subscription, company, status, description, id } = connection;
  setAttribute(element, "data-status", status);
  setAttribute(parts.status, "data-status", status);
  setText(parts.endpoint, endpoint);
  setText(parts.status, status);
  setText(parts.from, `${subscription} · ${company}`);
  setText(parts["said-label"], status === "Pending" ? "They write:" : "Description:");
  setText(parts.description, description || "nothing");
  setText(parts.progress, progressOf(connection));
  setText(parts.id, id);
  for (const button of buttons) setEnabled(button, isPossible(button.dataset.act, connection));
}

function progressOf({ shown, provisioningState, cardPostedAt, status }) {
  if (!shown) return "ARM does not show it yet";
  if (provisioningState !== "Succeeded") return `Azure is working on it: ${provisioningState}`;
  if (cardPostedAt !== undefined) return `Provisioned · its card is in Teams since ${timeOf(cardPostedAt)} UTC`;
  return status === "Pending" ? "Provisioned · no card yet" : "Provisioned";
}

function isPossible(what, { status, provisioningState, cardPostedAt }) {
  const idle = provisioningState === "Succeeded";
  switch (what) {
    case "approve":
      return idle && status === "Pending";
    case "reject":
      return idle && (status === "Pending" || status === "Approved");
    case "remove":
      return idle;
    case "ask":
      return status === "Rejected";
    case "card":
      return cardPostedAt !== undefined;
    default:
      return true;
  }
}

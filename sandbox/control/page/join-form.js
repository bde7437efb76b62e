import { byId, keptList, onPress, setText } from "./dom.js";

const LONGEST = 140;

/** Markup, a link, a mention, a formula, and letters that turn the text round. At most 140 characters. */
const HOSTILE =
  "**Approved by IT** [ok](https://evil.example) <at>Olga Owens</at> <img src=x onerror=alert(1)> =1+1 \u202Erekcatta\u202C \u200B{{DATE(0)}}";

/** Keeps what somebody types; only the suggested name follows the subscription until it is changed. */
export function joinForm(ask) {
  const [subscription, namespace, endpoint, message] = ["subscription", "namespace", "endpoint", "message"].map(
    (field) => byId(`join-${field}`),
  );
  const options = optionsOf(subscription);
  const namespaces = optionsOf(namespace);
  let state;
  let suggested = "";
  const suggest = () => {
    if (endpoint.value !== suggested) return;
    suggested = freshName(state, subscription.value);
    if (endpoint.value !== suggested) endpoint.value = suggested;
  };
  const count = () => setText(byId("join-count"), `${message.value.length} of ${LONGEST}`);
  subscription.addEventListener("change", suggest);
  message.addEventListener("input", count);
  onPress(byId("join-hostile"), () => {
    message.value = HOSTILE;
    count();
  });
  byId("join").addEventListener("submit", async (event) => {
    event.preventDefault();
    const [from, to, name, text] = [subscription, namespace, endpoint, message].map(({ value }) => value);
    const approved = byId("join-approved").checked;
    const done = await ask({ subscription: from, namespace: to, endpoint: name.trim(), message: text, approved });
    if (done && endpoint.value === name) {
      suggested = endpoint.value;
      suggest();
    }
  });
  return {
    update(next) {
      state = next;
      options(next.consumers.map(({ id, name, tenant }) => ({ value: id, text: `${name} · ${tenant}` })));
      namespaces(next.namespaces.map(({ name, about }) => ({ value: name, text: `${name} · ${about}` })));
      if (document.activeElement !== endpoint) suggest();
    },
  };
}

function optionsOf(select) {
  return keptList(select, {
    keyOf: ({ value }) => value,
    make: ({ value }) => ({ element: Object.assign(document.createElement("option"), { value }) }),
    update: ({ element }, { text }) => setText(element, text),
  });
}

/** `pe-fabrikam-3` when 1 and 2 are taken. */
function freshName({ consumers, namespaces }, subscription) {
  const name = consumers.find(({ id }) => id === subscription)?.name ?? "app";
  const word =
    name
      .toLowerCase()
      .split(" ")
      .find((part) => part !== "contoso") ?? "app";
  const taken = new Set(namespaces.flatMap(({ connections }) => connections.map(({ endpoint }) => endpoint)));
  let number = 1;
  while (taken.has(`pe-${word}-${number}`)) number += 1;
  return `pe-${word}-${number}`;
}

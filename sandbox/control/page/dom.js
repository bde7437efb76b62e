/** Writes only what has changed, so that nothing moves, blinks or is read out again. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function setAttribute(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

export function setHidden(element, hidden) {
  if (element.hidden !== hidden) element.hidden = hidden;
}

/** Stays where it is and keeps the focus, but a click does nothing. */
export function setEnabled(button, enabled) {
  setAttribute(button, "aria-disabled", String(!enabled));
}

export function byId(id) {
  return document.getElementById(id);
}

/** A copy of a template, and its parts by the names in `data-part`. */
export function copyOf(template) {
  const element = byId(template).content.firstElementChild.cloneNode(true);
  const parts = {};
  for (const part of element.querySelectorAll("[data-part]")) parts[part.dataset.part] = part;
  return { element, parts };
}

/** A list that keeps the element of each key, so that focus and what is open stay as they are. */
export function keptList(parent, { keyOf, make, update }) {
  const kept = new Map();
  return (items) => {
    const keys = new Set(items.map(keyOf));
    for (const [key, { element }] of kept) {
      if (keys.has(key)) continue;
      focusElsewhere(element);
      element.remove();
      kept.delete(key);
    }
    items.forEach((item, index) => {
      const key = keyOf(item, index);
      if (!kept.has(key)) kept.set(key, make(item));
      const entry = kept.get(key);
      if (parent.children[index] !== entry.element) parent.insertBefore(entry.element, parent.children[index] ?? null);
      update(entry, item);
    });
  };
}

function focusElsewhere(element) {
  if (element.contains(document.activeElement)) byId("namespaces-title").focus({ preventScroll: true });
}

/** Runs `act` at a click, unless the button is off or its last click still runs. */
export function onPress(button, act) {
  button.addEventListener("click", async () => {
    if (button.getAttribute("aria-disabled") === "true" || button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    try {
      await act();
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
}

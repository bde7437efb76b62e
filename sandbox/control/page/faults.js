import { byId, copyOf, keptList, setHidden, setText } from "./dom.js";

/** The switches of what goes wrong. `turn` is told a name, whether on, and how often. */
export function faultsIn(parent, turn) {
  return keptList(parent, {
    keyOf: ({ name }) => name,
    make({ name }) {
      const { element, parts } = copyOf("fault-template");
      const box = element.querySelector("input");
      box.addEventListener("change", () => {
        const times = byId("fault-times").value;
        turn({ name, on: box.checked, ...(box.checked && times ? { times: Number(times) } : {}) });
      });
      return { element, parts, box };
    },
    update({ parts, box }, { title, hint, on, left }) {
      setText(parts.title, title);
      setText(parts.hint, hint);
      setText(parts.left, left === undefined ? "" : `${left} left`);
      setHidden(parts.left, left === undefined);
      if (box.checked !== on) box.checked = on;
    },
  });
}

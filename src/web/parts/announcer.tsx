import { useEffect, useState } from "preact/hooks";

const SAID = "said";

/** Read to whoever hears the page, when they are idle; the focus stays where it is. */
export function announce(words: string): void {
  window.dispatchEvent(new CustomEvent(SAID, { detail: words }));
}

export function Announcer() {
  const [words, setWords] = useState("");
  useEffect(() => {
    const hear = (event: Event) => setWords(event instanceof CustomEvent ? String(event.detail) : "");
    window.addEventListener(SAID, hear);
    return () => window.removeEventListener(SAID, hear);
  }, []);
  return (
    <div class="only-heard" role="status" aria-live="polite">
      {words}
    </div>
  );
}

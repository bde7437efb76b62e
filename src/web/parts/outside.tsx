/** What is not seen, or changes how its neighbours are seen: controls, zero-width, bidirectional, fillers, private use. */
const UNSEEN = /([^\P{C}\n\t]|\p{Default_Ignorable_Code_Point}|\u2800)/u;

/** Text that somebody else chose: shown as text, within its own direction, and with marks for what could not be seen. */
export function Outside({ text }: { readonly text: string }) {
  return <bdi class="outside">{text.split(UNSEEN).map((part, index) => (index % 2 === 1 ? mark(part) : part))}</bdi>;
}

function mark(letter: string) {
  const code = (letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return (
    <span class="unseen" title="A character that is not seen">
      U+{code}
    </span>
  );
}

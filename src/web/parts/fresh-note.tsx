import { counted } from "../words.ts";

interface FreshNoteProps {
  readonly count: number;
  readonly one: string;
  readonly several: string;
  readonly onSeen: () => void;
}

/** How many of what is listed came since the reader looked. */
export function FreshNote({ count, one, several, onSeen }: FreshNoteProps) {
  if (count === 0) return undefined;
  return (
    <p class="fresh-note">
      {counted(count, `new ${one}`, `new ${several}`)}{" "}
      <button type="button" class="link" onClick={onSeen}>
        Mark as seen
      </button>
    </p>
  );
}

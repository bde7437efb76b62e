import type { ComponentChildren } from "preact";
import type { Tone } from "../words.ts";

interface MarkProps {
  readonly tone: Tone;
  readonly sign: string;
  readonly children: ComponentChildren;
}

/** A sign and words; the colour only repeats them. */
export function StateMark({ tone, sign, children }: MarkProps) {
  return (
    <span class={`mark tone-${tone}`}>
      <span class="sign" aria-hidden="true">
        {sign}
      </span>
      {children}
    </span>
  );
}

import { duration, inUtc, local, secondsBetween } from "../time.ts";
import { useNow } from "./now.ts";

interface WhenProps {
  readonly at: string;
  readonly seconds?: boolean;
}

/** Where the reader is; UTC in the title. */
export function When({ at, seconds = false }: WhenProps) {
  return (
    <time dateTime={at} title={inUtc(at)}>
      {local(at, seconds)}
    </time>
  );
}

/** How long ago. */
export function Age({ at }: WhenProps) {
  return (
    <time dateTime={at} title={`${local(at)} · ${inUtc(at)}`}>
      {duration(secondsBetween(at, useNow()))}
    </time>
  );
}

import { inUtc, local, untilDeadline, urgencyOf } from "../time.ts";
import { useNow } from "./now.ts";

/** `in 3 h`; what is urgent is said by words, and by a sign. */
export function Deadline({ at }: { readonly at: string | undefined }) {
  const now = useNow();
  if (at === undefined) return <span class="quiet">none</span>;
  const urgency = urgencyOf(at, now);
  return (
    <time dateTime={at} title={`${local(at)} · ${inUtc(at)}`} class={`deadline urgency-${urgency}`}>
      {urgency !== "calm" && <span aria-hidden="true">{urgency === "late" ? "▲ " : "△ "}</span>}
      {untilDeadline(at, now)}
    </time>
  );
}

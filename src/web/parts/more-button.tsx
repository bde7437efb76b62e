import type { Fault } from "../api/use-live.ts";

interface MoreProps {
  readonly more: (() => void) | undefined;
  readonly isLoading: boolean;
  readonly fault: Fault | undefined;
}

export function MoreButton({ more, isLoading, fault }: MoreProps) {
  if (!more) return undefined;
  return (
    <p class="more">
      <button type="button" class="button" onClick={more} aria-disabled={isLoading}>
        {isLoading ? "Looking…" : "Show more"}
      </button>
      {fault && (
        <span role="alert"> That did not work. {fault.kind === "signed-out" ? "Sign in again." : "Try again."}</span>
      )}
    </p>
  );
}

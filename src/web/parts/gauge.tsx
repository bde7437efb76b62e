const FILLING_UP = 48;
const NEARLY_FULL = 60;

interface GaugeProps {
  readonly used: number;
  readonly most: number;
}

/** How many of the places of a namespace are taken. Where it gets tight, words say so. */
export function Gauge({ used, most }: GaugeProps) {
  const { level, word } = levelOf(used, most);
  return (
    <div class={`gauge level-${level}`}>
      <svg viewBox="0 0 64 6" preserveAspectRatio="none" aria-hidden="true">
        <rect class="gauge-room" width="64" height="6" />
        <rect class="gauge-used" width={(64 * Math.min(used, most)) / most} height="6" />
      </svg>
      <span class="gauge-count">
        <b>{used}</b> of {most}
        <span class="only-heard"> endpoints used</span>
      </span>
      {word && <span class="gauge-word">{word}</span>}
    </div>
  );
}

function levelOf(used: number, most: number) {
  if (used >= most) return { level: "full", word: "Full" };
  if (used >= NEARLY_FULL) return { level: "full", word: "Nearly full" };
  return used >= FILLING_UP ? { level: "tight", word: "Filling up" } : { level: "roomy", word: "" };
}

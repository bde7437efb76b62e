import UPlot from "uplot";

export interface Series {
  readonly name: string;
  /** `main` is drawn with an area below it, `second` with a dashed line: told apart without colours too. */
  readonly look: "main" | "second" | "limit";
  /** uPlot's word for a gap is `null`. */
  readonly values: readonly (number | null)[];
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** `onCursor` hears over which point the pointer is. */
export function chartOptions(
  series: readonly Series[],
  format: (value: number) => string,
  size: Size,
  onCursor: (index: number | undefined) => void,
): UPlot.Options {
  const colours = coloursNow();
  const axis = { stroke: colours.quiet, grid: { stroke: colours.line, width: 1 }, ticks: { show: false } };
  const font = `12px ${getComputedStyle(document.body).fontFamily}`;
  return {
    ...size,
    ms: 1,
    tzDate: (ts) => UPlot.tzDate(new Date(ts * 1000), "Etc/UTC"),
    legend: { show: false },
    cursor: { y: false, points: { size: 7 }, drag: { x: false, y: false } },
    scales: { y: { range: (_plot, _least, most) => [0, Math.max(most, 1) * 1.08] } },
    axes: [
      { ...axis, font, grid: { show: false } },
      { ...axis, font, size: 64, values: (_plot, splits) => splits.map(format) },
    ],
    series: [{}, ...series.map((one) => seriesOptions(one, colours))],
    hooks: { setCursor: [({ cursor }) => onCursor(cursor.idx ?? undefined)] },
  };
}

type Colours = Readonly<Record<"main" | "area" | "second" | "limit" | "quiet" | "line", string>>;

function seriesOptions({ name, look }: Series, colours: Colours): UPlot.Series {
  const line = { label: name, stroke: colours[look], width: 2, spanGaps: true, points: { show: false } };
  if (look === "main") return { ...line, fill: colours.area };
  return { ...line, width: 1.5, dash: look === "limit" ? [2, 4] : [6, 4] };
}

/** Those of the style sheet, as they are in light or dark. */
function coloursNow(): Colours {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(`--chart-${name}`).trim();
  return {
    ...{ main: colour("main"), area: colour("area"), second: colour("second"), limit: colour("limit") },
    ...{ quiet: colour("quiet"), line: colour("line") },
  };
}

import UPlot from "uplot";

export interface Series {
  readonly name: string;
  /** `main` is drawn with an area below it, `second` with a dashed line: told apart without colours too. */
  readonly look: "main" | "second";
  /** uPlot's word for a gap is `null`. */
  readonly values: readonly (number | null)[];
}

export interface Scale {
  readonly format: (value: number) => string;
  /** Between two lines of the grid; the first that leaves room enough is taken. */
  readonly steps: readonly number[];
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** `onCursor` hears over which point the pointer is. */
export function chartOptions(
  series: readonly Series[],
  scale: Scale,
  size: Size,
  colours: Colours,
  onCursor: (index: number | undefined) => void,
): UPlot.Options {
  const font = `12px ${getComputedStyle(document.body).fontFamily}`;
  const axis = { stroke: colours.quiet, font, ticks: { show: false } };
  const grid = { stroke: colours.line, width: 1 };
  return {
    ...size,
    ms: 1,
    padding: [8, 8, 0, 0],
    tzDate: (ms) => UPlot.tzDate(new Date(ms), "Etc/UTC"),
    legend: { show: false },
    cursor: { y: false, points: { size: 7 }, drag: { x: false, y: false } },
    scales: { y: { range: (_plot, _least, most) => [0, Math.max(most, 1) * 1.08] } },
    axes: [
      { ...axis, grid: { show: false }, size: 28, space: 64, values: (_plot, days) => days.map(dayOf) },
      {
        ...axis,
        grid,
        size: 48,
        space: 32,
        incrs: [...scale.steps],
        values: (_plot, marks) => marks.map(scale.format),
      },
    ],
    series: [{}, ...series.map((one) => seriesOptions(one, colours))],
    hooks: { setCursor: [({ cursor }) => onCursor(cursor.idx ?? undefined)] },
  };
}

/** `25 Nov`, or nothing between two days. */
function dayOf(ms: number): string {
  if (ms % 86_400_000 !== 0) return "";
  return new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" }).format(ms);
}

function seriesOptions({ name, look }: Series, colours: Colours): UPlot.Series {
  const line = { label: name, stroke: colours[look], width: 2, spanGaps: true, points: { show: false } };
  return look === "main" ? { ...line, fill: colours.area } : { ...line, width: 1.5, dash: [6, 4] };
}

export type Colours = Readonly<Record<"main" | "area" | "second" | "quiet" | "line", string>>;

/** Those of the style sheet, as they are in light or dark: a canvas knows no names of colours. */
export function coloursIn(element: HTMLElement): Colours {
  const colour = (name: string) => {
    element.style.color = `var(--chart-${name})`;
    return getComputedStyle(element).color;
  };
  const colours = {
    ...{ main: colour("main"), area: colour("area"), second: colour("second") },
    ...{ quiet: colour("quiet"), line: colour("line") },
  };
  element.style.color = "";
  return colours;
}

import { useEffect, useRef, useState } from "preact/hooks";
import UPlot from "uplot";
import { chartOptions, coloursIn, type Scale, type Series } from "./chart-options.ts";
import { useMedia } from "./use-media.ts";

interface ChartProps {
  readonly title: string;
  /** What the picture shows, in a sentence, for whoever does not see it. */
  readonly summary: string;
  /** Days as `2026-11-25`. */
  readonly days: readonly string[];
  readonly series: readonly Series[];
  readonly scale: Scale;
}

const HEIGHT = 220;

/** A picture of what the table below it says. */
export function Chart({ title, summary, days, series, scale }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<number | undefined>(undefined);
  const isDark = useMedia("(prefers-color-scheme: dark)");
  const values = series.map((one) => one.values);
  useEffect(() => {
    const within = place.current;
    if (!within) return undefined;
    const data: UPlot.AlignedData = [days.map((day) => Date.parse(day)), ...values.map((one) => [...one])];
    const size = { width: within.clientWidth, height: HEIGHT };
    const plot = new UPlot(chartOptions(series, scale, size, coloursIn(within), setAt), data, within);
    const resized = new ResizeObserver(() => plot.setSize({ width: within.clientWidth, height: HEIGHT }));
    resized.observe(within);
    return () => {
      resized.disconnect();
      plot.destroy();
    };
  }, [days.join(), JSON.stringify(values), isDark]);
  const shown = at ?? days.length - 1;
  return (
    <figure class="chart">
      <figcaption>
        <h2>{title}</h2>
        <p class="legend">
          <span class="quiet">{days[shown]}</span>
          {series.map(({ name, look, values: of }) => (
            <span key={name} class={`key key-${look}`}>
              {name} <b>{valueAt(of, shown, scale.format)}</b>
            </span>
          ))}
        </p>
      </figcaption>
      <div ref={place} class="plot" role="img" aria-label={summary} />
    </figure>
  );
}

function valueAt(values: Series["values"], index: number, format: (value: number) => string): string {
  const value = values[index];
  return value === undefined || value === null ? "–" : format(value);
}

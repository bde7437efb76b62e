import type { MetricsAnswer } from "../../domain/answers.ts";
import { duration } from "../time.ts";
import { Chart } from "./chart.tsx";
import type { Scale } from "./chart-options.ts";
import { type Column, Table } from "./table.tsx";

type Days = MetricsAnswer["days"];
type Day = Days[number];

const MINUTES = [1, 5, 10, 30];
const HOURS = [1, 2, 4, 6, 12, 24, 48, 96, 168, 336];

const TIME: Scale = {
  format: (seconds) => (seconds === 0 ? "0" : duration(seconds)),
  steps: [...MINUTES.map((minutes) => minutes * 60), ...HOURS.map((hours) => hours * 3_600)],
};

const COUNT: Scale = {
  format: (value) => value.toLocaleString("en-GB"),
  steps: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000],
};

/** Each with a table that says the same. */
export function Charts({ days }: { readonly days: Days }) {
  const names = days.map(({ day }) => day.slice(0, 10));
  return (
    <div class="charts">
      <div>
        <Chart
          title="Time to decision, by day"
          summary={decisionSummary(days)}
          days={names}
          scale={TIME}
          series={[
            { name: "half within", look: "main", values: days.map(({ p50Seconds }) => p50Seconds ?? null) },
            { name: "95 % within", look: "second", values: days.map(({ p95Seconds }) => p95Seconds ?? null) },
          ]}
        />
        <AsTable title="Time to decision" days={days.filter(({ decided }) => decided > 0)} columns={DECISIONS} />
      </div>
      <div>
        <Chart
          title="Endpoints used, in all namespaces"
          summary={usedSummary(days)}
          days={names}
          scale={COUNT}
          series={[{ name: "approved", look: "main", values: days.map(({ used }) => used) }]}
        />
        <AsTable title="Endpoints used" days={days} columns={USED} />
      </div>
    </div>
  );
}

interface AsTableProps {
  readonly title: string;
  readonly days: Days;
  readonly columns: readonly Column<Day>[];
}

function AsTable({ title, days, columns }: AsTableProps) {
  return (
    <details class="as-table">
      <summary>
        As a table<span class="only-heard">: {title}</span>
      </summary>
      <Table caption={`${title}, by day`} columns={columns} rows={days.toReversed()} keyOf={({ day }) => day} />
    </details>
  );
}

const DAY: Column<Day> = { title: "Day", kind: "wide", cell: ({ day }) => day.slice(0, 10) };

const DECISIONS: readonly Column<Day>[] = [
  DAY,
  { title: "Decided", kind: "count", cell: ({ decided }) => decided },
  { title: "Half within", kind: "count", cell: ({ p50Seconds: p50 }) => (p50 === undefined ? "–" : duration(p50)) },
  { title: "95 % within", kind: "count", cell: ({ p95Seconds: p95 }) => (p95 === undefined ? "–" : duration(p95)) },
];

const USED: readonly Column<Day>[] = [DAY, { title: "Approved endpoints", kind: "count", cell: ({ used }) => used }];

function decisionSummary(days: Days): string {
  const decided = days.filter(({ p50Seconds }) => p50Seconds !== undefined);
  const halves = decided.map(({ p50Seconds = 0 }) => p50Seconds);
  if (halves.length === 0) return "Time to decision by day: nothing was decided.";
  return `Time to decision by day: half of a day's decisions took from ${duration(Math.min(...halves))} to ${duration(Math.max(...halves))}. The table below has every day.`;
}

function usedSummary(days: Days): string {
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return "Endpoints used by day: nothing is known.";
  return `Endpoints used by day: from ${first.used} on ${first.day.slice(0, 10)} to ${last.used} on ${last.day.slice(0, 10)}. The table below has every day.`;
}

import * as z from "zod";
import { ofType, type Resource, resourcesIn, type Snapshots } from "../snapshots.ts";

/** Metrics of a system topic that Microsoft lists with the dimension EventSubscriptionName, and what may be without a mail. */
const MOST_UNTOLD: ReadonlyMap<string, number> = new Map([
  ["DroppedEventCount", 0],
  // Event Grid tries one event five times in a quarter of an hour.
  ["DeliveryAttemptFailCount", 4],
]);

const alert = z.object({
  windowSize: z.literal("PT15M"),
  criteria: z.object({
    allOf: z.tuple([
      z.looseObject({
        metricNamespace: z.literal("Microsoft.EventGrid/systemTopics"),
        metricName: z.string(),
        threshold: z.number(),
        dimensions: z.array(z.object({ name: z.string(), operator: z.string(), values: z.array(z.string()) })),
      }),
    ]),
  }),
});

/** Alerts on the metrics of the topic, which others may use as well. */
export function topicAlertFaults(snapshots: Snapshots): readonly string[] {
  return ["events", "events-beside"].flatMap((name) => {
    const resources = resourcesIn(snapshots, name);
    const [wired] = ofType(resources, "Microsoft.EventGrid/systemTopics/eventSubscriptions");
    const alerts = ofType(resources, "Microsoft.Insights/metricAlerts");
    const missing =
      alerts.length === MOST_UNTOLD.size ? [] : [`${alerts.length} alerts instead of ${MOST_UNTOLD.size}`];
    const faults = [...missing, ...alerts.flatMap((one) => faultsOf(one, wired?.name.split("/").at(-1) ?? "none"))];
    return faults.map((fault) => `${name}: ${fault}`);
  });
}

function faultsOf({ properties }: Resource, eventSubscription: string): readonly string[] {
  const read = alert.safeParse(properties);
  if (!read.success) return read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  const { metricName, threshold, dimensions } = read.data.criteria.allOf[0];
  const most = MOST_UNTOLD.get(metricName);
  if (most === undefined) return [`a system topic has no metric ${metricName}`];
  const only = dimensions.map(({ name, operator, values }) => `${name} ${operator} ${values.join(",")}`).join("; ");
  return [
    ...(threshold <= most ? [] : [`${metricName} must be more than ${threshold}, which it never is for one event`]),
    ...(only === `EventSubscriptionName Include ${eventSubscription}`
      ? []
      : [`${metricName} counts what is not ours: ${only || "everything"}`]),
  ];
}

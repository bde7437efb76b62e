import type { ApiName } from "../../../src/api/paths.ts";
import { ROUTES } from "../../../src/api/routes.ts";
import type {
  AuditAnswer,
  MetricsAnswer,
  NamespaceSummary,
  NamespacesAnswer,
  RequestStory,
  RequestSummary,
  ShownEntry,
} from "../../../src/domain/answers.ts";
import { UNREADABLE_NETWORK } from "../../../src/domain/background.ts";
import type { Card } from "../../../src/domain/card.ts";
import type { AskOptions } from "../../api/an-api.ts";
import { hoursAgo, OLGA, requestIdFor } from "./contoso.ts";
import { theLastDays } from "./last-days.ts";
import { json, type PageApi, problem } from "./page-api.ts";

const ELEMENTS = [
  "<img src=x onerror=alert(1)>",
  "<script>alert(1)</script>",
  "<svg onload=alert(1)>",
  "<svg><script>alert(1)</script></svg>",
  "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
  "<body onload=alert(1)>",
  "<input autofocus onfocus=alert(1)>",
  "<details open ontoggle=alert(1)>",
  "<video><source onerror=alert(1)></video>",
  "<math><mtext><style><img src onerror=alert(1)></style></mtext></math>",
  "<a href=javascript:alert(1)>x</a>",
  "<form action=javascript:alert(1)><button>x</button></form>",
  "<object data=javascript:alert(1)></object>",
  "<base href=//evil.example/>",
  "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
  "<link rel=stylesheet href=//evil.example/x.css>",
  "<style>@import '//evil.example/x.css';</style>",
  "<template><img src=x onerror=alert(1)></template>",
  "javascript:alert(1)",
  "{{constructor.constructor('alert(1)')()}}",
] as const;

const AROUND: readonly ((element: string) => string)[] = [
  (element) => element,
  (element) => `"'>${element}`,
  (element) => `</title></style></textarea></script>${element}`,
  (element) => `<!--${element}-->`,
  (element) => `--!>${element}<!--`,
  (element) => `]]>${element}<![CDATA[`,
  (element) => `&lt;b&gt;&#60;${element}`,
  (element) => `<noscript><p title="</noscript>${element}">`,
  (element) => `\${${element}}`,
  (element) => `'-alert(1)-'${element}`,
];

/** 200 texts that would do something wherever text becomes a page's source. */
export const PAYLOADS: readonly string[] = ELEMENTS.flatMap((element) => AROUND.map((around) => around(element)));

/** As many harmless ones: what the page makes of these is what it must make of the others. */
export const HARMLESS: readonly string[] = PAYLOADS.map((_, index) => `harmless ${index}`);

const AT = hoursAgo(2).toISOString();

export const STORY = requestIdFor({ endpoint: "pe-orders-eu" });

/** An API that answers with every text in every field that holds one, and in all else as the service does. */
export async function apiWith(texts: readonly string[]): Promise<PageApi> {
  const answers = await answersWith(texts);
  return {
    async answer({ name }) {
      const answer = answers[name];
      return answer === undefined ? problem(404, "Not found") : json(ROUTES[name].answer?.parse(answer));
    },
  };
}

async function answersWith(texts: readonly string[]): Promise<Partial<Record<ApiName, unknown>>> {
  const { api } = await theLastDays();
  const read = <Answer>(name: ApiName, options?: AskOptions) => api.read<Answer>(name, OLGA, options);
  const { namespaces } = await read<NamespacesAnswer>("apiNamespaces");
  const { looked } = await read<AuditAnswer>("apiAudit");
  const metrics = await read<MetricsAnswer>("apiMetrics");
  const { card, verbs, history, ...request } = await read<RequestStory>("apiRequest", { path: { id: STORY } });
  const entries = texts.map((text, index) => entryOf(anyOf(history), text, index));
  return {
    apiMe: { name: texts[0], roles: OLGA.roles },
    apiRequests: { requests: texts.map((text, index) => ({ ...requestOf(request, text), id: `${index}` })) },
    apiNamespaces: { namespaces: texts.map((text, index) => namespaceOf(anyOf(namespaces), text, index)) },
    apiAudit: { entries, looked, facets: facetsOf(texts) },
    apiRequest: { ...requestOf(request, texts[0] ?? ""), card: cardOf(card, texts), verbs, history: entries },
    apiMetrics: { ...metrics, namespaces: texts.map((namespace) => ({ ...metrics.all, namespace })) },
  };
}

function anyOf<Item>([item]: readonly Item[]): Item {
  if (item === undefined) throw new Error("The service answers nothing to begin with");
  return item;
}

function requestOf(request: RequestSummary, text: string): RequestSummary {
  return {
    ...request,
    ...{ namespace: text, privateEndpoint: text, connection: text, message: text },
    requester: { subscription: text, tenant: "other" },
    decision: { verdict: "approve", comment: text, by: text, byKind: "rule", at: AT },
    outcome: { kind: "applied", by: "azure", at: AT, reason: text, after: "Approved" },
  };
}

function namespaceOf(namespace: NamespaceSummary, text: string, index: number): NamespaceSummary {
  return { ...namespace, id: `${index}`, name: text, group: text, resourceGroup: text, subscription: text };
}

function entryOf(entry: ShownEntry, text: string, index: number): ShownEntry {
  return {
    ...{ ...entry, id: `${STORY}/${index}`, kind: "vote.cast", comment: text, before: text, after: text },
    ...{ actor: { kind: "person", ref: text, commitment: text }, actorName: text, correlation: text },
    ...{ policyVersion: text, serviceVersion: text, privateEndpoint: text, namespace: text, connection: text },
  };
}

function facetsOf(texts: readonly string[]): NonNullable<AuditAnswer["facets"]> {
  return {
    kind: [{ value: "vote.cast", count: 1 }],
    actor: texts.map((text) => ({ value: text, name: text, count: 1 })),
  };
}

function cardOf(card: Card, texts: readonly string[]): Card {
  const [text = ""] = texts;
  const said = { by: text, text, at: AT };
  return {
    ...{ ...card, state: "held" },
    ...{ message: text, privateEndpoint: text, requesterSubscription: text },
    ...{ votes: texts.map((one) => ({ by: one, text: one, at: AT, verdict: "approve" as const })), askedBy: said },
    ...{ held: { ...said, until: AT }, why: text, askedGroup: text, resourceGroup: text, region: text },
    background: { subscriptionName: text, network: UNREADABLE_NETWORK, earlier: [] },
  };
}

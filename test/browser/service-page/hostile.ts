import type { RequestStory, RequestSummary, ShownEntry } from "../../../src/domain/answers.ts";
import { anEntry, aStory, aSummary, hoursAgo, requestIdFor } from "./asked.ts";
import { aWorld, type World } from "./world.ts";

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

export const STORY = requestIdFor("the story of all");

/** Every text that the page gets, in every field that holds one. */
export function worldOf(texts: readonly string[]): World {
  const requests = texts.map(requestOf);
  const [first] = requests;
  if (!first) throw new Error("A world needs a text");
  const entries = texts.map((text, index) => entryOf({ ...first, id: STORY }, text, index));
  const [namespace] = aWorld().namespaces;
  if (!namespace) throw new Error("The world has no namespace");
  const { metrics } = aWorld();
  return {
    me: { name: texts[0] ?? "", roles: ["Audit.Read.All", "Audit.Export"] },
    requests,
    namespaces: texts.map((text, index) => ({
      ...{ ...namespace, id: `${index}`, name: text, group: text, resourceGroup: text, subscription: text },
    })),
    entries,
    stories: new Map([[STORY, storyOf({ ...first, id: STORY }, entries, texts)]]),
    metrics: { ...metrics, namespaces: texts.map((text) => ({ ...metrics.all, namespace: text })) },
  };
}

function requestOf(text: string, index: number): RequestSummary {
  return {
    ...aSummary({ endpoint: `${index}`, hours: 3, message: text }),
    ...{ state: "applied", namespace: text, privateEndpoint: text, connection: text },
    requester: { subscription: text, tenant: "other" },
    decision: { verdict: "approve", comment: text, by: text, byKind: "rule", at: hoursAgo(2) },
    outcome: { kind: "applied", by: "azure", at: hoursAgo(1), reason: text, after: "Approved" },
  };
}

function entryOf(request: RequestSummary, text: string, index: number): ShownEntry {
  const told = {
    at: hoursAgo(3),
    kind: "vote.cast",
    comment: text,
    actorName: text,
    before: text,
    after: text,
  } as const;
  const more = { correlation: text, policyVersion: text, serviceVersion: text, privateEndpoint: text, namespace: text };
  const entry = anEntry(request, `${index}`, { ...told, ...more, connection: text });
  return { ...entry, actor: { kind: "person", ref: text, commitment: text } };
}

function storyOf(request: RequestSummary, history: readonly ShownEntry[], texts: readonly string[]): RequestStory {
  const [text = ""] = texts;
  return aStory(request, history, {
    votes: texts.map((said) => ({ by: said, text: said, at: hoursAgo(1), verdict: "approve" })),
    askedBy: { by: text, text, at: hoursAgo(1) },
    held: { by: text, text, at: hoursAgo(1), until: hoursAgo(-1) },
    ...{ why: text, askedGroup: text, resourceGroup: text, region: text },
    background: {
      subscriptionName: text,
      network: { publicly: undefined, trustedServices: undefined },
      earlier: [],
    },
  });
}

import { textIn } from "./json-in.ts";
import { type Lab, STORAGE_API } from "./live-lab.ts";
import { Ended, EXIT } from "./terminal.ts";
import { whyOf } from "./why-no-answer.ts";

export interface SeenEvent {
  readonly eventType: string;
  readonly operation: string;
  readonly subject: string;
  readonly at: string;
}

const QUEUE_VERSION = "2021-08-06";
const HOUR_MS = 3_600_000;
/** What was read stays hidden for longer than a check takes. */
const HIDDEN_SECONDS = 3_600;
const CALL_TIMEOUT_MS = 30_000;

/** Reads the events that have come, each once. */
export async function eventQueue({ arm, account, terminal }: Lab): Promise<() => Promise<readonly SeenEvent[]>> {
  const endpoint = textIn(await arm.get(account, STORAGE_API), "properties", "primaryEndpoints", "queue");
  const until = new Date(terminal.now().getTime() + 2 * HOUR_MS).toISOString();
  const sas = textIn(
    await arm.post(`${account}/ListAccountSas`, STORAGE_API, {
      ...{ signedServices: "q", signedResourceTypes: "co", signedPermission: "rp", signedProtocol: "https" },
      ...{ signedExpiry: until, keyToSign: "key1" },
    }),
    "accountSasToken",
  );
  const url = URL.parse(`${endpoint}events/messages?${sas}`);
  if (url?.protocol !== "https:" || sas === "")
    throw new Ended(EXIT.noAnswer, "Azure gives no way to read the queue: are account keys forbidden by a policy?");
  url.searchParams.set("numofmessages", "32");
  url.searchParams.set("visibilitytimeout", String(HIDDEN_SECONDS));
  return () => readAll(url);
}

async function readAll(url: URL): Promise<readonly SeenEvent[]> {
  const events: SeenEvent[] = [];
  for (;;) {
    const texts = [...(await read(url)).matchAll(/<MessageText>([^<]*)<\/MessageText>/g)];
    if (texts.length === 0) return events;
    events.push(...texts.flatMap(([, text = ""]) => eventIn(text)));
  }
}

/** What is told of a fault leaves out the rest of the address: it is a key. */
async function read(url: URL): Promise<string> {
  const headers = { "x-ms-version": QUEUE_VERSION };
  const init = { headers, redirect: "manual", signal: AbortSignal.timeout(CALL_TIMEOUT_MS) } as const;
  const [answer, text] = await fetch(url, init)
    .then(async (said) => [said, await said.text()] as const)
    .catch((cause: unknown) => {
      throw new Ended(EXIT.noAnswer, `The queue at ${url.origin} gives no answer: ${whyOf(cause)}.`, { cause });
    });
  if (!answer.ok) throw new Ended(EXIT.noAnswer, `The queue answers ${answer.status}.`);
  return text;
}

/** Event Grid writes base64. */
function eventIn(text: string): readonly SeenEvent[] {
  const body: unknown = JSON.parse(Buffer.from(text, "base64").toString());
  return [
    {
      eventType: textIn(body, "eventType"),
      operation: textIn(body, "data", "operationName"),
      subject: textIn(body, "subject"),
      at: textIn(body, "eventTime"),
    },
  ];
}

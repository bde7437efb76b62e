import { beforeAll, describe, expect, it } from "@jest/globals";
import { type Bicep, findBicep } from "../../build/infra/bicep-cli.ts";
import { contractFaults } from "../../build/infra/contracts/all.ts";
import { compiled } from "../../build/infra/gates.ts";
import { type Change, inCopy, ROOT } from "./in-copy.ts";

/** What is planted, and what the check must say of it. */
interface Plant extends Change {
  readonly what: string;
  readonly said: string;
}

/** The compiler refuses these, so that nothing is predicted. */
const REFUSED: readonly Plant[] = [
  {
    what: "the name of a property",
    file: "infra/app/host-storage.bicep",
    before: "allowSharedKeyAccess:",
    after: "allowSharedKeysAccess:",
    said: 'The property "allowSharedKeysAccess" is not allowed',
  },
  {
    what: "a value of an enumeration",
    file: "infra/app/sign-in.bicep",
    before: "'AllowAnonymous'",
    after: "'AllowEverybody'",
    said: "'AllowEverybody'",
  },
  {
    what: "the parameter of a module",
    file: "infra/main.bicep",
    before: "packageContainer: packageContainer",
    after: "packageName: packageContainer",
    said: 'The property "packageName" is not allowed on objects of type "params"',
  },
  {
    what: "a parameter that nobody uses",
    file: "infra/app/network.bicep",
    before: "resource network ",
    after: "@description('Unused.')\nparam unused string = ''\n\nresource network ",
    said: 'Parameter "unused" is declared but never used',
  },
  {
    what: "how a file is formatted",
    file: "infra/app/bot.bicep",
    before: "param name string",
    after: "param  name  string",
    said: "format: app/bot.bicep is not formatted",
  },
];

/** These compile well, and only the code knows better. */
const DEPLOYABLE: readonly Plant[] = [
  {
    what: "an action of a role",
    file: "infra/shared/approver-actions.bicep",
    before: "'Microsoft.Relay/namespaces/read'",
    after: "'Microsoft.Relay/namespaces/write'",
    said: "roles: Relay Private Endpoint Approver needs no Microsoft.Relay/namespaces/write",
  },
  {
    what: "an operation of the filter",
    file: "infra/events/subscription.bicep",
    before: "privateEndpointConnectionProxies/write",
    after: "privateEndpointConnectionsProxies/write",
    said: "events: Microsoft.Relay/namespaces/privateEndpointConnectionProxies/write is filtered out",
  },
  {
    what: "a type of the filter",
    file: "infra/events/subscription.bicep",
    before: "['Microsoft.Resources.ResourceWriteSuccess', 'Microsoft.Resources.ResourceDeleteSuccess']",
    after: "['Microsoft.Resources.ResourceDeleteSuccess']",
    said: "events: Microsoft.Resources.ResourceWriteSuccess is filtered out",
  },
  {
    what: "a beginning of the filter",
    file: "infra/events/subscription.bicep",
    before: "      includedEventTypes:",
    after: "      subjectBeginsWith: '/nothing'\n      includedEventTypes:",
    said: "events: let through are no more than subjects that begin with /nothing",
  },
  {
    what: "what Flex Consumption refuses of a site",
    file: "infra/app/function-app.bicep",
    before: "      http20Enabled: true",
    after: "      ftpsState: 'Disabled'\n      http20Enabled: true",
    said: "app: Flex Consumption refuses siteConfig.ftpsState",
  },
  {
    what: "the plan",
    file: "infra/app/function-app.bicep",
    before: "name: 'FC1'",
    after: "name: 'FC2'",
    said: "app: its plan is not FC1",
  },
  {
    what: "where the package is",
    file: "infra/main.bicep",
    before: `blobUrl}/\${packageContainer}`,
    after: "blobUrl}/packages",
    said: "app: nobody makes the container of its package",
  },
  {
    what: "how the host signs in to its storage",
    file: "infra/app/settings.bicep",
    before: "'managedidentity'",
    after: "'managedIdentities'",
    said: "settings: the host needs another AzureWebJobsStorage__credential",
  },
  {
    what: "the name of a deployment",
    file: "infra/access/main.bicep",
    before: `'approves-\${deploymentSuffix}'`,
    after: "'approves'",
    said: "environments: the deployment of approves in access/main.bicep has the same name everywhere",
  },
  {
    what: "the name of an event subscription",
    file: "infra/events/main.bicep",
    before: `'relay-approvals-\${suffix}'`,
    after: "'relay-approvals'",
    said: "environments: both make the Microsoft.EventGrid/systemTopics/eventSubscriptions evgt-relay-approvals/relay-approvals",
  },
  {
    what: "the name of a setting",
    file: "infra/app/settings.bicep",
    before: "AUDIT_TABLES_URL:",
    after: "AUDIT_TABLE_URL:",
    said: "settings: nothing reads AUDIT_TABLE_URL",
  },
  {
    what: "how far back an alert looks",
    file: "infra/app/alerts.bicep",
    before: "window: 'PT30M'",
    after: "window: 'PT45M'",
    said: "alerts: PT45M without sweep, and doctor says 30 minutes",
  },
  {
    what: "what a resource waits for",
    file: "infra/consumer/main.bicep",
    before: "    dependsOn: [network]\n",
    after: "",
    said: "consumer: order: privatelink.servicebus.windows.net/to-vnet-relay does not wait for vnet-relay",
  },
  {
    what: "a value that is allowed and not the reviewed one",
    file: "infra/consumer/main.bicep",
    before: "param subnetPrefix string = '10.0.0.0/24'",
    after: "param subnetPrefix string = '10.0.1.0/24'",
    said: "snapshot: snapshots/consumer.snapshot.json is not what the templates give",
  },
];

function faultsWith(bicep: Extract<Bicep, { kind: "found" }>, plants: readonly Plant[]): readonly string[] {
  return inCopy(plants, (_root, infra) => {
    const { faults, snapshots } = compiled(bicep, infra);
    return [...faults, ...(snapshots ? contractFaults(ROOT, infra, snapshots) : [])];
  });
}

/** `undefined` where there is no CLI: what then is not checked is said, not hidden. */
let bicep: Extract<Bicep, { kind: "found" }> | undefined;

beforeAll(() => {
  const found = findBicep(process.env);
  if (found.kind === "found") bicep = found;
  else console.warn(`Faults in templates are not planted, since ${found.why}`);
});

describe.each([
  ["the compiler refuses", REFUSED],
  ["the compiler lets pass", DEPLOYABLE],
] as const)("a planted fault that %s", (_which, plants) => {
  let faults: readonly string[] = [];
  beforeAll(() => {
    if (bicep) faults = faultsWith(bicep, plants);
  });

  it.each(plants)("is caught in $what", ({ said }) => {
    if (bicep) expect(faults).toContainEqual(expect.stringContaining(said));
  });
});

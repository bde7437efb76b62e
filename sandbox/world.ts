/** The made-up world of the sandbox: two companies, their subscriptions and their people. Nothing here exists. */
export const contoso = { tenant: "aaaaaaaa-0000-4000-8000-000000000001", name: "Contoso" } as const;
export const fabrikam = { tenant: "bbbbbbbb-0000-4000-8000-000000000002", name: "Fabrikam" } as const;

export interface Subscription {
  readonly id: string;
  readonly tenant: string;
  readonly name: string;
}

export const ownerSubscription: Subscription = {
  id: "11111111-1111-4111-8111-111111111111",
  tenant: contoso.tenant,
  name: "Contoso Connectivity",
};

export const fabrikamSubscription: Subscription = {
  id: "22222222-2222-4222-8222-222222222222",
  tenant: fabrikam.tenant,
  name: "Fabrikam Apps",
};

export const logisticsSubscription: Subscription = {
  id: "33333333-3333-4333-8333-333333333333",
  tenant: contoso.tenant,
  name: "Contoso Logistics",
};

export const region = "westeurope";
const resourceGroup = "rg-relay";
export const consumerResourceGroup = "rg-app";

/** What a person at the control page reads about each; sandbox/policy.yaml says it to the service. */
export const namespaces: readonly { readonly name: string; readonly about: string }[] = [
  { name: "contoso-orders", about: "one owner decides" },
  { name: "contoso-billing", about: "the same, in a place where nothing else happens" },
  { name: "contoso-payments", about: "two owners must agree" },
  { name: "contoso-deadlines", about: "reminders, escalation and expiry, a day each" },
  { name: "contoso-warehouse", about: "rules let Logistics in, and turn *-test away" },
  { name: "contoso-partners", about: "approvals made elsewhere are asked about" },
  { name: "contoso-full", about: "the demo fills it to the last of its 64 places" },
];

export function namespaceIdOf(name: string): string {
  return `/subscriptions/${ownerSubscription.id}/resourceGroups/${resourceGroup}/providers/Microsoft.Relay/namespaces/${name}`;
}

/** The identity that the service runs as; its client id is the bot's app id too. */
export const serviceIdentity = {
  clientId: "cccccccc-0000-4000-8000-000000000001",
  objectId: "cccccccc-0000-4000-8000-000000000002",
} as const;

export interface Person {
  readonly objectId: string;
  readonly tenant: string;
  readonly name: string;
  readonly userName: string;
}

function contosoPerson(number: number, name: string): Person {
  const [first = "", last = ""] = name.toLowerCase().split(" ");
  return {
    objectId: `e0000000-0000-4000-8000-${String(number).padStart(12, "0")}`,
    tenant: contoso.tenant,
    name,
    userName: `${first}.${last}@contoso.example`,
  };
}

export const olga = contosoPerson(1, "Olga Owens");
export const omar = contosoPerson(2, "Omar Osei");
export const rita = contosoPerson(3, "Rita Reader");
export const gus: Person = {
  ...contosoPerson(4, "Gus Guest"),
  tenant: fabrikam.tenant,
  userName: "gus.guest@fabrikam.example",
};
export const rob = contosoPerson(5, "Rob Requester");
export const people: readonly Person[] = [olga, omar, rita, gus, rob];

/** The app registration of the HTTP API: who calls it has a token for this audience. */
export const apiRegistration = { clientId: "dddddddd-0000-4000-8000-000000000001", scope: "access" } as const;

const deciderRoles: readonly string[] = ["Audit.Read", "Requests.Decide"];
const appRoles: ReadonlyMap<Person, readonly string[]> = new Map([
  [olga, deciderRoles],
  [omar, deciderRoles],
  [rita, ["Audit.Read.All", "Audit.Export", "Audit.Repair"]],
]);

/** What is assigned to a person at the API's registration. */
export function appRolesOf(person: Person): readonly string[] {
  return appRoles.get(person) ?? [];
}

/** What a person is called on a command line: `olga`. */
export function keyOf({ name }: Person): string {
  return name.toLowerCase().split(" ")[0] ?? name;
}

export function personOf(key: string): Person | undefined {
  return people.find((person) => keyOf(person) === key.toLowerCase());
}

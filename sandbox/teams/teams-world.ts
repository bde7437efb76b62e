import { contoso, olga, type Person, people, serviceIdentity } from "../world.ts";

/** Reads the channel, owns nothing: the Playground wants exactly five people beside the one at its keyboard. */
export const nia: Person = {
  objectId: "e0000000-0000-4000-8000-000000000006",
  tenant: contoso.tenant,
  name: "Nia Newcomer",
  userName: "nia.newcomer@contoso.example",
};

export const botId = `28:${serviceIdentity.clientId}`;
export const botName = "Relay Approvals";

/** The channel that the policy names. */
export const approvalsChannel = { id: "19:relay-approvals@thread.tacv2", name: "Relay approvals" } as const;
const team = {
  id: "19:connectivity@thread.tacv2",
  name: "Connectivity",
  groupId: "f0000000-0000-4000-8000-000000000001",
};

/** Teams has an id of its own for a person; activities carry both. */
export function teamsIdOf({ objectId }: Pick<Person, "objectId">): string {
  return `29:${objectId}`;
}

function userOf(person: Person) {
  const [givenName = "", surname = ""] = person.name.split(" ");
  return {
    id: teamsIdOf(person),
    name: person.name,
    userPrincipleName: person.userName,
    aadObjectId: person.objectId,
    givenName,
    surname,
    email: person.userName,
  };
}

/** The Playground's configuration file, version 0.1.1; it takes no property that it does not know. */
export function playgroundConfig() {
  return {
    version: "0.1.1",
    tenantId: contoso.tenant,
    bot: { id: botId, name: botName },
    currentUser: userOf(olga),
    users: [...people.filter((person) => person !== olga), nia].map(userOf),
    personalChat: { id: "a:olga-and-relay-approvals" },
    groupChat: { id: "19:owners@thread.v2", name: "Owners" },
    team: { id: team.id, name: team.name, aadGroupId: team.groupId, channels: [approvalsChannel] },
  };
}

import type { Asker } from "../domain/click.ts";
import { type CommandAnswer, tableOf } from "../domain/command.ts";
import { isOwner, type WatchedGroup } from "../domain/policy.ts";
import { NOT_FOUND, type Scope } from "./command-scope.ts";

const COLUMNS = ["Group", "Watches", "Owners", "Quorum", "Comment", "Expiry"];

/** The policy that is in force, as far as it is somebody's own: the groups in which they may decide. */
export async function policyFor(scope: Scope, { person, channel }: Asker): Promise<CommandAnswer> {
  const { covered } = await scope.all();
  const isOwn = (group: WatchedGroup) =>
    covered.some((one) => one.group === group) ||
    (isOwner(group, person.objectId) && (channel === undefined || group.channel.id === channel));
  const groups = scope.policy.groups.filter(isOwn);
  if (groups.length === 0) return { kind: "words", text: NOT_FOUND };
  const { allow, deny, version } = scope.policy;
  const title = "The policy in force";
  const note = `Rules: ${allow.length} to allow, ${deny.length} to deny.`;
  return {
    kind: "table",
    table: tableOf({
      title,
      about: version,
      asked: undefined,
      columns: COLUMNS,
      rows: groups.map(rowOf),
      from: 0,
      note,
    }),
  };
}

function rowOf({ name, namespaces, owners, ownersByAzureRole, ...group }: WatchedGroup): readonly string[] {
  const named = owners.length > 0 ? [`${owners.length} named`] : [];
  const byRole = ownersByAzureRole ? ["by Azure role"] : [];
  const quorum =
    group.quorum === group.quorumForOtherTenants
      ? String(group.quorum)
      : `${group.quorum}; ${group.quorumForOtherTenants} for other tenants`;
  const expiry = group.expiry ? `${group.expiry.action} after ${group.expiry.afterHours} h` : "never";
  const watches = namespaces.map((rule) => rule.name).join(", ");
  return [name, watches, [...named, ...byRole].join(", "), quorum, group.comment, expiry];
}

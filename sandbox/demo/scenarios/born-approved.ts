import { olga, omar } from "../../world.ts";
import { expectThat } from "../eventually.ts";
import type { Stage } from "../stage.ts";

/** Whoever may approve makes endpoints that never were Pending: recorded once, and in contoso-partners a question too. */
export async function bornApproved(stage: Stage): Promise<void> {
  const quiet = stage.join("pe-born-1", { namespace: "contoso-billing", manual: false });
  const [entry] = await stage.auditAbout(quiet.id, ["external.change"]);
  expectThat("it is on record as Approved", entry?.kind === "external.change" && entry.after === "Approved");
  expectThat("nobody is asked", stage.cardsFor("pe-born-1").length === 0);
  stage.step("one in contoso-billing: on record as external, no card");
  const partners = { namespace: "contoso-partners", manual: false };
  const [kept, revoked] = [await stage.ask("pe-born-2", partners), await stage.ask("pe-born-3", partners)];
  await stage.cardSays(kept, "Somebody else approved a connection: keep or revoke?");
  stage.step("two in contoso-partners: on record, and the owners are asked to keep or revoke");
  await stage.click(olga, kept, "keep", "Ours, all is well");
  await stage.cardSays(kept, "Kept by Olga Owens: Ours, all is well");
  await stage.auditHas(kept.requestId, ["decision.made", "request.kept", "request.told"]);
  expectThat("nothing was sent to ARM", stage.puts(kept.connection).length === 0);
  expectThat("ARM shows Approved", stage.armHas(kept.connection, "Approved"));
  stage.step("Olga keeps one: the card says so, ARM got nothing and shows Approved");
  await stage.insist(omar, revoked, "revoke", "Nobody knows this one");
  await stage.armShows(revoked.connection, "Rejected");
  await stage.cardSays(revoked, "Revoked by Omar Osei: Nobody knows this one");
  await stage.auditHas(revoked.requestId, ["change.intended", "change.applied", "request.told"]);
  stage.step("Omar revokes the other, with a confirmation: ARM says Rejected");
  await stage.sweep();
  const about = (await stage.auditAbout(quiet.id, [])).filter(({ kind }) => kind === "external.change");
  expectThat("another look records it no second time", about.length === 1);
  stage.step("a sweep records none of it a second time");
}

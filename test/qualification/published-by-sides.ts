import { addSalesRep } from "../support/people.ts";
import { SOME_CRITERION } from "../support/plant-criteria.ts";
import type { TimedDesk } from "../protection/timed-desk.ts";

/** A set of criteria that marketing drafted and both sides signed; the version's id. */
export async function publishedBySides(
  desk: TimedDesk,
  { criteria, ...set }: { readonly criteria: readonly object[]; readonly [key: string]: unknown },
): Promise<string> {
  const roles = "update membership set roles = $2 where id = $1";
  const leader = await addSalesRep(desk.world, "Lena Leads");
  const marketing = await addSalesRep(desk.world, "Mia Market");
  await desk.world.asOwner(roles, [leader.actor.id, ["SALES_MANAGER"]]);
  await desk.world.asOwner(roles, [marketing.actor.id, ["MARKETING_OPS"]]);
  const whole = criteria.map((each) => ({ ...SOME_CRITERION, evidence: null, ...each }));
  const input = { ...set, criteria: whole, changeNote: "x" };
  const drafted = await desk.run(marketing, "saveCriteriaDraft", input, "criteriaVersion { id }");
  if (!drafted.criteriaVersion) throw new Error(JSON.stringify(drafted.errors));
  const criteriaVersionId: string = drafted.criteriaVersion.id;
  for (const by of [marketing, leader])
    await desk.run(by, "publishCriteria", { criteriaVersionId }, "criteriaVersion { id }");
  return criteriaVersionId;
}

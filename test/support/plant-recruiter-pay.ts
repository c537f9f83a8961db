import { payRecruiters } from "../../src/incentives/index.ts";
import { idOf, uuidOf } from "../../src/kernel/index.ts";
import type { LeadId, PartnerId } from "../../src/kernel/index.ts";
import { newId } from "../../src/platform/ids.ts";

import type { ServedWorld } from "./served-world.ts";

/** What a version pays recruiters here: four euros for each partner, and so of what that earned first. */
export const RECRUITER_PAY = {
  ...{ percent: "5", months: 24 },
  cap: { amount: "4.00", currency: "EUR" },
};

/**
 * Whoever recruited a partner has of it what its versions pay by now; what changed of the default program waits to be seen to. Says of
 * which lead it has some.
 */
export async function plantRecruiterPay(world: ServedWorld, partnerId: PartnerId): Promise<LeadId> {
  const { database } = world;
  await payRecruiters({ database, newId, clock: () => new Date() }, "test");
  const [followed] = await world.asOwner<{ lead_id: string }>(
    `select source.lead_id
     from award
     join credit as source on source.id = award.recruited_credit_id
     order by source.lead_id
     limit 1`,
  );
  if (!followed) throw new Error("nothing that the partner earned has a recruiter");
  await world.asOwner(
    `insert into recruiter_due (partner_id, n, incentive_program_id)
     select recruitment.partner_id, recruitment.n, program.id
     from recruitment
     cross join incentive_program as program
     where recruitment.partner_id = $1 and program.is_default`,
    [uuidOf(partnerId)],
  );
  return idOf("lead", followed.lead_id);
}

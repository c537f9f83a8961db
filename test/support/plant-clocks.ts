import { uuidOf } from "../../src/kernel/index.ts";
import type { PartnerId } from "../../src/kernel/index.ts";

import type { World } from "./world.ts";

/**
 * Lets the clocks of a partner's leads have run out long ago, and warned: for tests that look at what
 * is told of them, since no test waits for hours.
 */
export async function plantBreaches(world: World, partnerId: PartnerId): Promise<void> {
  const partner = uuidOf(partnerId);
  await world.asOwner(
    `update lead_clock
     set due_at = started_at, paused_at = case when stopped_at is not null then started_at end
     where partner_id = $1`,
    [partner],
  );
  await world.asOwner(
    `insert into clock_firing
       (partner_id, clock_id, percent, lead_id, due_at, fired_at, outcome, held_back_by, member_ids, event_id)
     select watch.partner_id, watch.clock_id, 50, watch.lead_id, clock.started_at, clock.started_at, 'ESCALATED',
       'CONFLICT_OPEN', array(select id from membership where partner_id is null order by id limit 1), watch.clock_id
     from clock_watch as watch
     join lead_clock as clock on clock.partner_id = watch.partner_id and clock.id = watch.clock_id
     where watch.partner_id = $1`,
    [partner],
  );
}

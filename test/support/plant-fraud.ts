import { queueHold } from "../../src/approval/index.ts";
import { idOf, uuidOf } from "../../src/kernel/index.ts";
import type { PartnerId } from "../../src/kernel/index.ts";
import { SYSTEM_ACTOR, systemSession } from "../../src/platform/database/index.ts";
import { newId } from "../../src/platform/ids.ts";

import type { CastMember } from "./cast.ts";
import { done } from "./mutate.ts";
import type { ServedWorld } from "./served-world.ts";

/** A rule that somebody set, and a credit that it holds. */
export async function plantFraud(
  world: ServedWorld,
  controller: CastMember,
  credit: { readonly id: string; readonly partnerId: PartnerId },
  words: string,
): Promise<void> {
  const rule = "BURST";
  const set = { rule, isWatched: true, mostLeads: 2_000, withinMinutes: 60, reason: words };
  await done(world, controller.key, "changeFraudRule", set);
  await world.database.transaction({ ...systemSession("test"), role: "vendor" }, async (tx) => {
    queueHold(tx, {
      ...{ id: newId("hld"), rule, kind: "FRAUD", reason: words, evidence: words },
      ...{
        partnerId: credit.partnerId,
        creditId: idOf("crd", uuidOf(credit.id as `crd_${string}`)),
      },
      ...{ at: new Date(), by: SYSTEM_ACTOR },
    });
    return null;
  });
}

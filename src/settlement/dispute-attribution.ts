import type { AttributionDisputeId, Refusal } from "../kernel/index.ts";
import { isRefusal } from "../kernel/index.ts";
import { VENDOR_PARTNER_ID } from "../partners/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { decideOpening } from "./domain/dispute.ts";
import type { SettlementDeps } from "./settle-otherwise.ts";
import { queueDispute, readDisputable } from "./store/dispute-store.ts";
import type { Disputed } from "./store/dispute-store.ts";

export interface DisputeAttribution {
  readonly disputed: Disputed;
  /** Told to whoever decides. */
  readonly statement: string;
}

export interface AttributionDisputeTouched extends Outcome {
  readonly attributionDisputeId: AttributionDisputeId;
}

/** Disputes what was settled of a lead: a partner of its own lead, or of one of which it has a credit; the vendor of any. */
export const disputeAttribution = (deps: SettlementDeps) => (call: Call<DisputeAttribution>) =>
  once<DisputeAttribution, AttributionDisputeTouched>(
    deps.database,
    call,
    async (tx): Promise<AttributionDisputeTouched | Refusal> => {
      const { session, actor, at, command } = call;
      if (actor.id === null) throw new Error("somebody opens a dispute");
      const disputed = await readDisputable(tx, session, command.disputed);
      const dueAt = decideOpening(disputed, at);
      if (isRefusal(dueAt)) return dueAt;
      if (!disputed) throw new Error("nothing is disputed");
      const { leadId } = disputed;
      const id = deps.newId("atd");
      queueDispute(tx, {
        ...{ id, leadId, dueAt, at, by: actor.id, statement: command.statement },
        partnerId: session.partnerId ?? VENDOR_PARTNER_ID,
      });
      // where it names a credit the lead may be another's, of which its partner keeps no id
      const subjects = "leadId" in command.disputed ? [id, leadId] : [id];
      return { kind: "AttributionDisputed", attributionDisputeId: id, subjects };
    },
  );

import type {
  AttributionDisputeId,
  AttributionProposalId,
  LeadId,
  Refusal,
} from "../../kernel/index.ts";
import { refuse, uuidOf } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";

/** Why a lead is settled otherwise. */
export interface SettledBecause {
  readonly cause: "SETTLED_ANEW" | "PROPOSAL" | "DISPUTE";
  readonly reason: string;
  readonly proposalId?: AttributionProposalId;
  readonly disputeId?: AttributionDisputeId;
}

const lockedMeanwhile = (): Refusal =>
  refuse("BUSINESS_RULE", "What the lead is owed was locked meanwhile: open a dispute.", {
    path: ["leadId"],
  });

/** Queues why a lead was settled so, beside its shares. */
export function queueSettlement(
  tx: Transaction,
  said: {
    readonly leadId: LeadId;
    readonly settledAt: Date;
    readonly because: SettledBecause;
    readonly by: string;
  },
): void {
  const { cause, reason, proposalId, disputeId } = said.because;
  tx.queue(
    sql`
      insert into attribution_settlement (lead_id, settled_at, cause, reason, settled_by, proposal_id, dispute_id)
      values (${uuidOf(said.leadId)}::uuid, ${said.settledAt}::timestamptz, ${cause}::text, ${reason}::text, ${said.by}::uuid,
        ${proposalId ? uuidOf(proposalId) : null}::uuid, ${disputeId ? uuidOf(disputeId) : null}::uuid)`,
    { attribution_settlement_locked: lockedMeanwhile },
  );
}

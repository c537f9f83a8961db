import type { LeadId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { AttributionModel, Touch, TouchRole } from "../domain/models.ts";
import type { PolicyInForce } from "../domain/settlement.ts";

/** By what a lead is settled, besides what decisions say. */
export interface SettlingFacts {
  /** The leads that were merged into it. */
  readonly merged: readonly LeadId[];
  /** The policy of its program; null where the registrant has all. */
  readonly policy: PolicyInForce | null;
  readonly acceptedAt: Date | null;
  /** Who had to do with it, besides registering it. */
  readonly touches: readonly Touch[];
  /** True where who asks recorded a partner's touch that can count under the policy: somebody else settles then. */
  readonly isToldByActor: boolean;
}

type FactsRow = {
  merged: string[];
  accepted_at: Date | null;
  policy_id: string | null;
  model: AttributionModel;
  half_life_days: number;
  window_days: number | null;
  weight_sourced: number;
  weight_influenced: number;
  weight_co_sell: number;
  weight_delivered: number;
  weight_resold: number;
  touches: readonly { partner_id: string; role: TouchRole; at: number; aside: boolean }[] | null;
  is_told_by_actor: boolean;
};

/**
 * What was merged into a lead, the policy in force at an instant, and what was recorded until now, for a
 * vendor's session. Touches are those of the lead, and of its own partner's leads that were merged into
 * it: what others' leads bring in, the decision to merge them says.
 */
export async function readSettlingFacts(
  tx: Transaction,
  leadId: LeadId,
  { at, by }: { readonly at: Date; readonly by: string },
): Promise<SettlingFacts> {
  const row = await tx.readOne<FactsRow>(sql`
    select joined.merged, lead.accepted_at, policy.id as policy_id, policy.model, policy.half_life_days, policy.window_days,
      policy.weight_sourced, policy.weight_influenced, policy.weight_co_sell, policy.weight_delivered, policy.weight_resold,
      (
        select json_agg(json_build_object(
          'partner_id', touch.partner_id, 'role', touch.role, 'at', (extract(epoch from touch.occurred_at) * 1000)::bigint,
          'aside', touch.source = 'CONFLICT'))
        from touchpoint as touch
        where touch.lead_partner_id = lead.partner_id and touch.lead_id = any(array_append(joined.merged, lead.id))
          and touch.retracted_at is null
          -- of what came before its own registration a partner is no witness
          and (touch.source <> 'PARTNER' or touch.occurred_at >= lead.claimed_at)
      ) as touches,
      policy.id is not null and app.has_told_of_lead(lead.id, ${by}::uuid, policy.model) as is_told_by_actor
    from lead
    cross join lateral (
      select array(
        select succession.lead_id
        from lead_succession as succession
        where succession.root_lead_id = lead.id and succession.kind = 'MERGE'
        order by succession.lead_id) as merged
    ) as joined
    left join lateral (
      select in_force.*
      from attribution_policy as in_force
      where in_force.program_id = lead.program_id and in_force.in_force_at <= ${at}::timestamptz
      order by in_force.in_force_at desc, in_force.number desc
      limit 1
    ) as policy on policy.model <> 'DEAL_REGISTRATION'
    where lead.id = ${uuidOf(leadId)}::uuid`);
  return {
    merged: (row?.merged ?? []).map((id) => idOf("lead", id)),
    policy: row && row.policy_id !== null ? policyOf(row, row.policy_id) : null,
    acceptedAt: row?.accepted_at ?? null,
    touches: (row?.touches ?? []).map((touch) => ({
      partnerId: idOf("prt", touch.partner_id),
      role: touch.role,
      occurredAt: new Date(touch.at),
      isAside: touch.aside,
    })),
    isToldByActor: row?.is_told_by_actor === true,
  };
}

const policyOf = (row: FactsRow, policyId: string): PolicyInForce => ({
  id: idOf("atp", policyId),
  model: row.model,
  halfLifeDays: row.half_life_days,
  windowDays: row.window_days,
  roleWeights: {
    SOURCED: row.weight_sourced,
    INFLUENCED: row.weight_influenced,
    CO_SELL: row.weight_co_sell,
    DELIVERED: row.weight_delivered,
    RESOLD: row.weight_resold,
  },
});

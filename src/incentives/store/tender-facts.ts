import { idOf, uuidOf } from "../../kernel/index.ts";
import type { LeadId } from "../../kernel/index.ts";
import { CLAIMING_STAGES } from "../../leads/index.ts";
import { VENDOR_PARTNER_ID } from "../../partners/index.ts";
import type { Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { Milestone } from "../domain/incentive-program.ts";
import type { TenderFacts } from "../domain/tender.ts";

/** When a lead reached the milestone. */
const reachedAt = (milestone: Exclude<Milestone, "WON">): Sql =>
  ({ SQL: sql`other.sales_qualified_at`, OPPORTUNITY: sql`other.opportunity_at` })[milestone];

/**
 * Whether another lead for the tender, accepted and not there yet, is to have a part of what the milestone earns.
 * A tender is won by one: nobody waits for that.
 */
const isWaiting = (milestone: Milestone): Sql =>
  milestone === "WON"
    ? sql`false`
    : sql`
      other.accepted_at is not null and ${reachedAt(milestone)} is null and other.stage = any(${CLAIMING_STAGES}::text[])
        and other.partner_id <> ${uuidOf(VENDOR_PARTNER_ID)}::uuid and not app.is_found_by_vendor(other.id)`;

type TenderRow = {
  partners: number;
  earned: { programId: string; ruleKey: string; minor: string }[];
};

/**
 * What the tender of a lead has earned, and for how many it is to earn yet; null where it is for none, nor
 * whoever shares its prospect. Those who share are one, and have their part once any of them has earned
 * it. Leads that hold as one wait here for one another: each sees what those before it earned. What the
 * vendor found takes nothing from what partners earn.
 */
export async function readTender(
  tx: Transaction,
  leadId: LeadId,
  milestone: Milestone,
): Promise<TenderFacts | null> {
  const lead = uuidOf(leadId);
  const [, row] = await Promise.all([
    tx.read(sql`
      select pg_advisory_xact_lock(x'54454e44'::integer, hashtext(app.held_as(linked.partner_id, linked.lead_id, linked.account_id)::text))
      from account_lead as linked
      where linked.lead_id = ${lead}::uuid`),
    tx.readOne<TenderRow>(sql`
      with own as materialized (
        select held.lead_id, held.account_id, held.held_as
        from (
          select linked.partner_id, linked.lead_id, linked.account_id,
            app.held_as(linked.partner_id, linked.lead_id, linked.account_id) as held_as
          from account_lead as linked
          where linked.lead_id = ${lead}::uuid
        ) as held
        left join shared_prospect as shared on shared.partner_id = held.partner_id and shared.lead_id = held.lead_id
        -- of those who share, and are for no tender, it is their group
        where held.held_as is distinct from shared.group_id
      ), mate as materialized (
        select other.id, other.id = own.lead_id as is_own, coalesce(shared.group_id, root.partner_id) as sharing,
          ${isWaiting(milestone)} as is_waiting
        from own
        join account_lead as same on same.account_id = own.account_id
        join lead as other on other.partner_id = same.partner_id and other.id = same.lead_id
        left join lead_succession as succession on succession.lead_id = other.id
        join lead as root
          on root.id = case when succession.root_lead_id is null then other.id else succession.root_lead_id end
        left join shared_prospect as shared on shared.partner_id = root.partner_id and shared.lead_id = root.id
        where app.held_as(root.partner_id, root.id, own.account_id) = own.held_as
      ), earning as materialized (
        select mate.sharing, a.incentive_program_id, a.rule_key, a.gross_minor - a.forfeited_minor as minor
        from mate
        join award as a on a.lead_id = mate.id
        where a.reversed_at is null and a.milestone = ${milestone}::text and a.kind <> 'TRUE_UP'
          and (a.gross_minor > a.forfeited_minor or a.kind = 'ADJUST')
      )
      select
        count(distinct sharing) filter (
          where is_own or is_waiting and sharing not in (select earning.sharing from earning)
        )::integer as partners,
        coalesce((
          select json_agg(json_build_object('programId', incentive_program_id, 'ruleKey', rule_key, 'minor', minor::text))
          from (
            select incentive_program_id, rule_key, sum(minor) as minor
            from earning
            group by incentive_program_id, rule_key
          ) as spent), '[]'::json) as earned
      from mate`),
  ]);
  if (!row || row.partners === 0) return null;
  return {
    partners: row.partners,
    earned: row.earned.map(({ programId, ruleKey, minor }) => ({
      ...{ programId: idOf("inc", programId), ruleKey },
      minor: BigInt(minor),
    })),
  };
}

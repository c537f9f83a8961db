import { idOf, uuidOf } from "../../kernel/index.ts";
import type { LeadId } from "../../kernel/index.ts";
import { CLAIMING_STAGES } from "../../leads/index.ts";
import { VENDOR_PARTNER_ID } from "../../partners/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { TenderFacts } from "../domain/tender.ts";

type TenderRow = {
  partners: number;
  earned: { programId: string; ruleKey: string; minor: string }[];
};

/**
 * What the tender of a lead has earned, and for how many it is to earn yet; null where the lead is for
 * none. Leads of one tender wait here for one another: each sees what those before it earned. What the
 * vendor found takes nothing from what partners earn.
 */
export async function readTender(tx: Transaction, leadId: LeadId): Promise<TenderFacts | null> {
  const lead = uuidOf(leadId);
  const [, row] = await Promise.all([
    tx.read(sql`
      select pg_advisory_xact_lock(x'54454e44'::integer, hashtext(app.tender_share(linked.account_id, l.tender_key)::text))
      from lead as l
      join account_lead as linked on linked.partner_id = l.partner_id and linked.lead_id = l.id
      where l.id = ${lead}::uuid and l.tender_key is not null`),
    tx.readOne<TenderRow>(sql`
      with mate as materialized (
        select other.id, other.partner_id, other.id = own.id as is_own,
          other.accepted_at is not null and other.sales_qualified_at is null and other.stage = any(${CLAIMING_STAGES}::text[])
            and other.partner_id <> ${uuidOf(VENDOR_PARTNER_ID)}::uuid and not app.is_found_by_vendor(other.id) as is_waiting
        from lead as own
        join account_lead as linked on linked.partner_id = own.partner_id and linked.lead_id = own.id
        join account_lead as same on same.account_id = linked.account_id
        join lead as other
          on other.partner_id = same.partner_id and other.id = same.lead_id and other.tender_key = own.tender_key
        where own.id = ${lead}::uuid
      )
      select count(distinct partner_id) filter (where is_own or is_waiting)::integer as partners,
        coalesce((
          select json_agg(json_build_object('programId', incentive_program_id, 'ruleKey', rule_key, 'minor', minor::text))
          from (
            select a.incentive_program_id, a.rule_key, sum(a.gross_minor - a.forfeited_minor) as minor
            from award as a
            where a.lead_id in (select id from mate) and a.reversed_at is null and a.milestone = 'SQL'
            group by a.incentive_program_id, a.rule_key
          ) as earning), '[]'::json) as earned
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

import { idOf, isCurrency, money, uuidOf } from "../../kernel/index.ts";
import type { LeadId, PartnerId } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import { overlapping } from "../../products/index.ts";
import type { BountyRule } from "../domain/award.ts";
import type { TenderFacts } from "../domain/tender.ts";

import { readTender } from "./tender-facts.ts";

/** What an award of a lead's SQL depends on, besides the lead. */
export interface AwardFacts {
  /** One per incentive program with a version in force that pays for SQL. */
  readonly rules: readonly RuleInForce[];
  /**
   * The lead's partner has a live SQL credit for the same company within 12 months, or somebody has one
   * for another lead that shares the prospect, or goes on in this one or one of those: what is shared earns once.
   */
  readonly hasLiveCreditInCycle: boolean;
  /** 1 the first time, one more after each time that it was taken back. */
  readonly generation: number;
  /** Of all who may have a share in it. */
  readonly partnerNames: ReadonlyMap<PartnerId, string>;
  /** What the lead is about, as uuids. */
  readonly productLineIds: readonly string[];
  /** What the lead is for is out to tender; null where it is not. */
  readonly tender: TenderFacts | null;
}

export interface RuleInForce extends BountyRule {
  readonly timeZone: string;
}

type RuleRow = {
  incentive_program_id: string;
  name: string;
  time_zone: string;
  currency: string;
  version_id: string;
  number: number;
  rule_key: string;
  amount_minor: bigint;
};

type LeadFactsRow = {
  partner_id: string;
  partner_name: string;
  has_live_credit: boolean;
  generation: number;
  product_line_ids: string[];
};

/** Reads the facts in the round trip of whatever is read beside it. */
export async function readAwardFacts(
  tx: Transaction,
  leadId: LeadId,
  at: Date,
): Promise<AwardFacts> {
  const [tender, rules, leads] = await Promise.all([
    readTender(tx, leadId),
    readRules(tx, leadId, at),
    readLeadFacts(tx, leadId, at),
  ]);
  return {
    tender,
    rules,
    productLineIds: leads[0]?.product_line_ids ?? [],
    hasLiveCreditInCycle: leads.some((lead) => lead.has_live_credit),
    generation: leads[0]?.generation ?? 1,
    partnerNames: new Map(leads.map((lead) => [idOf("prt", lead.partner_id), lead.partner_name])),
  };
}

async function readRules(
  tx: Transaction,
  leadId: LeadId,
  at: Date,
): Promise<readonly RuleInForce[]> {
  const rows = await tx.read<RuleRow>(sql`
    select i.id as incentive_program_id, i.name, i.time_zone, i.currency, v.id as version_id, v.number,
      r.key as rule_key, r.amount_minor
    from incentive_program as i
    join lateral (
      select v.id, v.number, v.ends_at
      from incentive_program_version as v
      where v.incentive_program_id = i.id and v.state = 'APPROVED' and v.effective_at <= ${at}::timestamptz
        and (v.ends_at is null or v.ends_at > v.effective_at)
      order by v.effective_at desc
      limit 1
    ) as v on v.ends_at is null or v.ends_at > ${at}::timestamptz
    join incentive_rule as r on r.version_id = v.id and r.milestone = 'SQL'
    where i.program_id = (select l.program_id from lead as l where l.id = ${uuidOf(leadId)}::uuid)
    order by i.id, r.key`);
  return rows.map((row) => {
    if (!isCurrency(row.currency))
      throw new Error(`an incentive program pays in an unknown currency ${row.currency}`);
    return {
      programId: idOf("inc", row.incentive_program_id),
      programName: row.name,
      versionId: idOf("pgv", row.version_id),
      versionNumber: row.number,
      ruleKey: row.rule_key,
      milestone: "SQL",
      amount: money(row.amount_minor, row.currency),
      timeZone: row.time_zone,
    };
  });
}

function readLeadFacts(tx: Transaction, leadId: LeadId, at: Date): Promise<LeadFactsRow[]> {
  return tx.read<LeadFactsRow>(sql`
    select p.id as partner_id, p.name as partner_name,
      exists (
        select
        from (
          select other.lead_id
          from company_key as own
          join company_key as other on other.key = own.key
          where own.partner_id = l.partner_id and own.lead_id = l.id and p.id = l.partner_id
          union
          select other.lead_id
          from account_lead as own
          join account_lead as other on other.account_id = own.account_id
          where own.partner_id = l.partner_id and own.lead_id = l.id and p.id = l.partner_id
          union
          select other.lead_id
          from shared_prospect as own
          join shared_prospect as other on other.group_id = own.group_id
          where own.partner_id = l.partner_id and own.lead_id = l.id
          union
          select succession.lead_id
          from lead_succession as succession
          where succession.root_lead_id = l.id
          union
          select succession.lead_id
          from shared_prospect as own
          join shared_prospect as other on other.group_id = own.group_id
          join lead_succession as succession on succession.root_lead_id = other.lead_id
          where own.partner_id = l.partner_id and own.lead_id = l.id
        ) as akin
        join credit as k on k.lead_id = akin.lead_id
        join award as a on a.id = k.award_id
        where k.partner_id = p.id and k.milestone = 'SQL' and k.share_minor > 0
          and a.reversed_at is null
          and a.event_at > ${at}::timestamptz - interval '12 months'
          and ${overlapping(sql`a.product_line_ids`, sql`l.product_line_ids`)}
      ) as has_live_credit,
      1 + coalesce((select max(a.generation) from award as a where a.lead_id = l.id), 0) as generation,
      l.product_line_ids
    from lead as l
    cross join lateral (
      select l.partner_id as id
      union
      select other.partner_id
      from shared_prospect as own
      join shared_prospect as other on other.group_id = own.group_id
      where own.partner_id = l.partner_id and own.lead_id = l.id
    ) as owed
    join partner as p on p.id = owed.id
    where l.id = ${uuidOf(leadId)}::uuid`);
}

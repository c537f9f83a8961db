import { idOf, uuidOf } from "../../kernel/index.ts";
import type { IncentiveProgramId, LeadId, Money, PartnerId } from "../../kernel/index.ts";
import { readCrossings } from "../../exchange/index.ts";
import type { Crossing } from "../../exchange/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import { overlapping } from "../../products/index.ts";
import type { EarnedBy } from "../domain/gates.ts";
import type { TenderFacts } from "../domain/tender.ts";

import { earnedBy, isSpiff, readRules } from "./rules-in-force.ts";
import type { RuleInForce } from "./rules-in-force.ts";
import { readTender } from "./tender-facts.ts";

/** What an award of a lead's milestone depends on, besides the lead. */
export interface AwardFacts {
  /** One per incentive program with a version in force that pays for it. */
  readonly rules: readonly RuleInForce[];
  /**
   * The lead's partner has a live SQL credit for the same company within 12 months, or somebody has one
   * for another lead that shares the prospect, or goes on in this one or one of those: what is shared earns once. Null where nobody has.
   */
  readonly liveCreditInCycle: EarnedBy | null;
  /**
   * Of milestones after SQL: by which programs, and which kind of their rules, another lead has a live award of it that shares the prospect,
   * or goes on in this one or one of those. A deal's milestones are earned once.
   */
  readonly earnedUnder: ReadonlyMap<IncentiveProgramId, EarnedBy>;
  /** Of programs that pay in another currency than the deal is in: the way there, where one is known. */
  readonly exchanges: ReadonlyMap<IncentiveProgramId, Crossing>;
  /** 1 the first time, one more after each time that it was taken back. */
  readonly generation: number;
  /** Of all who may have a share in it. */
  readonly partnerNames: ReadonlyMap<PartnerId, string>;
  /** What the lead is about, as uuids. */
  readonly productLineIds: readonly string[];
  /** What the lead is for is out to tender; null where it is not. */
  readonly tender: TenderFacts | null;
}

type LeadFactsRow = {
  partner_id: string;
  partner_name: string;
  live_credit_by: EarnedBy | null;
  generation: number;
  product_line_ids: string[];
};

/** Reads the facts of an SQL in the round trip of whatever is read beside it. */
export async function readAwardFacts(
  tx: Transaction,
  leadId: LeadId,
  at: Date,
): Promise<AwardFacts> {
  const [tender, rules, leads] = await Promise.all([
    readTender(tx, leadId, "SQL"),
    readRules(tx, leadId, "SQL", at),
    readLeadFacts(tx, leadId, at),
  ]);
  return {
    tender,
    rules,
    productLineIds: leads[0]?.product_line_ids ?? [],
    liveCreditInCycle: strongest(leads.map((lead) => lead.live_credit_by)),
    earnedUnder: new Map(),
    exchanges: new Map(),
    generation: leads[0]?.generation ?? 1,
    partnerNames: new Map(leads.map((lead) => [idOf("prt", lead.partner_id), lead.partner_name])),
  };
}

type DealFactsRow = {
  earned_under: string[];
  earned_by_spiffs: string[];
  generation: number;
  product_line_ids: string[];
  partner_ids: string[];
  partner_names: string[];
};

/** The same of a milestone after SQL: who is owed the lead was settled by then. The deal, where it is won. */
export async function readDealAwardFacts(
  tx: Transaction,
  leadId: LeadId,
  { milestone, deal }: { readonly milestone: "OPPORTUNITY" | "WON"; readonly deal: Money | null },
  at: Date,
): Promise<AwardFacts> {
  const [tender, rules, exchanges, row] = await Promise.all([
    readTender(tx, leadId, milestone),
    readRules(tx, leadId, milestone, at),
    deal === null ? new Map<string, Crossing>() : readExchanges(tx, leadId, deal, at),
    tx.readOne<DealFactsRow>(sql`
      with akin as (
        select shared.lead_id
        from shared_prospect as own
        join shared_prospect as shared on shared.group_id = own.group_id
        where own.lead_id = ${uuidOf(leadId)}::uuid
        union
        select ${uuidOf(leadId)}::uuid
      )
      select l.product_line_ids,
        1 + coalesce((
          select max(a.generation) from award as a where a.lead_id = l.id and a.milestone = ${milestone}::text
        ), 0) as generation,
        coalesce(earned.by_rules, '{}') as earned_under, coalesce(earned.by_spiffs, '{}') as earned_by_spiffs,
        array(select p.id from partner as p where p.id in (select owed.partner_id from attribution_share as owed where owed.lead_id = l.id) order by p.id) as partner_ids,
        array(select p.name from partner as p where p.id in (select owed.partner_id from attribution_share as owed where owed.lead_id = l.id) order by p.id) as partner_names
      from lead as l
      cross join lateral (
        select array_agg(distinct a.incentive_program_id) filter (where not ${isSpiff(sql`a.rule_key`)}) as by_rules,
          array_agg(distinct a.incentive_program_id) filter (where ${isSpiff(sql`a.rule_key`)}) as by_spiffs
        from (
          select akin.lead_id from akin
          union
          select succession.lead_id
          from akin
          join lead_succession as succession on succession.root_lead_id = akin.lead_id
        ) as other
        join award as a on a.lead_id = other.lead_id
        where a.lead_id <> l.id and a.milestone = ${milestone}::text and a.reversed_at is null
          and a.gross_minor > a.forfeited_minor and a.kind <> 'TRUE_UP'
      ) as earned
      where l.id = ${uuidOf(leadId)}::uuid`),
  ]);
  const ids = row?.partner_ids ?? [];
  return {
    tender,
    rules,
    productLineIds: row?.product_line_ids ?? [],
    liveCreditInCycle: null,
    earnedUnder: new Map([
      ...(row?.earned_by_spiffs ?? []).map((id) => [idOf("inc", id), "SPIFF"] as const),
      ...(row?.earned_under ?? []).map((id) => [idOf("inc", id), "RULE"] as const),
    ]),
    exchanges: new Map([...exchanges].map(([id, found]) => [idOf("inc", id), found])),
    generation: row?.generation ?? 1,
    partnerNames: new Map(
      ids.map((id, index) => [idOf("prt", id), row?.partner_names[index] ?? ""]),
    ),
  };
}

/** A rule of a milestone pays whatever its spiffs do. */
const strongest = (all: readonly (EarnedBy | null)[]): EarnedBy | null =>
  all.includes("RULE") ? "RULE" : (all.find((each) => each !== null) ?? null);

/** From a deal's currency into those of the incentive programs that may pay for it. */
function readExchanges(tx: Transaction, leadId: LeadId, { currency }: Money, at: Date) {
  return readCrossings(
    tx,
    currency,
    at,
    sql`
      select paying.id::text as key, paying.currency, (${at}::timestamptz at time zone paying.time_zone)::date as day
      from incentive_program as paying
      where paying.program_id = (select l.program_id from lead as l where l.id = ${uuidOf(leadId)}::uuid)`,
  );
}

function readLeadFacts(tx: Transaction, leadId: LeadId, at: Date): Promise<LeadFactsRow[]> {
  return tx.read<LeadFactsRow>(sql`
    select p.id as partner_id, p.name as partner_name,
      (
        select ${earnedBy(sql`a.rule_key`)}
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
        where akin.lead_id <> l.id and k.partner_id = p.id and k.milestone = 'SQL' and k.share_minor + k.deferred_minor > 0
          and k.kind <> 'TRUE_UP'
          and a.reversed_at is null
          and a.event_at > ${at}::timestamptz - interval '12 months'
          and ${overlapping(sql`a.product_line_ids`, sql`l.product_line_ids`)}
      ) as live_credit_by,
      1 + coalesce((select max(a.generation) from award as a where a.lead_id = l.id and a.milestone = 'SQL'), 0) as generation,
      l.product_line_ids
    from lead as l
    cross join lateral (
      select l.partner_id as id
      union
      select other.partner_id
      from shared_prospect as own
      join shared_prospect as other on other.group_id = own.group_id
      where own.partner_id = l.partner_id and own.lead_id = l.id
      union
      select touch.partner_id
      from touchpoint as touch
      where touch.lead_partner_id = l.partner_id and touch.retracted_at is null
        and (touch.lead_id = l.id or touch.lead_id in (
          select succession.lead_id
          from lead_succession as succession
          where succession.root_lead_id = l.id and succession.kind = 'MERGE'))
    ) as owed
    join partner as p on p.id = owed.id
    where l.id = ${uuidOf(leadId)}::uuid`);
}

import type { IncentiveProgramId, LeadId, Money, PartnerId } from "../../kernel/index.ts";
import { idOf, isCurrency, money, uuidOf } from "../../kernel/index.ts";
import type { Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { Calculation } from "../domain/calculation.ts";

import { isApprovedCredit } from "./live-approvals.ts";
import type { LiveAward } from "./live-awards.ts";
import { isSpiff } from "./rules-in-force.ts";
import { isTakenInPart } from "./part-taken.ts";

/** An award that counts, with all that making it anew takes. */
export interface StandingAward extends LiveAward {
  readonly leadId: LeadId;
  readonly programId: IncentiveProgramId;
  readonly programName: string;
  /** As uuids. */
  readonly versionId: string;
  readonly productLineIds: readonly string[];
  readonly versionNumber: number;
  readonly ruleKey: string;
  readonly occurrence: number;
  readonly gross: Money;
  readonly eventAt: Date;
  readonly effectiveOn: string;
  readonly calculation: Calculation;
  /** The highest of its milestone so far. */
  readonly lastGeneration: number;
  readonly allocatedAt: Date | null;
  /** Of WON, where it is paid once: what its deal is worth by now, in the deal's smallest unit. */
  readonly dealMinor: bigint | null;
  /** Whether a fraud is reported of it that nobody has confirmed or declined. */
  readonly isReported: boolean;
  /** Whether a part of it, or of the one that it repeats, was taken back. */
  readonly isTakenInPart: boolean;
}

type StandingRow = {
  id: string;
  lead_id: string;
  incentive_program_id: string;
  program_name: string;
  time_zone: string;
  version_id: string;
  version_number: number;
  product_line_ids: string[];
  rule_key: string;
  occurrence: number;
  milestone: string;
  gross_minor: bigint;
  currency: string;
  event_at: Date;
  effective_on: string;
  calculation: Calculation;
  last_generation: number;
  allocated_at: Date | null;
  deal_minor: bigint | null;
  is_reported: boolean;
  is_taken_in_part: boolean;
  posting_id: string | null;
  is_approved: boolean;
  is_unit: boolean;
};

const STANDING: Sql = sql`
    select a.id, a.lead_id, a.incentive_program_id, i.name as program_name, i.time_zone, a.version_id, v.number as version_number,
      a.product_line_ids, a.rule_key, a.occurrence, a.milestone, a.gross_minor, a.currency, a.event_at, a.effective_on::text as effective_on,
      a.calculation, a.allocated_at, t.id as posting_id,
      (
        select deal.amount_minor
        from opportunity as deal
        where a.milestone = 'WON' and (a.calculation #> '{base,month}') is null and deal.state = 'WON' and deal.lead_id = coalesce(
          (select succession.root_lead_id from lead_succession as succession where succession.lead_id = a.lead_id), a.lead_id)
      ) as deal_minor,
      exists (
        select from credit_reversal as reported where reported.award_id = a.id and reported.state = 'PROPOSED'
      ) as is_reported,
      ${isTakenInPart(sql`a`)} as is_taken_in_part,
      (
        select max(any_of.generation)
        from award as any_of
        where any_of.lead_id = a.lead_id and any_of.milestone = a.milestone
      ) as last_generation,
      exists (select from volume_unit as unit where unit.award_id = a.id) as is_unit,
      exists (
        select
        from credit as k
        join award as chain on chain.id = k.award_id
        where (chain.id = a.id or chain.adjusts_award_id = a.id) and chain.reversed_at is null and ${isApprovedCredit}
      ) as is_approved
    from award as a
    join incentive_program as i on i.id = a.incentive_program_id
    join incentive_program_version as v on v.id = a.version_id
    left join journal_txn as t on t.source_type = 'awd' and t.source_id = a.id and t.kind = 'ACCRUE'`;

/**
 * The awards that count and are more than nothing, of a lead and of those that were merged into it, whose rows are
 * locked with that: what they earned before is owed as the lead is.
 */
export async function readStandingAwards(
  tx: Transaction,
  leadId: LeadId,
): Promise<readonly StandingAward[]> {
  const lead = sql`${uuidOf(leadId)}::uuid`;
  const merged = sql`
    select succession.lead_id
    from lead_succession as succession
    where succession.root_lead_id = ${lead} and succession.kind = 'MERGE'`;
  const locked = tx.read(
    sql`select from lead where id in (${merged}) order by id for no key update`,
  );
  const read = tx.read<StandingRow>(sql`
    ${STANDING}
    where (a.lead_id = ${lead} or a.lead_id in (${merged})) and a.kind = 'AWARD' and a.reversed_at is null and (a.gross_minor > 0 or exists (
      select from award as changing where changing.adjusts_award_id = a.id and changing.reversed_at is null))
    order by a.id`);
  const [rows] = await Promise.all([read, locked]);
  return rows.map(toStanding);
}

/**
 * The awards of other leads of the same deal that came to nothing since these were earned, the earliest first, their
 * leads locked. Of a tender none: that is won by one.
 */
export async function readAwardsInWaiting(
  tx: Transaction,
  undone: readonly LiveAward[],
): Promise<readonly StandingAward[]> {
  if (undone.length === 0) return [];
  const rows = await tx.read<StandingRow>(sql`
    ${STANDING}
    join lead as l on l.id = a.lead_id
    where a.kind = 'AWARD' and a.reversed_at is null and a.gate = 'MILESTONE_EARNED' and (a.calculation->'tender') is null
      and case a.milestone when 'WON' then l.won_at else l.opportunity_at end = a.event_at
      and exists (
        select
        from award as paid
        join shared_prospect as own on own.lead_id = paid.lead_id
        join shared_prospect as other on other.group_id = own.group_id and other.lead_id = a.lead_id
        where paid.id = any(${undone.map(({ id }) => uuidOf(id))}::uuid[]) and paid.gross_minor > paid.forfeited_minor
          and paid.incentive_program_id = a.incentive_program_id and paid.milestone = a.milestone and paid.lead_id <> a.lead_id)
      -- what is earned yet by another rule closes it still: spiffs by any, others by what is no spiff
      and not exists (
        select
        from shared_prospect as own
        join shared_prospect as other on other.group_id = own.group_id and other.lead_id <> own.lead_id
        join award as standing on standing.lead_id = other.lead_id
        where own.lead_id = a.lead_id and standing.incentive_program_id = a.incentive_program_id and standing.milestone = a.milestone
          and standing.kind = 'AWARD' and standing.reversed_at is null and standing.gross_minor > standing.forfeited_minor
          and standing.id <> all(${undone.map(({ id }) => uuidOf(id))}::uuid[])
          and (${isSpiff(sql`a.rule_key`)} or not ${isSpiff(sql`standing.rule_key`)}))
    order by a.event_at, a.lead_id, a.id
    for no key update of l`);
  return rows.map(toStanding);
}

function toStanding(row: StandingRow): StandingAward {
  if (!isCurrency(row.currency)) throw new Error(`an award is in ${row.currency}`);
  return {
    id: idOf("awd", row.id),
    leadId: idOf("lead", row.lead_id),
    programId: idOf("inc", row.incentive_program_id),
    programName: row.program_name,
    timeZone: row.time_zone,
    versionId: row.version_id,
    versionNumber: row.version_number,
    productLineIds: row.product_line_ids,
    ruleKey: row.rule_key,
    occurrence: row.occurrence,
    milestone: row.milestone,
    gross: money(row.gross_minor, row.currency),
    eventAt: row.event_at,
    reachedAt: row.event_at,
    isChange: false,
    chainId: idOf("awd", row.id),
    isUnit: row.is_unit,
    dealMinor: row.deal_minor,
    isReported: row.is_reported,
    isTakenInPart: row.is_taken_in_part,
    effectiveOn: row.effective_on,
    calculation: row.calculation,
    lastGeneration: row.last_generation,
    allocatedAt: row.allocated_at,
    postingId: row.posting_id === null ? null : idOf("jrn", row.posting_id),
    isApproved: row.is_approved,
  };
}

/** What partners are called now. */
/** Of these partners those that were terminated, and when. */
export async function readTerminated(
  tx: Transaction,
  ids: readonly PartnerId[],
): Promise<ReadonlyMap<PartnerId, Date>> {
  const rows = await tx.read<{ id: string; terminated_at: Date }>(sql`
    select id, terminated_at from partner where id = any(${ids.map(uuidOf)}::uuid[]) and terminated_at is not null`);
  return new Map(rows.map((row) => [idOf("prt", row.id), row.terminated_at]));
}

export async function readPartnerNames(
  tx: Transaction,
  ids: readonly PartnerId[],
): Promise<ReadonlyMap<PartnerId, string>> {
  const rows = await tx.read<{ id: string; name: string }>(sql`
    select id, name from partner where id = any(${ids.map(uuidOf)}::uuid[])`);
  return new Map(rows.map((row) => [idOf("prt", row.id), row.name]));
}

import { idOf, isCurrency, uuidOf } from "../../kernel/index.ts";
import type {
  AwardId,
  CreditId,
  Currency,
  IncentiveProgramId,
  LeadId,
  PartnerId,
} from "../../kernel/index.ts";
import type { Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { AdjustableAward } from "../domain/adjustment.ts";
import type { ChangeTold } from "../domain/capped-change.ts";
import type { Calculation } from "../domain/calculation.ts";
import type { GlTreatment } from "../domain/gl-treatment.ts";

import type { HoldbackTerms, Instalment } from "../domain/holdback.ts";
import { isRounding } from "../domain/incentive-program.ts";
import type { Rounding } from "../domain/incentive-program.ts";

import type { AwardRow } from "./award.row.ts";
import type { CreditRow } from "./credit.row.ts";
import { PAYS_ONCE } from "./recurrence-store.ts";
import { readGlTreatment } from "./rules-in-force.ts";
import { isTakenInPart, takenInParts } from "./part-taken.ts";
import { isApprovedCredit } from "./live-approvals.ts";
import { holdbackOf, liveInstalments } from "./payout-terms-store.ts";
import type { HoldbackColumns } from "./payout-terms-store.ts";

/** What an award and a change of it have in common. */
type SameOfAward = Pick<
  AwardRow,
  | "incentiveProgramId"
  | "versionId"
  | "leadId"
  | "recruitedCreditId"
  | "productLineIds"
  | "ruleKey"
  | "milestone"
  | "occurrence"
  | "generation"
  | "engineVersion"
>;

type SameOfCredit = Pick<
  CreditRow,
  | "leadId"
  | "weightPpm"
  | "touchRank"
  | "milestone"
  | "programName"
  | "programVersion"
  | "partnerName"
>;

/** A live award of a won deal, with all that was changed of it since. */
export interface AwardOfDeal extends AdjustableAward {
  readonly id: AwardId;
  readonly programId: IncentiveProgramId;
  readonly currency: Currency;
  /** Of its incentive program. */
  readonly timeZone: string;
  /** How often it was changed before. */
  readonly changes: number;
  /** True once any of its credits is further than accrued. */
  readonly isApproved: boolean;
  /** Whether a part of it, or of the one that it repeats, was taken back. */
  readonly isTakenInPart: boolean;
  /** Whether its version limits what partners, or all together, are paid. */
  readonly isLimited: boolean;
  /** How the books took what it earned. */
  readonly glTreatment: GlTreatment;
  /** Whether it counts for its partner's volume. */
  readonly isUnit: boolean;
  /** The day in whose window it takes of a partner's cap. */
  readonly effectiveOn: string;
  /** The day of its milestone, from which on what is held back vests: also where it was credited again later. */
  readonly reachedOn: string;
  /** How it was changed before, also where it repeats an award that was taken back. */
  readonly changed: readonly ChangeTold[];
  readonly rounding: Rounding;
  readonly holdback: HoldbackTerms | null;
  readonly row: SameOfAward;
  readonly credits: readonly {
    readonly id: CreditId;
    readonly partnerId: PartnerId;
    readonly outstandingMinor: bigint;
    readonly weightPpm: bigint;
    /** What of it was taken back by now, also of one that it repeats. */
    readonly takenMinor: bigint;
    /** What of it is held back by now. */
    readonly instalments: readonly Instalment[];
    readonly row: SameOfCredit;
  }[];
}

type Found = HoldbackColumns & {
  id: string;
  incentive_program_id: string;
  version_id: string;
  lead_id: string | null;
  recruited_credit_id: string | null;
  product_line_ids: string[];
  rule_key: string;
  milestone: string;
  occurrence: number;
  generation: number;
  engine_version: string;
  currency: string;
  calculation: Calculation;
  time_zone: string;
  forfeited_minor: bigint;
  changes: number;
  lead_room_minor: bigint | null;
  is_limited: boolean;
  gl_treatment: string;
  is_unit: boolean;
  is_taken_in_part: boolean;
  effective_on: string;
  reached_on: string;
  changed: ChangeTold[];
  rounding: string;
};

type FoundCredit = {
  id: string;
  award_id: string;
  partner_id: string;
  lead_id: string | null;
  outstanding_minor: bigint;
  weight_ppm: bigint;
  touch_rank: number;
  milestone: string | null;
  program_name: string;
  program_version: number;
  partner_name: string;
  is_approved: boolean;
  taken_minor: bigint;
  instalments: readonly { n: number; due_on: string; minor: string }[];
};

/**
 * The live awards that a lead's won deal earned once, also with a lead that goes on in it by now. What is paid by the
 * month is not among them: each month goes by what the deal was worth on its day.
 */
export function readAwardsOfDeal(tx: Transaction, leadId: LeadId): Promise<readonly AwardOfDeal[]> {
  const lead = sql`${uuidOf(leadId)}::uuid`;
  return readThose(
    tx,
    lead,
    sql`
    a.milestone = 'WON' and a.kind = 'AWARD' and a.reversed_at is null
    and exists (select from incentive_rule as r where r.version_id = a.version_id and r.key = a.rule_key and ${PAYS_ONCE})
    and a.lead_id in (
      select ${lead}
      union
      select succession.lead_id from lead_succession as succession where succession.root_lead_id = ${lead})`,
  );
}

/** An award of a lead, of any milestone, as what is changed of it takes it. */
export async function readAwardToChange(
  tx: Transaction,
  awardId: AwardId,
  /** Null of what a recruiter has. */
  leadId: LeadId | null,
): Promise<AwardOfDeal> {
  const lead = sql`${leadId === null ? null : uuidOf(leadId)}::uuid`;
  const [award] = await readThose(tx, lead, sql`a.id = ${uuidOf(awardId)}::uuid`);
  if (!award) throw new Error(`there is no award ${awardId}`);
  return award;
}

async function readThose(tx: Transaction, lead: Sql, those: Sql): Promise<readonly AwardOfDeal[]> {
  const [awards, credits] = await Promise.all([
    tx.read<Found>(sql`
      select a.id, a.incentive_program_id, a.version_id, a.lead_id, a.recruited_credit_id, a.product_line_ids, a.rule_key, a.milestone, a.occurrence,
        a.generation, a.engine_version, a.currency, a.calculation, i.time_zone,
        (a.forfeited_minor + coalesce(sum(later.forfeited_minor) filter (where later.reversed_at is null), 0))::bigint as forfeited_minor,
        v.lead_cap_minor - (
          select coalesce(sum(other.gross_minor - other.forfeited_minor), 0)::bigint
          from award as other
          where other.incentive_program_id = a.incentive_program_id and other.reversed_at is null and other.kind <> 'TRUE_UP'
            and other.id <> a.id and other.adjusts_award_id is distinct from a.id and other.lead_id in (
              select ${lead}
              union
              select succession.lead_id from lead_succession as succession where succession.root_lead_id = ${lead})
        ) as lead_room_minor,
        count(later.id)::integer as changes,
        num_nonnulls(v.partner_cap_window, v.budget_minor) > 0 as is_limited,
        (select r.gl_treatment from incentive_rule as r where r.version_id = a.version_id and r.key = a.rule_key) as gl_treatment,
        exists (select from volume_unit as unit where unit.award_id = a.id) as is_unit,
        ${isTakenInPart(sql`a`)} as is_taken_in_part, a.effective_on::text as effective_on,
        (a.event_at at time zone i.time_zone)::date::text as reached_on, v.rounding,
        v.holdback_ppm, v.vesting_instalments, v.vesting_every, v.vesting_unit,
        (
          with recursive chain (id, repeats) as (
            select a.id, a.reinstates_award_id
            union all
            select earlier.id, earlier.reinstates_award_id
            from chain
            join award as earlier on earlier.id = chain.repeats
          )
          select coalesce(jsonb_agg(changing.calculation), '[]')
          from chain
          join award as changing on changing.adjusts_award_id = chain.id
        ) as changed
      from award as a
      join incentive_program as i on i.id = a.incentive_program_id
      join incentive_program_version as v on v.id = a.version_id
      left join award as later on later.adjusts_award_id = a.id
      where ${those}
      group by a.id, i.id, v.id
      order by a.id`),
    tx.read<FoundCredit>(sql`
      select k.id, k.award_id, k.partner_id, k.lead_id, k.weight_ppm, k.touch_rank, k.milestone, k.program_name,
        k.program_version, k.partner_name,
        (k.share_minor + coalesce(sum(later.share_minor) filter (where later.reversed_at is null), 0))::bigint as outstanding_minor,
        (
          select coalesce(jsonb_agg(jsonb_build_object('n', held.n, 'due_on', held.due_on, 'minor', held.minor::text)), '[]')
          from (${liveInstalments(sql`k.partner_id`, sql`k.id`)}) as held
        ) as instalments,
        ${isApprovedCredit} as is_approved,
        ${takenInParts(sql`a`, sql`k.partner_id`)} as taken_minor
      from award as a
      join credit as k on k.award_id = a.id
      left join credit as later on later.partner_id = k.partner_id and later.adjusts_credit_id = k.id
      where ${those}
      group by k.id, a.id
      order by k.touch_rank, k.partner_id`),
  ]);
  return awards.map((award) =>
    toAward(
      award,
      credits.filter((credit) => credit.award_id === award.id),
    ),
  );
}

/** Where a lead has earned more than a lower cap allows since, there is no room. */
const atLeastNothing = (room: bigint | null): bigint | null =>
  room !== null && room < 0n ? 0n : room;

function toAward(found: Found, credits: readonly FoundCredit[]): AwardOfDeal {
  if (!isCurrency(found.currency)) throw new Error(`an award is in ${found.currency}`);
  if (!isRounding(found.rounding)) throw new Error(`a version rounds as ${found.rounding}`);
  return {
    id: idOf("awd", found.id),
    programId: idOf("inc", found.incentive_program_id),
    currency: found.currency,
    timeZone: found.time_zone,
    changes: found.changes,
    isApproved: credits.some((credit) => credit.is_approved),
    calculation: found.calculation,
    isLimited: found.is_limited,
    glTreatment: readGlTreatment(found.gl_treatment),
    isUnit: found.is_unit,
    isTakenInPart: found.is_taken_in_part,
    effectiveOn: found.effective_on,
    reachedOn: found.reached_on,
    changed: found.changed,
    rounding: found.rounding,
    holdback: holdbackOf(found),
    leadRoomMinor: atLeastNothing(found.lead_room_minor),
    forfeitedMinor: found.forfeited_minor,
    row: {
      incentiveProgramId: found.incentive_program_id,
      versionId: found.version_id,
      leadId: found.lead_id,
      recruitedCreditId: found.recruited_credit_id,
      productLineIds: found.product_line_ids,
      ruleKey: found.rule_key,
      milestone: found.milestone,
      occurrence: found.occurrence,
      generation: found.generation,
      engineVersion: found.engine_version,
    },
    credits: credits.map((credit) => ({
      id: idOf("crd", credit.id),
      partnerId: idOf("prt", credit.partner_id),
      outstandingMinor: credit.outstanding_minor,
      weightPpm: credit.weight_ppm,
      takenMinor: credit.taken_minor,
      instalments: credit.instalments.map(({ n, due_on: dueOn, minor }) => ({
        ...{ n, dueOn, minor: BigInt(minor) },
      })),
      row: {
        leadId: credit.lead_id,
        weightPpm: credit.weight_ppm,
        touchRank: credit.touch_rank,
        milestone: credit.milestone,
        programName: credit.program_name,
        programVersion: credit.program_version,
        partnerName: credit.partner_name,
      },
    })),
  };
}

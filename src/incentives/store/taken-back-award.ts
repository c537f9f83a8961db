import { idOf, isCurrency, money, uuidOf } from "../../kernel/index.ts";
import type { AwardId, IncentiveProgramId, PartnerId } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { Money } from "../../kernel/index.ts";

import type { AwardRow } from "./award.row.ts";
import type { CreditRow } from "./credit.row.ts";

/** What an award had credited when it was taken back, with all that had changed of it. */
export interface TakenBackAward {
  readonly programId: IncentiveProgramId;
  /** Of its incentive program. */
  readonly timeZone: string;
  readonly award: Omit<
    AwardRow,
    | "id"
    | "kind"
    | "n"
    | "adjustsAwardId"
    | "recruitedCreditId"
    | "generation"
    | "effectiveOn"
    | "reinstatesAwardId"
    | "volumeWindowId"
    | "truesUpForId"
  >;
  readonly credits: readonly {
    readonly partnerId: PartnerId;
    readonly amount: Money;
    /** What had waited for room until then. */
    readonly deferredMinor: bigint;
    readonly row: Pick<
      CreditRow,
      | "weightPpm"
      | "touchRank"
      | "milestone"
      | "programName"
      | "programVersion"
      | "partnerName"
      | "earnedAt"
      | "account"
    >;
  }[];
}

type AwardFactsRow = {
  incentive_program_id: string;
  version_id: string;
  lead_id: string;
  product_line_ids: string[];
  rule_key: string;
  milestone: string;
  occurrence: number;
  gross_minor: bigint;
  forfeited_minor: bigint;
  deferred_minor: bigint;
  currency: string;
  gate: string | null;
  event_at: Date;
  calculation: object;
  engine_version: string;
  allocated_at: Date | null;
  time_zone: string;
};

type CreditFactsRow = {
  partner_id: string;
  share_minor: bigint;
  deferred_minor: bigint;
  weight_ppm: bigint;
  touch_rank: number;
  milestone: string;
  program_name: string;
  program_version: number;
  partner_name: string;
  earned_at: Date;
  account: CreditRow["account"];
};

export async function readTakenBackAward(
  tx: Transaction,
  awardId: AwardId,
): Promise<TakenBackAward> {
  const award = sql`${uuidOf(awardId)}::uuid`;
  const [row, credits] = await Promise.all([
    tx.readOne<AwardFactsRow>(sql`
      select a.incentive_program_id, a.version_id, a.lead_id, a.product_line_ids, a.rule_key, a.milestone, a.occurrence,
        a.gross_minor + later.gross_minor as gross_minor, a.forfeited_minor + later.forfeited_minor as forfeited_minor,
        a.deferred_minor + later.deferred_minor as deferred_minor, a.currency, a.gate, a.event_at, a.calculation, a.engine_version, a.allocated_at, i.time_zone
      from award as a
      join incentive_program as i on i.id = a.incentive_program_id
      cross join lateral (
        select coalesce(sum(changed.gross_minor), 0)::bigint as gross_minor,
          coalesce(sum(changed.forfeited_minor), 0)::bigint as forfeited_minor,
          coalesce(sum(changed.deferred_minor), 0)::bigint as deferred_minor
        from award as changed
        where changed.adjusts_award_id = a.id and changed.reversed_at is not distinct from a.reversed_at
      ) as later
      where a.id = ${award}`),
    tx.read<CreditFactsRow>(sql`
      select k.partner_id, k.share_minor + (
          select coalesce(sum(changed.share_minor), 0)::bigint
          from credit as changed
          where changed.partner_id = k.partner_id and changed.adjusts_credit_id = k.id
            and changed.reversed_at is not distinct from k.reversed_at
        ) as share_minor, k.deferred_minor + (
          select coalesce(sum(changed.deferred_minor), 0)::bigint
          from credit as changed
          where changed.partner_id = k.partner_id and changed.adjusts_credit_id = k.id
            and changed.reversed_at is not distinct from k.reversed_at
        ) as deferred_minor, k.weight_ppm, k.touch_rank, k.milestone, k.program_name, k.program_version,
        k.partner_name, k.earned_at,
        -- what was changed since is not what it tells of
        case when not exists (select from award as changed where changed.adjusts_award_id = k.award_id) then k.account end as account
      from credit as k
      where k.award_id = ${award}
      order by k.touch_rank, k.partner_id`),
  ]);
  if (!row || !isCurrency(row.currency)) throw new Error(`there is no award ${awardId}`);
  const { currency } = row;
  return {
    programId: idOf("inc", row.incentive_program_id),
    timeZone: row.time_zone,
    award: {
      incentiveProgramId: row.incentive_program_id,
      versionId: row.version_id,
      leadId: row.lead_id,
      productLineIds: row.product_line_ids,
      ruleKey: row.rule_key,
      milestone: row.milestone,
      occurrence: row.occurrence,
      grossMinor: row.gross_minor,
      forfeitedMinor: row.forfeited_minor,
      deferredMinor: row.deferred_minor,
      currency,
      gate: row.gate,
      eventAt: row.event_at,
      calculation: row.calculation,
      engineVersion: row.engine_version,
      allocatedAt: row.allocated_at,
    },
    credits: credits.map((credit) => ({
      partnerId: idOf("prt", credit.partner_id),
      amount: money(credit.share_minor, currency),
      deferredMinor: credit.deferred_minor,
      row: {
        weightPpm: credit.weight_ppm,
        touchRank: credit.touch_rank,
        milestone: credit.milestone,
        programName: credit.program_name,
        programVersion: credit.program_version,
        partnerName: credit.partner_name,
        earnedAt: credit.earned_at,
        account: credit.account,
      },
    })),
  };
}

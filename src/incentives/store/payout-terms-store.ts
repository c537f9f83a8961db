import { uuidOf } from "../../kernel/index.ts";
import type { CreditId, PartnerId } from "../../kernel/index.ts";
import type { Database, Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import { isVestingUnit } from "../domain/holdback.ts";
import type { Held, HoldbackTerms } from "../domain/holdback.ts";
import type { PayoutTermsDrafted } from "../domain/payout-terms.ts";

import { CreditInstalmentRow } from "./credit-instalment.row.ts";

/** What a version holds back, as its columns have it. */
export type HoldbackColumns = {
  holdback_ppm: bigint | null;
  vesting_instalments: number | null;
  vesting_every: number | null;
  vesting_unit: string | null;
};

export function holdbackOf(row: HoldbackColumns): HoldbackTerms | null {
  const { holdback_ppm: ppm, vesting_instalments: instalments, vesting_every: every } = row;
  const { vesting_unit: unit } = row;
  if (ppm === null || instalments === null || every === null || unit === null) return null;
  if (!isVestingUnit(unit)) throw new Error(`what is held vests by ${unit}`);
  return { ppm, instalments, every, unit };
}

/** When a draft pays what is earned, as its columns hold it. */
export function payoutColumns({ holdback, minimumPayout, clawback }: PayoutTermsDrafted) {
  const isAll = clawback.length === 0;
  return {
    clawbackDays: isAll ? null : clawback.map(({ untilDay }) => untilDay),
    clawbackPpm: isAll ? null : clawback.map(({ ppm }) => ppm),
    holdbackPpm: holdback?.ppm ?? null,
    vestingInstalments: holdback?.instalments ?? null,
    vestingEvery: holdback?.every ?? null,
    vestingUnit: holdback?.unit ?? null,
    minimumPayoutMinor: minimumPayout?.amount.minor ?? null,
    minimumPayoutMonths: minimumPayout?.forcedAfterMonths ?? null,
  };
}

/** The same, as a draft is changed. */
export function setPayoutColumns(terms: PayoutTermsDrafted): Sql {
  const columns = payoutColumns(terms);
  return sql`holdback_ppm = ${columns.holdbackPpm}::bigint,
      vesting_instalments = ${columns.vestingInstalments}::integer,
      vesting_every = ${columns.vestingEvery}::integer,
      vesting_unit = ${columns.vestingUnit}::text,
      minimum_payout_minor = ${columns.minimumPayoutMinor}::bigint,
      minimum_payout_months = ${columns.minimumPayoutMonths}::integer,
      clawback_days = ${columns.clawbackDays}::integer[],
      clawback_ppm = ${columns.clawbackPpm}::bigint[]`;
}

/** Queues the instalments of what is held back of credits; nothing where nothing is. */
export function queueInstalments(
  database: Database,
  tx: Transaction,
  credits: readonly {
    readonly creditId: CreditId;
    readonly partnerId: PartnerId;
    readonly held: Held;
  }[],
): void {
  const rows = credits.flatMap(({ creditId, partnerId, held }) =>
    held.instalments.map(({ n, dueOn, minor: amountMinor }) => ({
      ...{ partnerId: uuidOf(partnerId), creditId: uuidOf(creditId), n, dueOn, amountMinor },
    })),
  );
  if (rows.length > 0) tx.queue(database.insert(CreditInstalmentRow, ...rows));
}

/** The instalments that count of a credit, with all its changes. */
export const liveInstalments = (partnerId: Sql, creditId: Sql): Sql => sql`
  select instalment.n, min(instalment.due_on) as due_on, sum(instalment.amount_minor)::bigint as minor
  from credit_instalment as instalment
  where instalment.partner_id = ${partnerId} and instalment.credit_id in (
    select counting.id
    from credit as counting
    where counting.partner_id = ${partnerId} and counting.id = ${creditId} and counting.reversed_at is null
    union all
    select changing.id
    from credit as changing
    where changing.partner_id = ${partnerId} and changing.adjusts_credit_id = ${creditId} and changing.reversed_at is null)
  group by instalment.n
  having sum(instalment.amount_minor) <> 0`;

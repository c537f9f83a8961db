import { idOf, uuidOf } from "../../kernel/index.ts";
import type { IncentiveProgramId, PartnerId } from "../../kernel/index.ts";
import type { Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { CapWindow } from "../domain/cap-terms.ts";
import type { Limit } from "../domain/caps.ts";

/** Something that several awards take from: a partner's cap in a window, or a program's budget. */
export type BucketWanted = { readonly programId: IncentiveProgramId; readonly limit: bigint } & (
  | {
      readonly kind: "PARTNER";
      readonly partnerId: PartnerId;
      readonly window: CapWindow;
      /** YYYY-MM-DD. */
      readonly startsOn: string;
    }
  | { readonly kind: "BUDGET" }
);

/** A bucket as it stands, held until the transaction ends. */
export interface Bucket extends Limit {
  /** A uuid. */
  readonly id: string;
  readonly programId: IncentiveProgramId;
  /** Null: the program's budget. */
  readonly partnerId: PartnerId | null;
  /** Of a partner's: in which window it counts, from which day on. */
  readonly window: string | null;
  readonly startsOn: string | null;
}

/**
 * Holds buckets, and makes those that are not there: partners' by their ids first, budgets last, so that
 * nobody who holds one waits for somebody who waits for it. One that is held is as it will be.
 */
export async function holdBuckets(
  tx: Transaction,
  wanted: readonly BucketWanted[],
): Promise<readonly Bucket[]> {
  if (wanted.length === 0) return [];
  const partners = wanted.map((each) => (each.kind === "PARTNER" ? uuidOf(each.partnerId) : null));
  const windows = wanted.map((each) => (each.kind === "PARTNER" ? each.window : null));
  const starts = wanted.map((each) => (each.kind === "PARTNER" ? each.startsOn : null));
  const rows = await tx.read<{
    id: string;
    incentive_program_id: string;
    partner_id: string | null;
    cap_window: string | null;
    starts_on: string | null;
    limit_minor: bigint;
    used_minor: bigint;
  }>(sql`
    insert into cap_bucket (incentive_program_id, kind, partner_id, cap_window, starts_on, limit_minor)
    select wanted.*
    from unnest(
      ${wanted.map(({ programId }) => uuidOf(programId))}::uuid[], ${wanted.map(({ kind }) => kind)}::text[],
      ${partners}::uuid[], ${windows}::text[], ${starts}::date[], ${wanted.map(({ limit }) => limit)}::bigint[]
    ) as wanted (incentive_program_id, kind, partner_id, cap_window, starts_on, limit_minor)
    order by wanted.kind = 'BUDGET', wanted.partner_id, wanted.incentive_program_id, wanted.starts_on
    on conflict on constraint cap_bucket_once
    do update set limit_minor = greatest(excluded.limit_minor, cap_bucket.used_minor)
    returning id, incentive_program_id, partner_id, cap_window, starts_on::text as starts_on, limit_minor, used_minor`);
  return rows.map((row) => ({
    id: row.id,
    programId: idOf("inc", row.incentive_program_id),
    partnerId: row.partner_id === null ? null : idOf("prt", row.partner_id),
    window: row.cap_window,
    startsOn: row.starts_on,
    limit: row.limit_minor,
    used: row.used_minor,
  }));
}

/** Takes from buckets that are held, or gives back to them, each once. */
export function takeFromBuckets(
  taken: readonly { readonly id: string; readonly minor: bigint }[],
): Sql {
  return sql`
    update cap_bucket
    set used_minor = used_minor + taken.minor
    from unnest(
      ${taken.map(({ id }) => id)}::uuid[], ${taken.map(({ minor }) => minor)}::bigint[]
    ) as taken (id, minor)
    where cap_bucket.id = taken.id`;
}

/** Holds what awards took from, in the order in which whoever awards holds it. */
export function holdBucketsOf(awardIds: readonly string[]): Sql {
  return sql`
    select bucket.id
    from cap_bucket as bucket
    where exists (
      select
      from award as a
      join incentive_program_version as version on version.id = a.version_id
      left join award as first on first.id = a.adjusts_award_id
      where a.id = any(${awardIds}::uuid[]) and bucket.incentive_program_id = a.incentive_program_id
        and (bucket.kind = 'BUDGET' and version.budget_minor is not null
          or bucket.cap_window = version.partner_cap_window
            and bucket.partner_id in (select k.partner_id from credit as k where k.award_id = a.id)
            and bucket.starts_on = date_trunc(lower(version.partner_cap_window),
              case when a.deferred_minor < 0 then a.effective_on else coalesce(first.effective_on, a.effective_on) end::timestamp)::date))
    order by bucket.kind = 'BUDGET', bucket.partner_id, bucket.incentive_program_id, bucket.starts_on
    for no key update of bucket`;
}

import { uuidOf } from "../../kernel/index.ts";
import type { ExchangeRateImportId } from "../../kernel/index.ts";
import type { Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { NewId } from "../../platform/ids.ts";
import type { RateRevised, RateStanding } from "../domain/rates-decision.ts";

/** "RATE": the lock of this file, apart from all other advisory locks. */
const RATES = 0x52415445;

/** What stands for these days, of all currencies. Nobody else imports until the transaction ends. */
export async function lockRates(
  tx: Transaction,
  days: readonly string[],
): Promise<readonly RateStanding[]> {
  const locked = tx.read(sql`select pg_advisory_xact_lock(${RATES}::integer, 0)`);
  // sent together, but run in turn: these are the rates as they stand behind the lock
  const standing = tx.read<{
    base: string;
    quote: string;
    rated_on: string;
    rate: string;
    source: string;
    revision: number;
  }>(sql`
    select distinct on (rated_on, least(base, quote), greatest(base, quote))
      base, quote, rated_on::text, trim_scale(rate)::text as rate, source, revision
    from exchange_rate
    where rated_on = any(${days}::date[])
    order by rated_on, least(base, quote), greatest(base, quote), revision desc`);
  const [, rows] = await Promise.all([locked, standing]);
  return rows.map(({ rated_on: ratedOn, ...rate }) => ({ ...rate, ratedOn }));
}

export interface RatesToKeep {
  readonly importId: ExchangeRateImportId;
  readonly source: string;
  readonly base: string;
  readonly rates: readonly RateRevised[];
  readonly at: Date;
}

/**
 * Keeps rates. A day's rate counts from when the European Central Bank publishes, 16:00 in Frankfurt,
 * whenever it was imported; a correction from when it was made.
 */
export function insertRates(newId: NewId, { importId, source, base, rates, at }: RatesToKeep): Sql {
  const ids = rates.map(() => uuidOf(newId("fxr")));
  return sql`
    insert into exchange_rate (id, import_id, source, base, quote, rate, rated_on, revision, published_at)
    select given.id, ${uuidOf(importId)}::uuid, ${source}::text, ${base}::text, given.quote, given.rate, given.rated_on, given.revision,
      case
        when given.revision = 1 then (given.rated_on + time '16:00') at time zone 'Europe/Berlin'
        else ${at}::timestamptz
      end
    from unnest(
      ${ids}::uuid[], ${rates.map(({ quote }) => quote)}::text[], ${rates.map(({ rate }) => rate)}::numeric[],
      ${rates.map(({ ratedOn }) => ratedOn)}::date[], ${rates.map(({ revision }) => revision)}::integer[]
    ) as given (id, quote, rate, rated_on, revision)`;
}

import { isCurrency } from "../../kernel/index.ts";
import type { Currency } from "../../kernel/index.ts";
import type { Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import { cross, PIVOTS } from "../domain/crossing.ts";
import type { Crossing, RateLeg } from "../domain/crossing.ts";

type LegRow = {
  key: string;
  currency: string;
  base: string;
  quote: string;
  rate: string;
  rated_on: string;
  source: string;
  revision: number;
};

/**
 * From a currency into those that `targets` selects: `key` (text), `currency`, and `day`, the day whose rate
 * is wanted. That is the day's rate, or the last one before it, of those that were published by then: which
 * one does not depend on when it is asked for. What is not to be had is not in the answer.
 */
export async function readCrossings(
  tx: Transaction,
  from: Currency,
  at: Date,
  targets: Sql,
): Promise<ReadonlyMap<string, Crossing>> {
  const [first, second] = PIVOTS;
  const rows = await tx.read<LegRow>(sql`
    with target as materialized (${targets})
    select target.key, target.currency, found.base, found.quote, trim_scale(found.rate)::text as rate,
      found.rated_on::text, found.source, found.revision
    from target
    cross join lateral (
      select distinct least(named.one, named.other) as one, greatest(named.one, named.other) as other
      from (values
        (${from}::text, target.currency),
        (${from}::text, ${first}::text), (${first}::text, target.currency),
        (${from}::text, ${second}::text), (${second}::text, target.currency)
      ) as named (one, other)
      where named.one <> named.other
    ) as pair
    cross join lateral (
      select known.base, known.quote, known.rate, known.rated_on, known.source, known.revision
      from exchange_rate as known
      where least(known.base, known.quote) = pair.one and greatest(known.base, known.quote) = pair.other
        and known.rated_on <= target.day and known.published_at <= ${at}::timestamptz
      order by known.rated_on desc, known.revision desc
      limit 1
    ) as found
    where target.currency <> ${from}::text`);
  const crossings = [...Map.groupBy(rows, ({ key }) => key)].map(([key, of]) => {
    const to = currencyOf(of[0]?.currency ?? "");
    return [key, cross(from, to, of.map(legOf))] as const;
  });
  return new Map(crossings.flatMap(([key, found]) => (found ? [[key, found] as const] : [])));
}

function legOf({ base, quote, rate, rated_on: ratedOn, source, revision }: LegRow): RateLeg {
  return { base: currencyOf(base), quote: currencyOf(quote), rate, ratedOn, source, revision };
}

function currencyOf(code: string): Currency {
  if (!isCurrency(code)) throw new Error(`a rate is of an unknown currency ${code}`);
  return code;
}

import { readCrossings } from "../../exchange/index.ts";
import type { Crossing } from "../../exchange/index.ts";
import { addDays, isCurrency, localDate } from "../../kernel/index.ts";
import type { Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";

import type { RuleInForce } from "./rules-in-force.ts";
import type { SimulationRun } from "./simulation-store.ts";

/** A milestone of the past, or a month, as far as its deal is looked at. */
interface DealPast {
  readonly lead_id: string;
  readonly occurrence: number;
  readonly at: Date;
  readonly deal_currency: string | null;
}

/** The months of a won deal `l`, behind its win, that have come: where neither the version nor what was earned goes by the month there are none. */
export const monthsOf = ({ months, timeZone, from, until, requestedAt }: SimulationRun): Sql => {
  const wonOn = sql`(l.won_at at time zone ${timeZone}::text)::date`;
  const passed = (at: Date) => sql`(
          12 * (extract(year from ${at}::timestamptz) - extract(year from l.won_at))
          + extract(month from ${at}::timestamptz) - extract(month from l.won_at))::integer`;
  return sql`
        select 'WON', 4, month.n, month.at
        from (
          select n, (${wonOn} + make_interval(months => n - 1))::timestamp at time zone ${timeZone}::text as at
          from generate_series(greatest(2, ${passed(from)}), least(${months}::integer, ${passed(until)} + 2)) as n
        ) as month
        where l.stage = 'WON' and l.won_at is not null and month.at >= ${from}::timestamptz and month.at <= ${requestedAt}::timestamptz`;
};

/** From the currencies of deals into the program's, by the day of each: a statement per currency. */
export async function readPastExchanges(
  tx: Transaction,
  rows: readonly DealPast[],
  rules: readonly RuleInForce[],
): Promise<ReadonlyMap<string, Crossing>> {
  const [rule] = rules;
  if (!rule) return new Map();
  const foreign = rows.filter(({ deal_currency: code }) => code !== null && code !== rule.currency);
  const found = await Promise.all(
    [...Map.groupBy(foreign, ({ deal_currency: code }) => code)].map(async ([code, of]) => {
      const last = of.at(-1);
      if (code === null || !isCurrency(code) || !last) return new Map<string, Crossing>();
      const days = of.map(({ at, occurrence }) => dayOfRate(at, occurrence, rule.timeZone));
      return readCrossings(
        tx,
        code,
        last.at,
        sql`
          select wanted.key, ${rule.currency}::text as currency, wanted.day
          from unnest(${of.map(exchangeKey)}::text[], ${days}::date[]) as wanted (key, day)`,
      );
    }),
  );
  return new Map(found.flatMap((each) => [...each]));
}

/** Under which what a deal, or a month of it, was converted by is found. */
export const exchangeKey = ({
  lead_id: leadId,
  occurrence,
}: Pick<DealPast, "lead_id" | "occurrence">): string => `${leadId} ${occurrence}`;

/** A month begins before the rate of its day is published. */
function dayOfRate(at: Date, occurrence: number, timeZone: string): string {
  const day = localDate(at, timeZone);
  return occurrence === 1 ? day : addDays(day, -1);
}

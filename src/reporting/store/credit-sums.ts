import type { Database, Session, Sql } from "../../platform/database/index.ts";
import { ownRows, sql, trustedText } from "../../platform/database/index.ts";
import type { Period } from "../domain/period.ts";

/** What was credited in a month in one currency. */
export type CreditSum = {
  readonly partner_id: string | null;
  /** YYYY-MM */
  readonly month: string;
  readonly currency: string;
  readonly amount_minor: bigint;
  readonly credits: number;
};

export interface CreditCut {
  /** Whole months. */
  readonly period: Period;
  readonly byPartner: boolean;
}

/** Credits by month and currency, at most so many sums. */
export function creditSums(
  database: Database,
  session: Session,
  cut: CreditCut,
  limit: number,
): Promise<CreditSum[]> {
  return database.read(session, creditStatement(session, cut, limit));
}

/** Reads what is folded and what is not yet in the same snapshot: months, never credits. */
export function creditStatement(session: Session, cut: CreditCut, limit: number): Sql {
  const partner = cut.byPartner ? sql`c.partner_id` : sql`null::uuid`;
  return sql`
    select ${partner} as partner_id, to_char(c.month, 'YYYY-MM') as month, c.currency,
      sum(c.amount_minor)::bigint as amount_minor, sum(c.credits)::integer as credits
    from (${summed(session, cut, "credit_month")}
      union all${summed(session, cut, "credit_delta")}) as c
    group by 1, 2, 3
    having sum(c.credits) <> 0 or sum(c.amount_minor) <> 0
    order by 1, 2, 3
    limit ${limit}::integer`;
}

function summed(session: Session, cut: CreditCut, table: "credit_month" | "credit_delta"): Sql {
  const { from, to } = cut.period;
  return sql`
        select m.partner_id, m.month, m.currency, m.amount_minor, m.credits
        from ${trustedText(table)} as m
        where ${ownRows(session, "m")} and m.month >= ${from}::date and m.month < ${to}::date`;
}

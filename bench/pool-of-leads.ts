import type { Bench } from "./bench.ts";
import { idOf } from "./product.ts";

export interface WaitingLead {
  readonly number: number;
  readonly id: string;
  readonly apiId: string;
  readonly partner: string;
}

/** Accepted leads that wait to be qualified, each given out once; the last ones belong to pgbench. */
export interface WaitingLeads {
  next(count: number): readonly WaitingLead[];
  left(): number;
  /** The number from which on nobody has been given any. */
  firstLeft(): number;
  readonly last: number;
  /** Id and partner of lead `:n` as SQL. */
  readonly leadSql: string;
  readonly partnerSql: string;
}

/** The pool of the seed: numbers after the last lead, ids and partners functions of the number. */
export async function poolOf({ world, cluster }: Bench): Promise<WaitingLeads> {
  const [days] = await world.ask<{ claimed: string; founded: string }>(
    "select (started - interval '20 days')::text as claimed, (started - interval '90 days')::text as founded from bench.setting",
  );
  if (!days) throw new Error("the database was not seeded");
  // a colon would be a variable of pgbench's
  const at = (text: string): string => `timestamptz E'${text.replaceAll(":", "\\072")}'`;
  const leadSql = `bench.uid(10, (:n)::bigint, ${at(days.claimed)})`;
  const partnerSql = `bench.uid(1, (1 + (:n)::bigint % 50), ${at(days.founded)})`;
  const rows = await world.ask<{ n: number; id: string; partner: string }>(
    `select n::integer, ${leadSql.replaceAll("(:n)", "n")} as id, ${partnerSql.replaceAll("(:n)", "n")} as partner
     from generate_series($1::bigint, $2::bigint) as n`,
    [cluster.leads + 1, cluster.leads + cluster.pool],
  );
  let given = 0;
  return {
    next: (count) => {
      const next = rows.slice(given, given + count);
      given += next.length;
      return next.map((row) => ({
        number: row.n,
        id: row.id,
        apiId: idOf("lead", row.id),
        partner: row.partner,
      }));
    },
    left: () => rows.length - given,
    firstLeft: () => cluster.leads + 1 + given,
    last: cluster.leads + cluster.pool,
    leadSql,
    partnerSql,
  };
}

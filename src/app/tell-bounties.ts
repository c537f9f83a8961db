import type pg from "pg";

import { formatAmount, isCurrency, money } from "../kernel/index.ts";

interface BountyVersion {
  readonly number: number;
  readonly effective_at: Date;
  readonly amount_minor: string;
  readonly currency: string;
}

/** What the default incentive program pays per SQL now, and from when on it pays what else. */
export async function tellBounties(owner: pg.ClientBase, now: Date): Promise<string> {
  const { rows } = await owner.query<BountyVersion>(
    `select v.number, v.effective_at, r.amount_minor, p.currency
     from incentive_program as p
     join incentive_program_version as v on v.incentive_program_id = p.id
     join incentive_rule as r on r.version_id = v.id
     where p.is_default and v.state = 'APPROVED' and r.milestone = 'SQL'
     order by v.effective_at`,
  );
  const inForce = rows.findLast((row) => row.effective_at <= now);
  const toCome = rows.filter((row) => row.effective_at > now);
  return [
    inForce ? `In force now: ${wordsFor(inForce)}` : "In force now: none, SQLs earn nothing.",
    ...toCome.map((row) => `To come: ${wordsFor(row)}`),
  ].join("\n");
}

function wordsFor({ number, effective_at, amount_minor, currency }: BountyVersion): string {
  if (!isCurrency(currency)) throw new Error(`a program pays in an unknown currency ${currency}`);
  const amount = formatAmount(money(BigInt(amount_minor), currency));
  return `version ${number}, each SQL earns ${amount} ${currency} from ${effective_at.toISOString()} on.`;
}

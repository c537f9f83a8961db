import type { Currency } from "../../kernel/index.ts";

/** What was posted to something: debits and credits, each counted from 0 up. */
export interface Posted {
  readonly currency: Currency;
  readonly debit: bigint;
  readonly credit: bigint;
}

/** What is posted to all of them, by currency, in the order of their first. Currencies are never added up. */
export function totalsOf(rows: readonly Posted[]): readonly Posted[] {
  return [...Map.groupBy(rows, ({ currency }) => currency)].map(([currency, same]) => ({
    currency,
    debit: same.reduce((all, { debit }) => all + debit, 0n),
    credit: same.reduce((all, { credit }) => all + credit, 0n),
  }));
}

/** Debit above 0, credit below. */
export const balanceOf = ({ debit, credit }: Posted): bigint => debit - credit;

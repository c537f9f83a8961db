import type { Currency, IncentiveProgramId, TaxRuleId } from "../../kernel/index.ts";
import { allocate, money, withhold } from "../../kernel/index.ts";

/** By which rule tax is withheld of what a partner is paid, whose form is missing. */
export interface WithholdingRule {
  readonly taxRuleId: TaxRuleId;
  readonly ratePpm: bigint;
}

interface Gross {
  readonly programId: IncentiveProgramId;
  readonly minor: bigint;
  /** What of it stays withheld though the attempt that paid it came back. */
  readonly withheldBeforeMinor: bigint;
}

const sumOf = (parts: readonly { readonly minor: bigint }[]): bigint =>
  parts.reduce((all, { minor }) => all + minor, 0n);

/** What stays withheld of what is paid anew, in all. */
export const withheldBefore = (credits: readonly Gross[]): bigint =>
  credits.reduce((all, { withheldBeforeMinor }) => all + withheldBeforeMinor, 0n);

/**
 * What is to be withheld of credits that are paid at once: of the gross of all of them, rounded once, less what stays withheld of
 * an attempt that came back.
 *
 *     24 % of 1,333.00  →  319.92; and nothing more of the 1,013.08 that are paid anew once that was handed on
 */
export function withheldOf(
  credits: readonly Gross[],
  rule: WithholdingRule | null,
  currency: Currency,
): bigint {
  if (rule === null) return 0n;
  const before = withheldBefore(credits);
  const { withheld } = withhold(money(sumOf(credits) + before, currency), rule.ratePpm);
  return withheld.minor > before ? withheld.minor - before : 0n;
}

/**
 * Divides credits by what is withheld of all of them: of each program by what it comes to, so that none is left with less than
 * nothing, and within it of those that are more than nothing.
 */
export function divideByTax<Credit extends Gross>(
  credits: readonly Credit[],
  withheldMinor: bigint,
): { readonly withheld: readonly Credit[]; readonly rest: readonly Credit[] } {
  const programs = [...Map.groupBy(credits, ({ programId }) => programId).values()];
  const shares = allocate(withheldMinor, programs.map(sumOf));
  const parts = programs.flatMap((those, place) => {
    const weights = those.map(({ minor }) => (minor > 0n ? minor : 0n));
    const taken = allocate(shares[place] ?? 0n, weights);
    return those.map((credit, nth) => ({ credit, taken: taken[nth] ?? 0n }));
  });
  return {
    withheld: parts.flatMap(({ credit, taken }) =>
      taken > 0n ? [{ ...credit, minor: taken }] : [],
    ),
    rest: parts.flatMap(({ credit, taken }) =>
      taken < credit.minor || credit.minor < 0n ? [{ ...credit, minor: credit.minor - taken }] : [],
    ),
  };
}

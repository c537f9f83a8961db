import type { ClawbackId, CreditId, IncentiveProgramId } from "../../kernel/index.ts";

/** What a partner owes back of one credit, and may be set off. */
export interface Claim {
  readonly clawbackId: ClawbackId;
  readonly creditId: CreditId;
  readonly programId: IncentiveProgramId;
  /** What of it is owed by now. */
  readonly minor: bigint;
}

interface Payable {
  readonly programId: IncentiveProgramId;
  readonly minor: bigint;
}

/** What is set off, and what of the credits is left to pay. */
export interface Division<Credit> {
  /** What they are set off by: as much as the claims come to. */
  readonly setOff: readonly Credit[];
  readonly claims: readonly Claim[];
  readonly rest: readonly Credit[];
}

const sumOf = (parts: readonly { readonly minor: bigint }[]): bigint =>
  parts.reduce((all, { minor }) => all + minor, 0n);

const least = (one: bigint, other: bigint): bigint => (one < other ? one : other);

/**
 * Divides what is payable by what is owed, both in their order: programs one after another, of each no more than all of it comes
 * to, so that none is left with less than nothing. Claims of any program are set off.
 */
export function divide<Credit extends Payable>(
  credits: readonly Credit[],
  claims: readonly Claim[],
): Division<Credit> {
  let left = least(sumOf(claims), sumOf(credits));
  const setOff: Credit[] = [];
  const rest: Credit[] = [];
  for (const those of Map.groupBy(credits, ({ programId }) => programId).values()) {
    const whole = sumOf(those);
    if (left > 0n && whole <= left) {
      setOff.push(...those);
      left -= whole;
      continue;
    }
    for (const credit of those) {
      const part = credit.minor > 0n ? least(credit.minor, left) : 0n;
      left -= part;
      if (part > 0n) setOff.push({ ...credit, minor: part });
      if (part < credit.minor || credit.minor < 0n)
        rest.push({ ...credit, minor: credit.minor - part });
    }
  }
  const taken = takeClaims(claims, sumOf(setOff));
  // what comes to nothing is no payout of its own
  if (sumOf(rest) === 0n && setOff.length > 0)
    return { setOff: [...setOff, ...rest], claims: taken, rest: [] };
  return { setOff, claims: taken, rest };
}

/** As much of claims as an amount comes to, the first ones first. */
function takeClaims(claims: readonly Claim[], minor: bigint): readonly Claim[] {
  let left = minor;
  return claims.flatMap((claim) => {
    const part = least(claim.minor, left);
    left -= part;
    return part > 0n ? [{ ...claim, minor: part }] : [];
  });
}

/** Which claims each of some amounts is set off against, one after another. */
export function share(
  minors: readonly bigint[],
  claims: readonly Claim[],
): readonly (readonly Claim[])[] {
  let left = claims;
  return minors.map((minor) => {
    const taken = takeClaims(left, minor);
    const used = new Map(taken.map((claim) => [claim.clawbackId, claim.minor]));
    left = left
      .map((claim) => ({ ...claim, minor: claim.minor - (used.get(claim.clawbackId) ?? 0n) }))
      .filter((claim) => claim.minor > 0n);
    return taken;
  });
}

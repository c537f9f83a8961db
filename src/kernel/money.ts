import { exponentOf } from "./currency.ts";
import type { Currency } from "./currency.ts";
import { excerpt } from "./text.ts";

/** An exact amount. `minor` counts the currency's smallest unit (cents, yen, fils); may be negative. */
export type Money = { readonly minor: bigint; readonly currency: Currency };

export type ParsedAmount =
  { readonly ok: true; readonly money: Money } | { readonly ok: false; readonly problem: string };

/** Half to even (the banker's, default in finance) · half away from zero · towards zero. */
export type RoundingMode = "half_even" | "half_up" | "down";

/** Largest amount accepted from outside, in minor units; sums of many still fit a 64-bit column. */
export const MAX_AMOUNT_MINOR = 10n ** 15n;

const DECIMAL = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/;

export function money(minor: bigint, currency: Currency): Money {
  return { minor, currency };
}

/** Throws a RangeError when the currencies differ: converting takes a dated rate. */
export function add(left: Money, right: Money): Money {
  return money(left.minor + sameCurrency(left, right).minor, left.currency);
}

/** Throws a RangeError when the currencies differ. */
export function subtract(left: Money, right: Money): Money {
  return money(left.minor - sameCurrency(left, right).minor, left.currency);
}

export function negate(amount: Money): Money {
  return money(-amount.minor, amount.currency);
}

/**
 * The sum of amounts in one currency. Throws a RangeError when currencies are mixed, and when there
 * is nothing to sum and no currency was named in which that would be zero.
 */
export function sum(amounts: readonly Money[], currency = amounts[0]?.currency): Money {
  if (currency === undefined) throw new RangeError("the sum of no amounts has no currency");

  return amounts.reduce(add, money(0n, currency));
}

/** Exact decimal text at the currency's exponent, without grouping: "1250.00", "-0.05", "1000". */
export function formatAmount({ minor, currency }: Money): string {
  const exponent = exponentOf(currency);
  const sign = minor < 0n ? "-" : "";
  const digits = (minor < 0n ? -minor : minor).toString().padStart(exponent + 1, "0");
  if (exponent === 0) return sign + digits;

  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/**
 * Reads what `formatAmount` writes, and fewer decimals. Never rounds: an amount finer than the
 * currency's minor unit is a problem, not a guess. The problem is a whole sentence.
 */
export function parseAmount(text: string, currency: Currency): ParsedAmount {
  if (!DECIMAL.test(text)) {
    const problem = `"${excerpt(text)}" is not an amount: expected digits such as 1250.00`;
    return { ok: false, problem };
  }

  const exponent = exponentOf(currency);
  const [whole = "", fraction = ""] = text.split(".");
  if (fraction.length > exponent) {
    const problem = `"${excerpt(text)}" has ${fraction.length} decimals, but ${currency} has ${exponent}`;
    return { ok: false, problem };
  }

  // The length is looked at first: ten megabytes of digits take two seconds to become a number.
  const digits = whole + fraction.padEnd(exponent, "0");
  const minor = digits.length > 20 ? null : BigInt(digits);
  if (minor === null || minor > MAX_AMOUNT_MINOR || minor < -MAX_AMOUNT_MINOR) {
    const limit = formatAmount(money(MAX_AMOUNT_MINOR, currency));
    return { ok: false, problem: `"${excerpt(text)}" is beyond the limit of ${limit} ${currency}` };
  }
  return { ok: true, money: money(minor, currency) };
}

/**
 * The quotient as a whole number. All modes treat signs alike: a reversal rounds to exactly minus
 * what was paid. Throws a RangeError when the denominator is 0.
 */
export function divideRounded(numerator: bigint, denominator: bigint, mode: RoundingMode): bigint {
  if (denominator === 0n) throw new RangeError("division by zero");

  const negative = numerator < 0n !== denominator < 0n;
  const dividend = numerator < 0n ? -numerator : numerator;
  const divisor = denominator < 0n ? -denominator : denominator;
  const quotient = dividend / divisor;
  const rounded = roundsAway(quotient, dividend % divisor, divisor, mode)
    ? quotient + 1n
    : quotient;
  return negative ? -rounded : rounded;
}

function roundsAway(quotient: bigint, rest: bigint, divisor: bigint, mode: RoundingMode): boolean {
  if (mode === "down") return false;

  const twice = rest * 2n;
  if (twice !== divisor) return twice > divisor;
  return mode === "half_up" || quotient % 2n === 1n;
}

function sameCurrency(left: Money, right: Money): Money {
  if (left.currency === right.currency) return right;
  throw new RangeError(`${left.currency} and ${right.currency} do not add up without a rate`);
}

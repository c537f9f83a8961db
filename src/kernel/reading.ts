import { isCurrency } from "./currency.ts";
import type { Id, Prefix } from "./ids.ts";
import { idOf, parseId } from "./ids.ts";
import { parseAmount } from "./money.ts";
import type { Money } from "./money.ts";
import type { Refusal } from "./refusal.ts";
import { refuse } from "./refusal.ts";
import { excerpt, normaliseText } from "./text.ts";

/** A part of the input as it was read, or the sentence that says what is wrong with it. */
export type ReadPart<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: string };

const NOBODYS_UUID = "00000000-0000-0000-0000-000000000000";

/**
 * Reads an input field by field and keeps every problem with its path, so that the caller hears
 * of all of them at once. Values read after a problem are placeholders: look at `problems` first.
 */
export class InputReader {
  readonly problems: Refusal[] = [];

  /** Notes a problem with one field. The message names the field and says what would help. */
  report(path: readonly (string | number)[], problem: string): void {
    this.problems.push(refuse("VALIDATION_FAILED", `${path.join(".")} ${problem}`, { path }));
  }

  /** A text that must be there: trimmed, composed, without control characters. */
  text(
    path: readonly string[],
    given: string | null | undefined,
    maxLength: number,
    lines: "one" | "many" = "one",
  ): string {
    const text = this.optionalText(path, given, maxLength, lines);
    if (text === null && !this.#hasProblem(path)) this.report(path, "is missing");
    return text ?? "";
  }

  /** A text that may be left out; blank counts as left out. */
  optionalText(
    path: readonly string[],
    given: string | null | undefined,
    maxLength: number,
    lines: "one" | "many" = "one",
  ): string | null {
    if (given === null || given === undefined || given.trim() === "") return null;
    const read = normaliseText(given, { maxLength, lines });
    if (read.ok) return read.text;
    this.report(path, read.problem);
    return null;
  }

  /** An id of one kind; its placeholder is well-formed and names nothing. */
  id<P extends Prefix>(path: readonly (string | number)[], prefix: P, given: string): Id<P> {
    return this.optionalId(path, prefix, given) ?? idOf(prefix, NOBODYS_UUID);
  }

  /** An id that may be left out. */
  optionalId<P extends Prefix>(
    path: readonly (string | number)[],
    prefix: P,
    given: string | null | undefined,
  ): Id<P> | null {
    if (given === null || given === undefined) return null;
    const parsed = parseId(prefix, given);
    if (parsed.ok) return parsed.id;
    this.report(path, `is wrong: ${parsed.problem}`);
    return null;
  }

  /** Several ids of one kind, each once, in their order; none where it was left out. */
  ids<P extends Prefix>(
    path: readonly string[],
    prefix: P,
    given: readonly string[] | null | undefined,
    most: number,
  ): readonly Id<P>[] {
    const named = given ?? [];
    if (named.length > most) this.report(path, `may name ${most}, got ${named.length}`);
    const ids = named
      .slice(0, most)
      .map((text, index) => this.id([...path, String(index)], prefix, text));
    return [...new Set(ids)].toSorted();
  }

  /** A field that a function of its own reads; null where it was left out or wrong. */
  optional<Given, Value>(
    path: readonly (string | number)[],
    given: Given | null | undefined,
    read: (given: Given) => ReadPart<Value>,
  ): Value | null {
    if (given === null || given === undefined) return null;
    const part = read(given);
    if (part.ok) return part.value;
    this.report(path, part.problem);
    return null;
  }

  #hasProblem(path: readonly string[]): boolean {
    return this.problems.some((problem) => problem.path?.join(".") === path.join("."));
  }
}

/** Reads an amount that somebody typed: any currency, 0 or more. */
export function readAmount(given: {
  readonly amount: string;
  readonly currency: string;
}): ReadPart<Money> {
  const currency = given.currency.trim().toUpperCase();
  if (!isCurrency(currency)) {
    return {
      ok: false,
      problem: `has no known currency: "${excerpt(given.currency)}"; expected a code of ISO 4217 such as EUR`,
    };
  }
  const parsed = parseAmount(given.amount.trim(), currency);
  if (!parsed.ok) return { ok: false, problem: `is wrong: ${parsed.problem}` };
  if (parsed.money.minor < 0n) return { ok: false, problem: "is negative; expected 0 or more" };
  return { ok: true, value: parsed.money };
}

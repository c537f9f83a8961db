import { Field, InputType, Int } from "type-graphql";

import { money, readAmount } from "../../kernel/index.ts";
import type { InputReader } from "../../kernel/index.ts";
import { MoneyInput } from "../../platform/graphql/index.ts";
import { BRACKETS } from "../domain/accelerator.ts";
import type {
  Accelerator,
  AcceleratorKind,
  AcceleratorMeasure,
  AmountBracket,
  Bracket,
} from "../domain/accelerator.ts";
import type { CapWindow } from "../domain/cap-terms.ts";
import { readMultiplier } from "../domain/tier-multipliers.ts";

import {
  AcceleratorKindEnum,
  AcceleratorMeasureEnum,
  AcceleratorPeriodEnum,
} from "./accelerator.type.ts";

@InputType("AcceleratorBracketInput", {
  description:
    "From which of a partner's leads on, or above what its deals are worth together, how much of what the rule pays",
})
export class AcceleratorBracketInput {
  @Field(() => Int, {
    nullable: true,
    description:
      "Where leads are counted, the lead with which it begins: 1 in the first one, more in each that follows; left out otherwise",
  })
  fromLead?: number | null;

  @Field(() => MoneyInput, {
    nullable: true,
    description:
      "Where deals count by what they are worth, above which sum it begins, in the program's currency: 0 in the first one, more in each that follows; left out otherwise",
  })
  aboveAmount?: MoneyInput | null;

  @Field(() => String, {
    description:
      'A factor of more than 0, up to 100, with up to six decimals, more than the one before; for example "1.2"',
  })
  multiplier: string;
}

@InputType("AcceleratorInput", {
  description:
    "How a rule pays a partner more, the more leads of its own reach the milestone in a period, or the more its deals are worth",
})
export class AcceleratorInput {
  @Field(() => AcceleratorKindEnum, { description: "For which leads a bracket counts" })
  kind: AcceleratorKind;

  @Field(() => AcceleratorMeasureEnum, {
    defaultValue: "LEADS",
    description:
      "By what a partner comes from one bracket to the next; AMOUNT of a PERCENT_OF_DEAL",
  })
  measure: AcceleratorMeasure;

  @Field(() => AcceleratorPeriodEnum, { description: "In which time leads are counted" })
  period: CapWindow;

  @Field(() => [AcceleratorBracketInput], {
    description: `${BRACKETS.fewest} to ${BRACKETS.most} brackets; the last one has no end`,
  })
  brackets: AcceleratorBracketInput[];
}

type Path = readonly (string | number)[];

/** Brackets that begin with the first lead, or with nothing, and rise, each by where it begins and by what it pays. */
export function readAccelerator(
  reader: InputReader,
  path: Path,
  { kind, measure, period, brackets: given }: AcceleratorInput,
  isPercent: boolean,
): Accelerator {
  const { fewest, most } = BRACKETS;
  if (given.length < fewest || given.length > most)
    reader.report([...path, "brackets"], `must be ${fewest} to ${most}, got ${given.length}`);
  if (measure === "AMOUNT" && !isPercent)
    reader.report([...path, "measure"], "is LEADS where no part of a deal is paid");
  const brackets = given.slice(0, most);
  const at = (index: number): Path => [...path, "brackets", index];
  const multipliers = brackets.map(
    ({ multiplier }, index) =>
      reader.optional([...at(index), "multiplier"], multiplier, readMultiplier) ?? 0n,
  );
  for (const [index, multiplierPpm] of multipliers.entries())
    reportLess(reader, at(index), multiplierPpm, multipliers[index - 1] ?? null);
  if (measure === "LEADS")
    return {
      ...{ measure, kind, period },
      brackets: readLeads(reader, at, brackets, multipliers),
    };
  const amounts = readAmounts(reader, at, brackets);
  // where they are in several, one is in another than the program's, and is told there
  const currency = oneOf(amounts.map((each) => each.currency));
  if (currency === null)
    reader.report([...path, "brackets"], "are in several currencies: give all in the program's");
  return {
    ...{ measure, kind, period, currency: currency ?? "EUR" },
    brackets: amounts.map(({ minor }, index): AmountBracket => ({
      ...{ aboveMinor: minor, multiplierPpm: multipliers[index] ?? 0n },
    })),
  };
}

const oneOf = <Value>(values: readonly Value[]): Value | null =>
  new Set(values).size === 1 ? (values[0] ?? null) : null;

function readLeads(
  reader: InputReader,
  at: (index: number) => Path,
  brackets: readonly AcceleratorBracketInput[],
  multipliers: readonly bigint[],
): readonly Bracket[] {
  return brackets.map(({ fromLead, aboveAmount }, index) => {
    const path = [...at(index), "fromLead"];
    const before = brackets[index - 1]?.fromLead ?? null;
    if (aboveAmount) reader.report([...at(index), "aboveAmount"], "is not of LEADS: leave it out");
    if (typeof fromLead !== "number") {
      reader.report(path, "is missing: the lead with which the bracket begins");
      return { fromUnit: 0, multiplierPpm: multipliers[index] ?? 0n };
    }
    if (index === 0 && fromLead !== 1)
      reader.report(path, `must be 1 in the first bracket, got ${fromLead}`);
    if (before !== null && fromLead <= before)
      reader.report(path, `must be more than in the bracket before, ${before}`);
    if (fromLead > BRACKETS.lastFrom)
      reader.report(path, `must be ${BRACKETS.lastFrom} at most, got ${fromLead}`);
    return { fromUnit: fromLead, multiplierPpm: multipliers[index] ?? 0n };
  });
}

function readAmounts(
  reader: InputReader,
  at: (index: number) => Path,
  brackets: readonly AcceleratorBracketInput[],
) {
  const amounts = brackets.map(({ fromLead, aboveAmount }, index) => {
    const path = [...at(index), "aboveAmount"];
    if (typeof fromLead === "number")
      reader.report([...at(index), "fromLead"], "is not of AMOUNT: leave it out");
    if (!aboveAmount) reader.report(path, "is missing: the sum above which the bracket begins");
    return reader.optional(path, aboveAmount, readAmount) ?? money(0n, "EUR");
  });
  for (const [index, { minor }] of amounts.entries()) {
    const path = [...at(index), "aboveAmount"];
    const before = amounts[index - 1]?.minor ?? null;
    if (before === null && minor !== 0n) reader.report(path, "must be 0 in the first bracket");
    if (before !== null && minor <= before && brackets[index]?.aboveAmount)
      reader.report(path, "must be more than in the bracket before");
  }
  return amounts;
}

function reportLess(
  reader: InputReader,
  path: Path,
  multiplierPpm: bigint,
  before: bigint | null,
): void {
  if (before === null || multiplierPpm === 0n || multiplierPpm > before) return;
  reader.report(
    [...path, "multiplier"],
    "must be more than in the bracket before: who brings more is not paid less",
  );
}

import { Field, InputType, Int } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import { BRACKETS } from "../domain/accelerator.ts";
import type { Accelerator, AcceleratorKind, Bracket } from "../domain/accelerator.ts";
import type { CapWindow } from "../domain/cap-terms.ts";
import { readMultiplier } from "../domain/tier-multipliers.ts";

import { AcceleratorKindEnum, AcceleratorPeriodEnum } from "./accelerator.type.ts";

@InputType("AcceleratorBracketInput", {
  description: "From which of a partner's leads on how much of what the rule pays",
})
export class AcceleratorBracketInput {
  @Field(() => Int, {
    description: "The lead with which it begins: 1 in the first one, more in each that follows",
  })
  fromLead: number;

  @Field(() => String, {
    description:
      'A factor of more than 0, up to 100, with up to six decimals, more than the one before; for example "1.2"',
  })
  multiplier: string;
}

@InputType("AcceleratorInput", {
  description:
    "How a rule pays a partner more, the more leads of its own reach the milestone in a period",
})
export class AcceleratorInput {
  @Field(() => AcceleratorKindEnum, { description: "For which leads a bracket counts" })
  kind: AcceleratorKind;

  @Field(() => AcceleratorPeriodEnum, { description: "In which time leads are counted" })
  period: CapWindow;

  @Field(() => [AcceleratorBracketInput], {
    description: `${BRACKETS.fewest} to ${BRACKETS.most} brackets; the last one has no end`,
  })
  brackets: AcceleratorBracketInput[];
}

/** Brackets that begin with the first lead and rise, each by where it begins and by what it pays. */
export function readAccelerator(
  reader: InputReader,
  path: readonly (string | number)[],
  { kind, period, brackets: given }: AcceleratorInput,
): Accelerator {
  const { fewest, most } = BRACKETS;
  if (given.length < fewest || given.length > most)
    reader.report([...path, "brackets"], `must be ${fewest} to ${most}, got ${given.length}`);
  const brackets = given.slice(0, most).map(({ fromLead, multiplier }, index): Bracket => ({
    fromUnit: fromLead,
    multiplierPpm:
      reader.optional([...path, "brackets", index, "multiplier"], multiplier, readMultiplier) ?? 0n,
  }));
  for (const [index, bracket] of brackets.entries())
    reportFalling(reader, [...path, "brackets", index], bracket, brackets[index - 1] ?? null);
  return { kind, period, brackets };
}

function reportFalling(
  reader: InputReader,
  path: readonly (string | number)[],
  { fromUnit, multiplierPpm }: Bracket,
  before: Bracket | null,
): void {
  const at = [...path, "fromLead"];
  if (before === null && fromUnit !== 1)
    reader.report(at, `must be 1 in the first bracket, got ${fromUnit}`);
  if (before && fromUnit <= before.fromUnit)
    reader.report(at, `must be more than in the bracket before, ${before.fromUnit}`);
  if (fromUnit > BRACKETS.lastFrom)
    reader.report(at, `must be ${BRACKETS.lastFrom} at most, got ${fromUnit}`);
  if (before && multiplierPpm !== 0n && multiplierPpm <= before.multiplierPpm)
    reader.report(
      [...path, "multiplier"],
      "must be more than in the bracket before: who brings more is not paid less",
    );
}

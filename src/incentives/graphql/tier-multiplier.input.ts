import { Field, ID, InputType } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import { MOST_TIERS, readMultiplier } from "../domain/tier-multipliers.ts";
import type { TierMultiplierDrafted } from "../domain/tier-multipliers.ts";

@InputType("TierMultiplierInput", {
  description: "How much of what the rules pay a partner on a tier has",
})
export class TierMultiplierInput {
  @Field(() => ID, { description: "The tier, tir_…; once in a version" })
  tierId: string;

  @Field(() => String, {
    description: 'A factor of more than 0, up to 100, with up to six decimals, for example "1.2"',
  })
  multiplier: string;
}

export function readMultipliers(
  reader: InputReader,
  given: readonly TierMultiplierInput[],
): readonly TierMultiplierDrafted[] {
  if (given.length > MOST_TIERS)
    reader.report(["tierMultipliers"], `may hold ${MOST_TIERS}, got ${given.length}`);
  const tiers = given.map(({ tierId }) => tierId);
  return given.slice(0, MOST_TIERS).map(({ tierId, multiplier }, index) => {
    const path = ["tierMultipliers", index];
    if (tiers.indexOf(tierId) < index) reader.report([...path, "tierId"], "is there twice");
    return {
      tierId: reader.id([...path, "tierId"], "tir", tierId),
      multiplierPpm: reader.optional([...path, "multiplier"], multiplier, readMultiplier) ?? 1n,
    };
  });
}

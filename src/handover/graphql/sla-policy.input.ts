import { Field, ID, InputType, Int } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import { payloadOf } from "../../platform/graphql/index.ts";
import type { UserError } from "../../platform/graphql/index.ts";
import type { Answer } from "../../platform/reading/index.ts";
import { DEFAULT_TERMS, LEAST_HELD_BACK, MOST_HELD_BACK } from "../domain/sla-policy.ts";
import type { ClockKind, Consequence, SlaPolicySettings, SlaTerms } from "../domain/sla-policy.ts";
import type { UpdateSlaPolicy } from "../update-sla-policy.ts";

import { ClockKindEnum, ConsequenceEnum, SlaPolicyType } from "./sla-policy.type.ts";

/** Ten years. */
const LONGEST = 5_256_000;
const MOST_WARNINGS = 10;
const LATEST_WARNING = 1_000;

/** What a policy says, as far as it is said. */
@InputType()
abstract class SlaTermsFields {
  @Field(() => Boolean, {
    nullable: true,
    description: "Whether minutes of the program's business hours count alone; else all do",
  })
  inBusinessHours?: boolean | null;

  @Field(() => [Int], {
    nullable: true,
    description: `At which per cent of the target it warns, up to ${MOST_WARNINGS} of 1 to ${LATEST_WARNING}; 50, 100 and 200 if a new one says none`,
  })
  warnAtPercent?: number[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "Whether the clock rests while the lead's partner is asked; true of a new one",
  })
  restsForPartner?: boolean | null;

  @Field(() => ConsequenceEnum, {
    nullable: true,
    description:
      "What happens when it has run out; ESCALATE of a new one. Of ACCEPTANCE it can be AUTO_ACCEPT, of CONVERSION all others",
  })
  consequence?: Consequence | null;

  @Field(() => Int, {
    nullable: true,
    description: `With AUTO_ACCEPT, and only then: how many per cent of the leads wait for a person all the same, ${LEAST_HELD_BACK} to ${MOST_HELD_BACK}; those that others claim as well are hidden among them`,
  })
  heldBackPercent?: number | null;
}

@InputType("CreateSlaPolicyInput", {
  description: "In which time the vendor answers or moves leads",
})
export class CreateSlaPolicyInput extends SlaTermsFields {
  @Field(() => String, { description: "Its name, up to 100 characters; no two have the same" })
  name: string;

  @Field(() => ClockKindEnum, { description: "For which clocks" })
  clock: ClockKind;

  @Field(() => ID, {
    nullable: true,
    description: "For leads of one program, prg_…; all if left out",
  })
  programId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: "For leads of partners of one tier, tir_…; all if left out",
  })
  tierId?: string | null;

  @Field(() => Int, { description: `In how many minutes, 1 to ${LONGEST}` })
  targetMinutes: number;
}

@InputType("UpdateSlaPolicyInput", { description: "Changes of a policy: what is left out stays" })
export class UpdateSlaPolicyInput extends SlaTermsFields {
  @Field(() => ID, { description: "The policy, sla_…" })
  slaPolicyId: string;

  @Field(() => Int, {
    description: "The policy's version as it was read; refused if it has another by now",
  })
  expectedVersion: number;

  @Field(() => String, { nullable: true, description: "Its name, up to 100 characters" })
  name?: string | null;

  @Field(() => Int, { nullable: true, description: `In how many minutes, 1 to ${LONGEST}` })
  targetMinutes?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "True: no clock begins by it any more; false: clocks do again",
  })
  isRetired?: boolean | null;
}

/** What every mutation of one policy answers. */
export interface SlaPolicyPayload {
  readonly slaPolicy: Answer;
  readonly errors: readonly UserError[];
}

const payloadType = (verb: string) => payloadOf(verb, "slaPolicy", () => SlaPolicyType, "policy");
export const CreateSlaPolicyPayload = payloadType("createSlaPolicy");
export const UpdateSlaPolicyPayload = payloadType("updateSlaPolicy");

export function readCreateSlaPolicy(
  reader: InputReader,
  input: CreateSlaPolicyInput,
): SlaPolicySettings {
  const { targetMinutes } = input;
  return {
    ...DEFAULT_TERMS,
    targetMinutes,
    ...readTerms(reader, input),
    name: reader.text(["name"], input.name, 100),
    clock: input.clock,
    programId: reader.optionalId(["programId"], "prg", input.programId),
    tierId: reader.optionalId(["tierId"], "tir", input.tierId),
  };
}

export function readUpdateSlaPolicy(
  reader: InputReader,
  input: UpdateSlaPolicyInput,
): UpdateSlaPolicy {
  const changes = readTerms(reader, input);
  const name = reader.optionalText(["name"], input.name, 100);
  const isRetired = input.isRetired ?? null;
  if (Object.keys(changes).length === 0 && name === null && isRetired === null)
    reader.report(["slaPolicyId"], "comes with nothing to change");
  return {
    slaPolicyId: reader.id(["slaPolicyId"], "sla", input.slaPolicyId),
    expectedVersion: input.expectedVersion,
    name,
    isRetired,
    changes,
  };
}

/** All terms that an input says, each within its bounds. */
function readTerms(
  reader: InputReader,
  input: SlaTermsFields & { readonly targetMinutes?: number | null },
): Partial<SlaTerms> {
  const { targetMinutes, inBusinessHours, warnAtPercent, restsForPartner } = input;
  const { consequence, heldBackPercent } = input;
  if (typeof targetMinutes === "number" && (targetMinutes < 1 || targetMinutes > LONGEST))
    reader.report(["targetMinutes"], `must be 1 to ${LONGEST}, got ${targetMinutes}`);
  const isShare =
    typeof heldBackPercent !== "number" ||
    (heldBackPercent >= LEAST_HELD_BACK && heldBackPercent <= MOST_HELD_BACK);
  if (!isShare)
    reader.report(
      ["heldBackPercent"],
      `must be ${LEAST_HELD_BACK} to ${MOST_HELD_BACK}, got ${heldBackPercent}`,
    );
  return {
    ...(typeof targetMinutes === "number" ? { targetMinutes } : {}),
    ...(typeof inBusinessHours === "boolean" ? { inBusinessHours } : {}),
    ...(warnAtPercent ? { warnAt: readWarnings(reader, warnAtPercent) } : {}),
    ...(typeof restsForPartner === "boolean" ? { restsForPartner } : {}),
    ...(consequence ? { consequence } : {}),
    ...(typeof heldBackPercent === "number" ? { heldBackPercent } : {}),
  };
}

/** In order, each once. */
function readWarnings(reader: InputReader, given: readonly number[]): readonly number[] {
  if (given.length > MOST_WARNINGS)
    reader.report(["warnAtPercent"], `may hold ${MOST_WARNINGS}, got ${given.length}`);
  const listed = given.slice(0, MOST_WARNINGS);
  for (const [index, percent] of listed.entries())
    if (percent < 1 || percent > LATEST_WARNING)
      reader.report(
        ["warnAtPercent", String(index)],
        `must be 1 to ${LATEST_WARNING}, got ${percent}`,
      );
  return [...new Set(listed)].toSorted((one, other) => one - other);
}

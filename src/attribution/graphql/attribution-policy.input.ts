import { Field, ID, InputType, Int } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import { payloadOf } from "../../platform/graphql/index.ts";
import type { UserError } from "../../platform/graphql/index.ts";
import type { Answer } from "../../platform/reading/index.ts";
import type { AttributionModel, TouchRole } from "../domain/models.ts";
import type { PutAttributionPolicyInForce } from "../put-attribution-policy-in-force.ts";
import type { SaveAttributionPolicy } from "../save-attribution-policy.ts";

import { AttributionModelEnum, AttributionPolicyType } from "./attribution-policy.type.ts";
import { TouchRoleEnum } from "./touchpoint.type.ts";

/** Ten years. */
const MOST_DAYS = 3650;
const MOST_WEIGHT = 1000;
const MOST_WEIGHTS = 5;
const HALF_LIFE_DAYS = 30;
const LOCK_DAYS = 14;
const MOST_LOCK_DAYS = 365;

@InputType("RoleWeightInput", { description: "What a touch in a role weighs" })
export class RoleWeightInput {
  @Field(() => TouchRoleEnum, { description: "The role" })
  role: TouchRole;

  @Field(() => Int, { description: `How much, 1 to ${MOST_WEIGHT}` })
  weight: number;
}

@InputType("SaveAttributionPolicyInput", {
  description: "To whom the leads of a program are owed",
})
export class SaveAttributionPolicyInput {
  @Field(() => ID, { description: "The program, prg_…" })
  programId: string;

  @Field(() => AttributionModelEnum, { description: "How it is spread" })
  model: AttributionModel;

  @Field(() => Int, {
    defaultValue: HALF_LIFE_DAYS,
    description: `TIME_DECAY: after how many days a touch weighs half as much, 1 to ${MOST_DAYS}`,
  })
  halfLifeDays: number;

  @Field(() => Int, {
    nullable: true,
    description: `Of how many days before the SQL touches count, 1 to ${MOST_DAYS}; all if left out`,
  })
  windowDays?: number | null;

  @Field(() => Int, {
    defaultValue: LOCK_DAYS,
    description: `After how many days what was settled is locked, 0 to ${MOST_LOCK_DAYS}`,
  })
  lockDays: number;

  @Field(() => [RoleWeightInput], {
    nullable: true,
    description: "With ROLE_WEIGHTED, and only then: each role that weighs something, once",
  })
  roleWeights?: RoleWeightInput[] | null;
}

@InputType("PutAttributionPolicyInForceInput", {
  description: "Which policy counts from now on",
})
export class PutAttributionPolicyInForceInput {
  @Field(() => ID, { description: "The policy, atp_…, drafted by somebody else" })
  attributionPolicyId: string;
}

/** What every mutation of one policy answers. */
export interface AttributionPolicyPayload {
  readonly attributionPolicy: Answer;
  readonly errors: readonly UserError[];
}

const payloadType = (verb: string) =>
  payloadOf(verb, "attributionPolicy", () => AttributionPolicyType, "policy");
export const SaveAttributionPolicyPayload = payloadType("saveAttributionPolicy");
export const PutAttributionPolicyInForcePayload = payloadType("putAttributionPolicyInForce");

export function readSaveAttributionPolicy(
  reader: InputReader,
  input: SaveAttributionPolicyInput,
): SaveAttributionPolicy {
  const { model, halfLifeDays } = input;
  const windowDays = input.windowDays ?? null;
  for (const [name, days] of Object.entries({ halfLifeDays, windowDays }))
    if (days !== null && (days < 1 || days > MOST_DAYS))
      reader.report([name], `must be 1 to ${MOST_DAYS}, got ${days}`);
  if (input.lockDays < 0 || input.lockDays > MOST_LOCK_DAYS)
    reader.report(["lockDays"], `must be 0 to ${MOST_LOCK_DAYS}, got ${input.lockDays}`);
  return {
    programId: reader.id(["programId"], "prg", input.programId),
    model,
    halfLifeDays,
    windowDays,
    lockDays: input.lockDays,
    roleWeights: readWeights(reader, model, input.roleWeights ?? []),
  };
}

function readWeights(
  reader: InputReader,
  model: AttributionModel,
  given: readonly RoleWeightInput[],
): SaveAttributionPolicy["roleWeights"] {
  if ((model === "ROLE_WEIGHTED") !== given.length > 0)
    reader.report(["roleWeights"], "goes with ROLE_WEIGHTED, and only with it");
  if (given.length > MOST_WEIGHTS)
    reader.report(["roleWeights"], `may hold ${MOST_WEIGHTS}, got ${given.length}`);
  const weights: Partial<Record<TouchRole, number>> = {};
  for (const [index, { role, weight }] of given.slice(0, MOST_WEIGHTS).entries()) {
    const path = ["roleWeights", String(index)];
    if (weight < 1 || weight > MOST_WEIGHT)
      reader.report([...path, "weight"], `must be 1 to ${MOST_WEIGHT}, got ${weight}`);
    if (weights[role] !== undefined) reader.report([...path, "role"], "is there twice");
    weights[role] = weight;
  }
  return weights;
}

export function readPutInForce(
  reader: InputReader,
  input: PutAttributionPolicyInForceInput,
): PutAttributionPolicyInForce {
  return {
    attributionPolicyId: reader.id(["attributionPolicyId"], "atp", input.attributionPolicyId),
  };
}

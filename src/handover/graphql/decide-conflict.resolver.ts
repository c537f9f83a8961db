import type { GraphQLResolveInfo } from "graphql";
import {
  Arg,
  Ctx,
  Field,
  ID,
  Info,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Resolver,
} from "type-graphql";

import { Needs } from "../../identity/index.ts";
import type { InputReader } from "../../kernel/index.ts";
import type { MoveLeadDeps } from "../../leads/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import {
  Payload,
  perform,
  readWith,
  RequiresIdempotency,
  UserError,
} from "../../platform/graphql/index.ts";
import type { Answer, Reading } from "../../platform/reading/index.ts";
import { ConflictOutcomeEnum, ConflictType, DecisionRuleEnum } from "../../protection/index.ts";
import type { ConflictOutcome, DecisionRule } from "../../protection/index.ts";
import { decideConflict } from "../decide-conflict.ts";
import type { DecideConflict } from "../decide-conflict.ts";

@InputType("DecideConflictInput", { description: "How a conflict ends" })
export class DecideConflictInput {
  @Field(() => ID, { description: "The conflict, cfl_…" })
  conflictId: string;

  @Field(() => Int, { description: "The conflict's version as it was read" })
  expectedVersion: number;

  @Field(() => ConflictOutcomeEnum, { description: "How it ends" })
  outcome: ConflictOutcome;

  @Field(() => DecisionRuleEnum, { description: "By what; both sides are told" })
  rule: DecisionRule;

  @Field(() => Int, {
    nullable: true,
    description:
      "The incumbent's part of a SPLIT in parts per million, 1 to 999,999: of what the two leads have, if a third shares with one of them already",
  })
  incumbentSharePpm?: number | null;

  @Field(() => String, {
    description: "What the decision rests on; for the vendor alone, up to 4,000 characters",
  })
  evidence: string;

  @Field(() => String, {
    nullable: true,
    description: "For the vendor alone, up to 2,000 characters",
  })
  note?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Told to whoever loses or shares, up to 2,000 characters; it must not name anybody else",
  })
  statement?: string | null;
}

@ObjectType("DecideConflictPayload", {
  description: "Result of decideConflict",
  simpleResolvers: true,
})
@Payload()
class DecideConflictPayload {
  @Field(() => ConflictType, {
    nullable: true,
    description: "The conflict as it is now; null where nothing was done",
  })
  conflict: Answer;

  @Field(() => [UserError], { description: "What stood in the way; empty where it was done" })
  errors: readonly UserError[];
}

@Resolver()
export class DecideConflictResolver {
  readonly #deps: MoveLeadDeps;
  readonly #reading: Reading;

  constructor(deps: MoveLeadDeps, reading: Reading) {
    this.#deps = deps;
    this.#reading = reading;
  }

  @Mutation(() => DecideConflictPayload, {
    nullable: true,
    description:
      "Decides whose a prospect is that two leads claim. The decision goes on record; the lead that loses is rejected, or disqualified where it was accepted, and told by which rule; the other may be accepted",
  })
  @Needs("CONFLICTS_RESOLVE")
  @RequiresIdempotency()
  async decideConflict(
    @Arg("input", () => DecideConflictInput, { description: "Which conflict, and how it ends" })
    input: DecideConflictInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<DecideConflictPayload> {
    const read = readWith((reader) => readDecideConflict(reader, input));
    const verb = decideConflict(this.#deps);
    const { database } = this.#deps;
    const { outcome, errors } = await perform(database, context, info, input, read, verb);
    return { conflict: this.#reading.answer(outcome?.conflictId ?? null), errors };
  }
}

function readDecideConflict(reader: InputReader, input: DecideConflictInput): DecideConflict {
  const ppm = input.incumbentSharePpm ?? null;
  if (ppm !== null && (ppm < 1 || ppm > 999_999))
    reader.report(["incumbentSharePpm"], `must be 1 to 999,999, got ${ppm}`);
  return {
    conflictId: reader.id(["conflictId"], "cfl", input.conflictId),
    expectedVersion: input.expectedVersion,
    outcome: input.outcome,
    rule: input.rule,
    incumbentSharePpm: ppm,
    evidence: reader.text(["evidence"], input.evidence, 4_000, "many"),
    note: reader.optionalText(["note"], input.note, 2_000, "many"),
    statement: reader.optionalText(["statement"], input.statement, 2_000, "many"),
  };
}

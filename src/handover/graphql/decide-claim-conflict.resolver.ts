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
import { ClaimConflictType, ClaimOutcomeEnum, DecisionRuleEnum } from "../../protection/index.ts";
import type { ClaimOutcome, DecisionRule } from "../../protection/index.ts";
import { decideClaimConflict } from "../decide-claim-conflict.ts";
import type { DecideClaimConflict } from "../decide-claim-conflict.ts";

@InputType("DecideClaimConflictInput", {
  description: "How a conflict of a lead with a claim of the vendor's own ends",
})
export class DecideClaimConflictInput {
  @Field(() => ID, { description: "The conflict, clc_…" })
  claimConflictId: string;

  @Field(() => Int, { description: "The conflict's version as it was read" })
  expectedVersion: number;

  @Field(() => ClaimOutcomeEnum, { description: "How it ends" })
  outcome: ClaimOutcome;

  @Field(() => DecisionRuleEnum, { description: "By what; the lead's partner is told if it loses" })
  rule: DecisionRule;

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
      "Told to the lead's partner if it loses, up to 2,000 characters; it must not name anybody",
  })
  statement?: string | null;
}

@ObjectType("DecideClaimConflictPayload", {
  description: "Result of decideClaimConflict",
  simpleResolvers: true,
})
@Payload()
class DecideClaimConflictPayload {
  @Field(() => ClaimConflictType, {
    nullable: true,
    description: "The conflict as it is now; null where nothing was done",
  })
  claimConflict: Answer;

  @Field(() => [UserError], { description: "What stood in the way; empty where it was done" })
  errors: readonly UserError[];
}

@Resolver()
export class DecideClaimConflictResolver {
  readonly #deps: MoveLeadDeps;
  readonly #reading: Reading;

  constructor(deps: MoveLeadDeps, reading: Reading) {
    this.#deps = deps;
    this.#reading = reading;
  }

  @Mutation(() => DecideClaimConflictPayload, {
    nullable: true,
    description:
      "Decides whose a prospect is that a lead claims, and the vendor claims for itself from before; on record. A lead that loses is rejected, or disqualified where it was accepted. That the vendor retains it is for somebody else than the claimant to decide",
  })
  @Needs("CONFLICTS_RESOLVE")
  @RequiresIdempotency()
  async decideClaimConflict(
    @Arg("input", () => DecideClaimConflictInput, {
      description: "Which conflict, and how it ends",
    })
    input: DecideClaimConflictInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<DecideClaimConflictPayload> {
    const read = readWith((reader) => readDecision(reader, input));
    const verb = decideClaimConflict(this.#deps);
    const { database } = this.#deps;
    const { outcome, errors } = await perform(database, context, info, input, read, verb);
    return { claimConflict: this.#reading.answer(outcome?.claimConflictId ?? null), errors };
  }
}

function readDecision(reader: InputReader, input: DecideClaimConflictInput): DecideClaimConflict {
  return {
    claimConflictId: reader.id(["claimConflictId"], "clc", input.claimConflictId),
    expectedVersion: input.expectedVersion,
    outcome: input.outcome,
    rule: input.rule,
    evidence: reader.text(["evidence"], input.evidence, 4_000, "many"),
    note: reader.optionalText(["note"], input.note, 2_000, "many"),
    statement: reader.optionalText(["statement"], input.statement, 2_000, "many"),
  };
}

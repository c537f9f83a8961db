import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, Field, Info, InputType, Mutation, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import type { InputReader } from "../../kernel/index.ts";
import type { LeadMutations } from "../../leads/index.ts";
import { leadPayloadType, MoveLeadFields, readMove } from "../../leads/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { dismissAppeal, upholdAppeal } from "../decide-appeal.ts";
import type { DecideAppeal, UpholdAppealDeps } from "../decide-appeal.ts";

@InputType()
abstract class DecideAppealFields extends MoveLeadFields {
  @Field(() => String, {
    nullable: true,
    description: "For the vendor alone, up to 2,000 characters",
  })
  note?: string | null;
}

@InputType("UpholdAppealInput", { description: "A lead whose partner is right" })
export class UpholdAppealInput extends DecideAppealFields {}

@InputType("DismissAppealInput", { description: "A lead whose decision stands" })
export class DismissAppealInput extends DecideAppealFields {}

const UpholdAppealPayload = leadPayloadType("UpholdAppealPayload", "upholdAppeal");
const DismissAppealPayload = leadPayloadType("DismissAppealPayload", "dismissAppeal");

@Resolver()
export class DecideAppealResolver {
  readonly #deps: UpholdAppealDeps;
  readonly #mutations: LeadMutations;

  constructor(deps: UpholdAppealDeps, mutations: LeadMutations) {
    this.#deps = deps;
    this.#mutations = mutations;
  }

  @Mutation(() => UpholdAppealPayload, {
    nullable: true,
    description:
      "Decides an appeal for the partner: the lead is in review again, with its claim as it was, and is compared anew; one that was passed on comes back in a new lead. Not by whoever took part in the decision",
  })
  @Needs("CONFLICTS_RESOLVE")
  upholdAppeal(
    @Arg("input", () => UpholdAppealInput, { description: "Which lead" }) input: UpholdAppealInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#mutations.run(context, info, input, readDecideAppeal, upholdAppeal(this.#deps));
  }

  @Mutation(() => DismissAppealPayload, {
    nullable: true,
    description:
      "Decides an appeal against the partner: the lead stays closed. Not by whoever took part in the decision",
  })
  @Needs("CONFLICTS_RESOLVE")
  dismissAppeal(
    @Arg("input", () => DismissAppealInput, { description: "Which lead" })
    input: DismissAppealInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#mutations.run(context, info, input, readDecideAppeal, dismissAppeal(this.#deps));
  }
}

function readDecideAppeal(reader: InputReader, input: DecideAppealFields): DecideAppeal {
  return {
    ...readMove(reader, input),
    note: reader.optionalText(["note"], input.note, 2_000, "many"),
  };
}

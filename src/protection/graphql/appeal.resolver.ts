import type { GraphQLResolveInfo } from "graphql";
import {
  Arg,
  Args,
  Ctx,
  FieldResolver,
  Info,
  InputType,
  Mutation,
  Query,
  Resolver,
} from "type-graphql";

import { Needs } from "../../identity/index.ts";
import type { LeadMutations, MoveLeadDeps } from "../../leads/index.ts";
import { leadPayloadType, LeadType, MoveLeadFields } from "../../leads/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { PageArgs } from "../../platform/graphql/index.ts";
import { ascending, readWithItsObject } from "../../platform/reading/index.ts";
import type { Reading } from "../../platform/reading/index.ts";
import { appealDecision } from "../appeal-decision.ts";

import { AppealConnection, AppealStateEnum, AppealType } from "./appeal.type.ts";
import { readSaid } from "./protection.input.ts";

@InputType("AppealDecisionInput", {
  description:
    "A lead that was closed by a decision its partner disagrees with; comment is required and says on what grounds",
})
export class AppealDecisionInput extends MoveLeadFields {}

const AppealDecisionPayload = leadPayloadType("AppealDecisionPayload", "appealDecision");

export interface AppealResolverDeps {
  readonly moving: MoveLeadDeps;
  readonly mutations: LeadMutations;
  readonly reading: Reading;
}

@Resolver(() => AppealType)
export class AppealResolver {
  readonly #deps: AppealResolverDeps;

  constructor(deps: AppealResolverDeps) {
    this.#deps = deps;
  }

  @Query(() => AppealConnection, {
    nullable: true,
    description: "The appeals, the oldest first; a partner sees its own",
  })
  @Needs("LEADS_READ")
  appeals(
    @Arg("state", () => AppealStateEnum, {
      nullable: true,
      description: "Only those that stand here; all where left out",
    })
    given: string | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const state = given ?? null;
    return this.#deps.reading.page(context, info, {
      name: "appeals",
      type: "Appeal",
      args,
      order: [ascending("openedAt"), ascending("id")],
      filter: state,
      where: (column) => (state === null ? sql`true` : sql`${column("state")} = ${state}::text`),
    });
  }

  @Mutation(() => AppealDecisionPayload, {
    nullable: true,
    description:
      "The partner appeals the decision that rejected or disqualified its lead, or let it expire: once, within the program's days. Somebody who took no part decides",
  })
  @Needs("LEADS_WRITE")
  appealDecision(
    @Arg("input", () => AppealDecisionInput, { description: "Which lead, and on what grounds" })
    input: AppealDecisionInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { moving, mutations } = this.#deps;
    const read = readSaid("on what grounds you appeal");
    return mutations.run(context, info, input, read, appealDecision(moving));
  }

  @FieldResolver(() => LeadType, { nullable: true, description: "The lead that was closed" })
  lead(): never {
    return readWithItsObject();
  }
}

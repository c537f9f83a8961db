import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, FieldResolver, Info, Mutation, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import type { CorrectLeadDeps, LeadMutations } from "../../leads/index.ts";
import { leadPayloadType, LeadType } from "../../leads/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { PageArgs } from "../../platform/graphql/index.ts";
import { readWithItsObject } from "../../platform/reading/index.ts";
import { answerRequest } from "../answer-request.ts";
import { requestInformation } from "../request-information.ts";

import {
  AnswerRequestInput,
  readAnswerRequest,
  readRequestInformation,
  RequestInformationInput,
} from "./information-request.input.ts";
import { InformationRequestConnection } from "./information-request.type.ts";

const RequestInformationPayload = leadPayloadType(
  "RequestInformationPayload",
  "requestInformation",
);
const AnswerRequestPayload = leadPayloadType("AnswerRequestPayload", "answerRequest");

/** What sales asks, and what the partner answers. */
@Resolver(() => LeadType)
export class InformationRequestResolver {
  readonly #deps: CorrectLeadDeps;
  readonly #mutations: LeadMutations;

  constructor(deps: CorrectLeadDeps, mutations: LeadMutations) {
    this.#deps = deps;
    this.#mutations = mutations;
  }

  @Mutation(() => RequestInformationPayload, {
    nullable: true,
    description:
      "Sales asks a lead's partner for what is missing or wrong, once at a time and twice at most without a manager. The partner has 14 days; before acceptance the clock rests meanwhile, and the lead then expires",
  })
  @Needs("LEADS_TRIAGE")
  requestInformation(
    @Arg("input", () => RequestInformationInput, { description: "Which lead, and what is asked" })
    input: RequestInformationInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const verb = requestInformation(this.#deps);
    return this.#mutations.run(context, info, input, readRequestInformation, verb);
  }

  @Mutation(() => AnswerRequestPayload, {
    nullable: true,
    description:
      "The partner answers all that sales asked; the answers go into the lead at once, and its clock goes on with what was left",
  })
  @Needs("LEADS_WRITE")
  answerRequest(
    @Arg("input", () => AnswerRequestInput, { description: "Which lead, and the answers" })
    input: AnswerRequestInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const verb = answerRequest(this.#deps);
    return this.#mutations.run(context, info, input, readAnswerRequest, verb);
  }

  @FieldResolver(() => Boolean, {
    description: "True while sales waits for its partner's answer before acceptance",
  })
  actionRequired(): never {
    return readWithItsObject();
  }

  @FieldResolver(() => InformationRequestConnection, {
    nullable: true,
    description: "What sales asked its partner, the newest first",
  })
  informationRequests(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }
}

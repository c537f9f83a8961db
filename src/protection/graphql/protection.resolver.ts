import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, Info, Mutation, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import type { LeadMutations, MoveLeadDeps } from "../../leads/index.ts";
import { leadPayloadType, readMove } from "../../leads/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { decideExtension } from "../decide-extension.ts";
import { releaseProtection } from "../release-protection.ts";
import { reportProgress } from "../report-progress.ts";
import { requestExtension } from "../request-extension.ts";

import {
  DecideExtensionInput,
  readDecideExtension,
  readSaid,
  ReleaseProtectionInput,
  ReportProgressInput,
  RequestExtensionInput,
} from "./protection.input.ts";

const DecideExtensionPayload = leadPayloadType("DecideExtensionPayload", "decideExtension");
const ReleaseProtectionPayload = leadPayloadType("ReleaseProtectionPayload", "releaseProtection");
const ReportProgressPayload = leadPayloadType("ReportProgressPayload", "reportProgress");
const RequestExtensionPayload = leadPayloadType("RequestExtensionPayload", "requestExtension");

/** What is done to the protection of one lead. */
@Resolver()
export class ProtectionResolver {
  readonly #deps: MoveLeadDeps;
  readonly #mutations: LeadMutations;

  constructor(deps: MoveLeadDeps, mutations: LeadMutations) {
    this.#deps = deps;
    this.#mutations = mutations;
  }

  @Mutation(() => ReleaseProtectionPayload, {
    nullable: true,
    description:
      "The partner gives a lead's protection up. The lead stays where it stands; others may be accepted for the prospect",
  })
  @Needs("LEADS_WRITE")
  releaseProtection(
    @Arg("input", () => ReleaseProtectionInput, { description: "Which lead" })
    input: ReleaseProtectionInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#mutations.run(context, info, input, readMove, releaseProtection(this.#deps));
  }

  @Mutation(() => ReportProgressPayload, {
    nullable: true,
    description:
      "The partner says how it goes with an open lead. Without anything from the partner for the program's days a protection lapses",
  })
  @Needs("LEADS_WRITE")
  reportProgress(
    @Arg("input", () => ReportProgressInput, { description: "Which lead, and how it goes" })
    input: ReportProgressInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const read = readSaid("how it goes");
    return this.#mutations.run(context, info, input, read, reportProgress(this.#deps));
  }

  @Mutation(() => RequestExtensionPayload, {
    nullable: true,
    description:
      "The partner asks for more days of protection, as often as the program allows and one request at a time. The days stand still until it is decided",
  })
  @Needs("LEADS_WRITE")
  requestExtension(
    @Arg("input", () => RequestExtensionInput, { description: "Which lead, and why" })
    input: RequestExtensionInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const read = readSaid("why more days are needed");
    return this.#mutations.run(context, info, input, read, requestExtension(this.#deps));
  }

  @Mutation(() => DecideExtensionPayload, {
    nullable: true,
    description:
      "The vendor grants more days of protection, or declines. The time that the request waited is added either way",
  })
  @Needs("CONFLICTS_RESOLVE")
  decideExtension(
    @Arg("input", () => DecideExtensionInput, { description: "Which lead, and the answer" })
    input: DecideExtensionInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const verb = decideExtension(this.#deps);
    return this.#mutations.run(context, info, input, readDecideExtension, verb);
  }
}

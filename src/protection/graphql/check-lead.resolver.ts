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
import { CompanyInput, readCompany, readLines, readTenderReference } from "../../leads/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import {
  Authenticated,
  DateTimeScalar,
  describedEnum,
  Payload,
  perform,
  readWith,
  RequiresIdempotency,
  UserError,
} from "../../platform/graphql/index.ts";
import { checkLead } from "../check-lead.ts";
import type { CheckLead, CheckLeadDeps, LeadChecked } from "../check-lead.ts";
import { AVAILABILITIES } from "../domain/availability.ts";

const AvailabilityEnum = describedEnum(
  "Availability",
  "Whether a prospect is to be had",
  AVAILABILITIES,
);

@InputType("CheckLeadInput", { description: "A prospect to ask about before it is registered" })
export class CheckLeadInput {
  @Field(() => CompanyInput, { description: "The company, as it would be registered" })
  company: CompanyInput;

  @Field(() => [ID], {
    nullable: true,
    description:
      "The product lines that it would be about, pln_…; all that the program sells if left out",
  })
  productLineIds?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The reference of the tender that it would be for: leads of others for the same one stand in nobody's way",
  })
  tenderReference?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: "The program that it would be registered under, prg_…; the default if left out",
  })
  programId?: string | null;
}

@ObjectType("CheckQuota", {
  description: "How many prospects a partner may ask about in a day",
  simpleResolvers: true,
})
@Authenticated()
class CheckQuotaType {
  @Field(() => Int, { description: "How many a day" })
  limit: number;

  @Field(() => Int, { description: "How many of them are used, this one included" })
  used: number;

  @Field(() => Int, { description: "How many are left" })
  remaining: number;

  @Field(() => DateTimeScalar, { description: "When the next day begins in the program's zone" })
  resetsAt: Date;
}

@ObjectType("CheckLeadPayload", { description: "Result of checkLead", simpleResolvers: true })
@Payload()
class CheckLeadPayload {
  @Field(() => AvailabilityEnum, {
    nullable: true,
    description: "Whether the prospect is to be had; null where it was not looked for",
  })
  availability: string | null;

  @Field(() => CheckQuotaType, { nullable: true, description: "What is left for the day" })
  quota: CheckQuotaType | null;

  @Field(() => [UserError], { description: "What stood in the way; empty where it was done" })
  errors: readonly UserError[];
}

@Resolver()
export class CheckLeadResolver {
  readonly #deps: CheckLeadDeps;

  constructor(deps: CheckLeadDeps) {
    this.#deps = deps;
  }

  @Mutation(() => CheckLeadPayload, {
    nullable: true,
    description:
      "Asks whether a prospect is to be had, before the effort. It claims nothing, is never told why, and is counted and recorded: a few a day",
  })
  @Needs("LEADS_WRITE")
  @RequiresIdempotency()
  async checkLead(
    @Arg("input", () => CheckLeadInput, { description: "The prospect" }) input: CheckLeadInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<CheckLeadPayload> {
    const read = readWith((reader) => readCheckLead(reader, input));
    const verb = checkLead(this.#deps);
    const { database } = this.#deps;
    const { outcome, errors } = await perform(database, context, info, input, read, verb);
    return {
      availability: outcome?.availability ?? null,
      quota: outcome && quotaOf(outcome),
      errors,
    };
  }
}

function quotaOf({ limit, used, resetsAt }: LeadChecked): CheckQuotaType {
  return { limit, used, remaining: Math.max(0, limit - used), resetsAt: new Date(resetsAt) };
}

function readCheckLead(reader: InputReader, input: CheckLeadInput): CheckLead {
  return {
    programId: reader.optionalId(["programId"], "prg", input.programId),
    company: readCompany(reader, input.company),
    productLineIds: readLines(reader, input.productLineIds),
    tenderReference: input.tenderReference
      ? readTenderReference(reader, ["tenderReference"], input.tenderReference)
      : null,
  };
}

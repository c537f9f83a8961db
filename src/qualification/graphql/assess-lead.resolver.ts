import type { GraphQLResolveInfo } from "graphql";
import {
  Arg,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Info,
  InputType,
  Int,
  Mutation,
  Resolver,
} from "type-graphql";

import { Needs } from "../../identity/index.ts";
import type { InputReader } from "../../kernel/index.ts";
import type { LeadMutations } from "../../leads/index.ts";
import { leadPayloadType, LeadType } from "../../leads/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { readWithItsObject } from "../../platform/reading/index.ts";
import { assessLead } from "../assess-lead.ts";
import type { AssessLead, AssessLeadDeps } from "../assess-lead.ts";

import { CriterionAnswerInput, readAnswers } from "./answer.input.ts";
import { OpenAssessmentType } from "./open-assessment.type.ts";

@InputType("AssessLeadInput", {
  description: "An SAL and what was found on some of the criteria",
})
class AssessLeadInput {
  @Field(() => ID, { description: "The lead, lead_…" })
  leadId: string;

  @Field(() => ID, {
    description:
      "The criteria version that is answered, crt_…: that of the open assessment, or the one that counts (`criteriaFor`), under which another is opened",
  })
  criteriaVersionId: string;

  @Field(() => Int, {
    nullable: true,
    description:
      "The version of the open assessment as it was read, 0 where none was open; refused if it has another by now",
  })
  expectedAssessmentVersion?: number | null;

  @Field(() => [CriterionAnswerInput], {
    description:
      "1 to 100 answers, or none with `takesSuggestions`; what was saved on other criteria stays",
  })
  answers: CriterionAnswerInput[];

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      "Saves what the partner's answers suggest as well, on criteria on which nothing was saved and nothing is answered here; marked as such",
  })
  takesSuggestions: boolean;
}

const AssessLeadPayload = leadPayloadType("AssessLeadPayload", "assessLead");

@Resolver(() => LeadType)
export class AssessLeadResolver {
  readonly #deps: AssessLeadDeps;
  readonly #mutations: LeadMutations;

  constructor(deps: AssessLeadDeps, mutations: LeadMutations) {
    this.#deps = deps;
    this.#mutations = mutations;
  }

  @Mutation(() => AssessLeadPayload, {
    nullable: true,
    description:
      "Sales saves what it found on an SAL as it goes; `qualifyLead` goes by it where nothing else is answered. Its partner learns nothing of it: the lead's version and times stay",
  })
  @Needs("LEADS_QUALIFY")
  assessLead(
    @Arg("input", () => AssessLeadInput, { description: "Which lead, and what was found" })
    input: AssessLeadInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#mutations.run(context, info, input, readAssessLead, assessLead(this.#deps));
  }

  @FieldResolver(() => OpenAssessmentType, {
    nullable: true,
    description: "What sales has found on it so far; null where nothing was saved since acceptance",
  })
  @Needs("LEADS_READ", "INTERNAL_READ")
  openAssessment(): never {
    return readWithItsObject();
  }
}

function readAssessLead(reader: InputReader, input: AssessLeadInput): AssessLead {
  return {
    leadId: reader.id(["leadId"], "lead", input.leadId),
    criteriaVersionId: reader.id(["criteriaVersionId"], "crt", input.criteriaVersionId),
    expectedAssessmentVersion: input.expectedAssessmentVersion ?? null,
    answers: readAnswers(reader, input.answers),
    takesSuggestions: input.takesSuggestions,
  };
}

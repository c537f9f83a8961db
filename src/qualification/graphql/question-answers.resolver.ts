import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, Field, ID, Info, InputType, Mutation, Query, Resolver } from "type-graphql";

import { Needs, NeedsOneOf } from "../../identity/index.ts";
import { readGivenAnswers, uuidOf } from "../../kernel/index.ts";
import type { InputReader } from "../../kernel/index.ts";
import type { LeadMutations } from "../../leads/index.ts";
import { leadPayloadType, QuestionAnswerInput } from "../../leads/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { Database } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { callerOf, idArgument } from "../../platform/graphql/index.ts";
import type { Call } from "../../platform/mutation/index.ts";
import type { Reading } from "../../platform/reading/index.ts";
import { answerQuestionnaire } from "../answer-questionnaire.ts";
import type { AnswerQuestionnaire } from "../answer-questionnaire.ts";

import { QuestionnaireAnswersType } from "./question-answers.type.ts";

@InputType("AnswerQuestionnaireInput", {
  description: "A lead and answers to the questionnaire of its criteria",
})
class AnswerQuestionnaireInput {
  @Field(() => ID, { description: "The lead, lead_…" })
  leadId: string;

  @Field(() => ID, {
    description:
      "The criteria version whose questionnaire is answered, crt_…: the one that counts (`criteriaFor`), or one that did within the last seven days",
  })
  criteriaVersionId: string;

  @Field(() => [QuestionAnswerInput], {
    description:
      "1 to 30 answers, whole: each required question that is asked, and none that is not. They take the place of what this side saved before",
  })
  answers: QuestionAnswerInput[];
}

const AnswerQuestionnairePayload = leadPayloadType(
  "AnswerQuestionnairePayload",
  "answerQuestionnaire",
);

@Resolver()
export class QuestionAnswersResolver {
  readonly #database: Database;
  readonly #mutations: LeadMutations;
  readonly #reading: Reading;

  constructor(database: Database, mutations: LeadMutations, reading: Reading) {
    this.#database = database;
    this.#mutations = mutations;
    this.#reading = reading;
  }

  @Mutation(() => AnswerQuestionnairePayload, {
    nullable: true,
    description:
      "Answers the questionnaire of a lead's criteria: its partner in SUBMITTED and MQL, sales (LEADS_QUALIFY) in SAL. Each side keeps its own answers; the lead's version and times stay",
  })
  @NeedsOneOf("LEADS_WRITE", "LEADS_QUALIFY")
  answerQuestionnaire(
    @Arg("input", () => AnswerQuestionnaireInput, { description: "Which lead, and the answers" })
    input: AnswerQuestionnaireInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { scopes } = callerOf(context);
    const verb = (call: Call<AnswerQuestionnaire>) =>
      answerQuestionnaire(this.#database)(call, scopes);
    return this.#mutations.run(context, info, input, readAnswering, verb);
  }

  @Query(() => QuestionnaireAnswersType, {
    nullable: true,
    description:
      "What each side answered last to the questionnaire of a lead's criteria; null where the caller sees no such lead",
  })
  @Needs("LEADS_READ")
  questionnaireAnswers(
    @Arg("leadId", () => ID, { description: "The lead, lead_…" }) leadId: string,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const lead = uuidOf(idArgument("lead", leadId, ["leadId"]));
    return this.#reading.first(context, info, {
      type: "QuestionnaireAnswers",
      where: (column) => sql`${column("id")} = ${lead}::uuid`,
    });
  }
}

function readAnswering(reader: InputReader, input: AnswerQuestionnaireInput): AnswerQuestionnaire {
  return {
    leadId: reader.id(["leadId"], "lead", input.leadId),
    criteriaVersionId: reader.id(["criteriaVersionId"], "crt", input.criteriaVersionId),
    answers: readGivenAnswers(reader, input.answers),
  };
}

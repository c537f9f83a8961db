import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { LeadType } from "../../leads/index.ts";
import type { Database } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { callerOf, idArgument } from "../../platform/graphql/index.ts";
import { criteriaInForce } from "../store/criteria-queries.ts";

import { AssessmentType } from "./assessment.type.ts";
import { CriteriaVersionType, toCriteriaVersionType } from "./criteria.type.ts";
import { OpportunityType } from "./opportunity.type.ts";
import type { QualificationReader } from "./qualification-reader.ts";

/** The criteria, for everybody who reads leads. */
@Resolver()
export class CriteriaResolver {
  readonly #database: Database;
  readonly #reader: QualificationReader;

  constructor(database: Database, reader: QualificationReader) {
    this.#database = database;
    this.#reader = reader;
  }

  @Query(() => [CriteriaVersionType], {
    nullable: true,
    description: "The criteria version in force of each set: what makes a lead an SQL today",
  })
  @Needs("LEADS_READ")
  async criteriaInForce(@Ctx() context: RequestContext): Promise<CriteriaVersionType[]> {
    const rows = await criteriaInForce(this.#database, callerOf(context).session, context.at);
    return rows.map(toCriteriaVersionType);
  }

  @Query(() => CriteriaVersionType, {
    nullable: true,
    description: "One published version of the criteria",
  })
  @Needs("LEADS_READ")
  criteriaVersion(
    @Arg("id", () => ID, { description: "A crt_… id" }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<CriteriaVersionType | null> {
    return this.#reader.criteriaVersion(context, idArgument("crt", id));
  }
}

/** What qualification adds to a lead. */
@Resolver(() => LeadType)
export class QualifiedLeadResolver {
  readonly #reader: QualificationReader;

  constructor(reader: QualificationReader) {
    this.#reader = reader;
  }

  @FieldResolver(() => AssessmentType, {
    nullable: true,
    description: "The assessment that made it an SQL; null before",
  })
  assessment(
    @Root() lead: LeadType,
    @Ctx() context: RequestContext,
  ): Promise<AssessmentType | null> {
    return this.#reader.assessmentOf(context, idArgument("lead", lead.id));
  }

  @FieldResolver(() => OpportunityType, {
    nullable: true,
    description: "The deal that it became; null before",
  })
  opportunity(
    @Root() lead: LeadType,
    @Ctx() context: RequestContext,
  ): Promise<OpportunityType | null> {
    return this.#reader.opportunityOf(context, idArgument("lead", lead.id));
  }
}

/** The criteria of an assessment. */
@Resolver(() => AssessmentType)
export class AssessmentResolver {
  readonly #reader: QualificationReader;

  constructor(reader: QualificationReader) {
    this.#reader = reader;
  }

  @FieldResolver(() => CriteriaVersionType, {
    nullable: true,
    description: "The criteria it was made under",
  })
  criteriaVersion(
    @Root() assessment: AssessmentType,
    @Ctx() context: RequestContext,
  ): Promise<CriteriaVersionType | null> {
    return this.#reader.criteriaVersion(context, idArgument("crt", assessment.criteriaVersionId));
  }
}

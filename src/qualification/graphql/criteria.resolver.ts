import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, FieldResolver, ID, Info, Query, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { LeadType } from "../../leads/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { idArgument } from "../../platform/graphql/index.ts";
import { readWithItsObject } from "../../platform/reading/index.ts";
import type { Reading } from "../../platform/reading/index.ts";

import { AssessmentType } from "./assessment.type.ts";
import { CriteriaVersionType } from "./criteria.type.ts";
import { HandoverBriefType } from "./handover-brief.type.ts";
import { OpportunityType } from "./opportunity.type.ts";

/** The criteria, for everybody who reads leads. */
@Resolver()
export class CriteriaResolver {
  readonly #reading: Reading;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  @Query(() => [CriteriaVersionType], {
    nullable: true,
    description: "The criteria version in force of each set: what makes a lead an SQL today",
  })
  @Needs("LEADS_READ")
  criteriaInForce(@Ctx() context: RequestContext, @Info() info: GraphQLResolveInfo) {
    return this.#reading.list(context, info, {
      type: "CriteriaVersion",
      where: (column) => sql`${column("id")} in (
        select distinct on (v.set_id) v.id
        from criteria_version as v
        where v.state = 'PUBLISHED' and v.effective_at <= ${context.at}::timestamptz
        order by v.set_id, v.effective_at desc)`,
      order: (column) =>
        sql`(select s.name from criteria_set as s where s.id = ${column("setId")})`,
    });
  }

  @Query(() => CriteriaVersionType, {
    nullable: true,
    description: "A version of the criteria; a draft for whoever reads settings",
  })
  @Needs("LEADS_READ")
  criteriaVersion(
    @Arg("id", () => ID, { description: "A crt_… id" }) id: string,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#reading.byId(context, info, idArgument("crt", id));
  }
}

/** What qualification adds to a lead. */
@Resolver(() => LeadType)
export class QualifiedLeadResolver {
  @FieldResolver(() => AssessmentType, {
    nullable: true,
    description: "The assessment that made it an SQL; null before",
  })
  assessment(): never {
    return readWithItsObject();
  }

  @FieldResolver(() => OpportunityType, {
    nullable: true,
    description: "The deal that it became; null before",
  })
  opportunity(): never {
    return readWithItsObject();
  }

  @FieldResolver(() => HandoverBriefType, {
    nullable: true,
    description: "What whoever closes it has to know; null before SQL",
  })
  @Needs("LEADS_READ", "INTERNAL_READ")
  handoverBrief(): never {
    return readWithItsObject();
  }
}

/** The criteria of an assessment. */
@Resolver(() => AssessmentType)
export class AssessmentResolver {
  @FieldResolver(() => CriteriaVersionType, {
    nullable: true,
    description: "The criteria it was made under",
  })
  criteriaVersion(): never {
    return readWithItsObject();
  }
}

import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, FieldResolver, Info, Query, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import { LeadType } from "../../leads/index.ts";
import { joinSql, sql } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { idArgument, PageArgs } from "../../platform/graphql/index.ts";
import { descending, readWithItsObject } from "../../platform/reading/index.ts";
import type { Reading } from "../../platform/reading/index.ts";

import { LeadScoreConnection, LeadScoreFilterInput, LeadScoreType } from "./lead-score.type.ts";

/** What leads score. */
@Resolver(() => LeadType)
export class LeadScoreResolver {
  readonly #reading: Reading;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  @Query(() => LeadScoreConnection, {
    nullable: true,
    description: "The open leads that have a score, the highest first; the id decides among equals",
  })
  @Needs("LEADS_READ", "SCORES_READ")
  leadScores(
    @Args(() => PageArgs) args: PageArgs,
    @Arg("filter", () => LeadScoreFilterInput, { nullable: true, description: "Which" })
    input: LeadScoreFilterInput | null,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const grade = input?.grade ?? null;
    const named = input?.partnerId ?? null;
    const partnerId = named === null ? null : idArgument("prt", named, ["filter", "partnerId"]);
    return this.#reading.page(context, info, {
      name: "leadScores",
      type: "LeadScore",
      args,
      order: [descending("total"), descending("leadId")],
      filter: { grade, partnerId },
      where: (column) => {
        const given = [sql`true`];
        if (grade !== null) given.push(sql`${column("grade")} = ${grade}::text`);
        if (partnerId !== null)
          given.push(sql`${column("partnerId")} = ${uuidOf(partnerId)}::uuid`);
        return joinSql(given, " and ");
      },
    });
  }

  @FieldResolver(() => LeadScoreType, {
    nullable: true,
    description:
      "What it scores, and why; null where no model is published, until it is matched, and once it is closed",
  })
  @Needs("SCORES_READ")
  score(): never {
    return readWithItsObject();
  }
}

import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, FieldResolver, Info, Query, Resolver } from "type-graphql";

import { uuidOf } from "../../kernel/index.ts";
import { Needs } from "../../identity/index.ts";
import { LeadType } from "../../leads/index.ts";
import type { Sql } from "../../platform/database/index.ts";
import { joinSql, sql } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { idArgument, PageArgs } from "../../platform/graphql/index.ts";
import { readWithItsObject } from "../../platform/reading/index.ts";
import type { ColumnOf, Reading } from "../../platform/reading/index.ts";

import { NEWEST_CREDIT_FIRST } from "./credit.reads.ts";
import { CreditConnection, CreditFilterInput } from "./credit.type.ts";

@Resolver()
export class CreditResolver {
  readonly #reading: Reading;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  @Query(() => CreditConnection, {
    nullable: true,
    description: "Credits, newest first: a partner's own, or all of them",
  })
  @Needs("CREDITS_READ")
  credits(
    @Args(() => PageArgs) args: PageArgs,
    @Arg("filter", () => CreditFilterInput, { nullable: true, description: "Which credits" })
    input: CreditFilterInput | null,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const filter = readFilter(input);
    return this.#reading.page(context, info, {
      name: "credits",
      type: "Credit",
      args,
      order: NEWEST_CREDIT_FIRST,
      filter,
      where: (column) => matches(filter, column),
    });
  }
}

/** What a lead earned. */
@Resolver(() => LeadType)
export class CreditedLeadResolver {
  @FieldResolver(() => CreditConnection, {
    nullable: true,
    description: "What it earned, newest first; a partner sees its own share alone",
  })
  @Needs("CREDITS_READ")
  credits(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }
}

interface CreditFilter {
  readonly partnerUuid: string | null;
  readonly earnedFrom: Date | null;
  readonly earnedUntil: Date | null;
}

function readFilter(input: CreditFilterInput | null): CreditFilter {
  const partnerId = input?.partnerId ?? null;
  return {
    partnerUuid:
      partnerId === null ? null : uuidOf(idArgument("prt", partnerId, ["filter", "partnerId"])),
    earnedFrom: input?.earnedFrom ?? null,
    earnedUntil: input?.earnedUntil ?? null,
  };
}

function matches(filter: CreditFilter, column: ColumnOf): Sql {
  const given: Sql[] = [sql`true`];
  if (filter.partnerUuid !== null)
    given.push(sql`${column("partnerId")} = ${filter.partnerUuid}::uuid`);
  if (filter.earnedFrom)
    given.push(sql`${column("earnedAt")} >= ${filter.earnedFrom}::timestamptz`);
  if (filter.earnedUntil)
    given.push(sql`${column("earnedAt")} < ${filter.earnedUntil}::timestamptz`);
  return joinSql(given, " and ");
}

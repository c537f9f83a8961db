import type { GraphQLResolveInfo } from "graphql";
import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Info,
  InputType,
  Mutation,
  Query,
  Resolver,
} from "type-graphql";

import { AccountingPeriodType } from "../../closing/index.ts";
import { Needs } from "../../identity/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import {
  idArgument,
  PageArgs,
  payloadOf,
  perform,
  readWith,
  RequiresIdempotency,
} from "../../platform/graphql/index.ts";
import { descending, readWithItsObject } from "../../platform/reading/index.ts";
import type { Reading } from "../../platform/reading/index.ts";
import { issueStatements } from "../issue-statements.ts";
import type { IssueStatementsDeps } from "../issue-statements.ts";

import { StatementConnection, StatementLineConnection, StatementType } from "./statement.type.ts";

@InputType("IssueStatementsInput", { description: "Of which month statements are issued" })
class IssueStatementsInput {
  @Field(() => ID, { description: "The closed month, prd_…" })
  accountingPeriodId: string;
}

const IssueStatementsPayload = payloadOf(
  "issueStatements",
  "accountingPeriod",
  () => AccountingPeriodType,
  "period",
);

export interface StatementResolverDeps extends IssueStatementsDeps {
  readonly reading: Reading;
}

/** Statements of what partners are owed. */
@Resolver(() => StatementType)
export class StatementResolver {
  readonly #deps: StatementResolverDeps;

  constructor(deps: StatementResolverDeps) {
    this.#deps = deps;
  }

  @Query(() => StatementConnection, {
    nullable: true,
    description: "Statements, the latest month first; a partner sees its own alone",
  })
  @Needs("CREDITS_READ")
  statements(
    @Args(() => PageArgs) args: PageArgs,
    @Arg("partnerId", () => ID, { nullable: true, description: "Of this partner, prt_…" })
    given: string | null | undefined,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const partnerId = given ?? null;
    const partner = partnerId === null ? null : uuidOf(idArgument("prt", partnerId, ["partnerId"]));
    return this.#deps.reading.page(context, info, {
      name: "statements",
      type: "Statement",
      args,
      order: [descending("startsOn"), descending("id")],
      filter: { partner },
      where: (column) =>
        partner === null ? sql`true` : sql`${column("partnerId")} = ${partner}::uuid`,
    });
  }

  @FieldResolver(() => StatementLineConnection, {
    nullable: true,
    description: "What moved, in the order in which it was sealed",
  })
  @Needs("CREDITS_READ")
  lines(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }

  @Mutation(() => IssueStatementsPayload, {
    nullable: true,
    description:
      "Issues the statements of a closed month, month by month: one for each partner and currency in which something moved. They are there about a minute later, and each partner is told",
  })
  @Needs("PERIODS_PREPARE")
  @RequiresIdempotency()
  async issueStatements(
    @Arg("input", () => IssueStatementsInput, { description: "Of which month" })
    input: IssueStatementsInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { database, reading } = this.#deps;
    const command = readWith((reader) => ({
      accountingPeriodId: reader.id(["accountingPeriodId"], "prd", input.accountingPeriodId),
    }));
    const verb = issueStatements(this.#deps);
    const { outcome, errors } = await perform(database, context, info, input, command, verb);
    return { accountingPeriod: reading.answer(outcome?.accountingPeriodId ?? null), errors };
  }
}

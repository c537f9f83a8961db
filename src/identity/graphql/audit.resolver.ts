import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, FieldResolver, Info, Query, Resolver } from "type-graphql";

import { prefixOf } from "../../kernel/index.ts";
import type { Sql } from "../../platform/database/index.ts";
import { joinSql, sql } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { apiError, idArgument, PageArgs, textArgument } from "../../platform/graphql/index.ts";
import { descending, readWithItsObject } from "../../platform/reading/index.ts";
import type { ColumnOf, Reading } from "../../platform/reading/index.ts";

import { AuditEntryConnection, AuditEntryType, AuditFilterInput } from "./audit-entry.type.ts";
import { PartnerMemberType } from "./member.type.ts";
import { Needs, NeedsOneOf } from "./needs.ts";

/** The audit log. It belongs here since it tells who did what; platform writes it and knows nobody. */
@Resolver(() => AuditEntryType)
export class AuditResolver {
  readonly #reading: Reading;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  @Query(() => AuditEntryConnection, {
    nullable: true,
    description:
      "The audit log, newest first: calls of mutations that did something, were refused or denied; a replay of a key did nothing and is not in it",
  })
  @Needs("AUDIT_READ")
  auditLog(
    @Args(() => PageArgs) args: PageArgs,
    @Arg("filter", () => AuditFilterInput, { nullable: true, description: "Which entries" })
    input: AuditFilterInput | null,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const filter = readFilter(input);
    return this.#reading.page(context, info, {
      name: "auditLog",
      type: "AuditEntry",
      args,
      order: [descending("at"), descending("id")],
      filter,
      where: (column) => matches(filter, column),
    });
  }

  @FieldResolver(() => PartnerMemberType, {
    nullable: true,
    description: "The member who acted, as it is now",
  })
  @NeedsOneOf("PARTNERS_READ", "MEMBERS_WRITE")
  actor(): never {
    return readWithItsObject();
  }
}

/** Which entries; null where all. From is included, until is not. */
interface AuditFilter {
  readonly subjectId: string | null;
  readonly mutation: string | null;
  readonly from: Date | null;
  readonly until: Date | null;
}

/** Only what is asked for stands in the statement, so that each filter finds its index. */
function matches(filter: AuditFilter, column: ColumnOf): Sql {
  const given: Sql[] = [sql`true`];
  if (filter.subjectId !== null)
    given.push(sql`${column("subjectIds")} @> array[${filter.subjectId}::text]`);
  if (filter.mutation !== null) given.push(sql`${column("mutation")} = ${filter.mutation}::text`);
  if (filter.from !== null) given.push(sql`${column("at")} >= ${filter.from}::timestamptz`);
  if (filter.until !== null) given.push(sql`${column("at")} < ${filter.until}::timestamptz`);
  return joinSql(given, " and ");
}

function readFilter(input: AuditFilterInput | null): AuditFilter {
  const mutation = input?.mutation ?? null;
  const subjectId = input?.subjectId ?? null;
  return {
    subjectId: subjectId === null ? null : anyId(subjectId),
    mutation: mutation === null ? null : textArgument(["filter", "mutation"], mutation, 100),
    from: input?.from ?? null,
    until: input?.until ?? null,
  };
}

function anyId(text: string): string {
  const inputPath = ["filter", "subjectId"];
  const prefix = prefixOf(text);
  if (prefix === null)
    throw apiError("BAD_USER_INPUT", "filter.subjectId is not an id of this API", { inputPath });
  return idArgument(prefix, text, inputPath);
}

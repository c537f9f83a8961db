import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";

import type { AuditEntryId } from "../../kernel/index.ts";
import { idOf, prefixOf } from "../../kernel/index.ts";
import type { Database } from "../../platform/database/index.ts";
import type { CursorSeal, RequestContext } from "../../platform/graphql/index.ts";
import {
  apiError,
  callerOf,
  idArgument,
  inOrderOf,
  PageArgs,
  pageOf,
  pageRequest,
  textArgument,
  toConnection,
} from "../../platform/graphql/index.ts";
import type { AuditFilter } from "../store/audit-queries.ts";
import {
  auditEntriesByIds,
  auditPage,
  countAuditEntries,
  NEWEST_ENTRY_FIRST,
} from "../store/audit-queries.ts";

import {
  AuditEntryConnection,
  AuditEntryType,
  AuditFilterInput,
  toAuditEntryType,
} from "./audit-entry.type.ts";
import type { MemberReader } from "./member-reader.ts";
import { PartnerMemberType } from "./member.type.ts";
import { Needs, NeedsOneOf } from "./needs.ts";

/** Reads entries of the audit log for `node`. */
export class AuditReader {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  load = async (context: RequestContext, id: AuditEntryId): Promise<AuditEntryType | null> => {
    const view = await context.loading.over(context, this.#batch).load(id);
    return view ? toAuditEntryType(view) : null;
  };

  #batch = async (context: RequestContext, ids: readonly AuditEntryId[]) => {
    const rows = await auditEntriesByIds(this.#database, callerOf(context).session, ids);
    return inOrderOf(ids, rows, (row) => idOf("aud", row.id));
  };
}

/** The audit log. It belongs here since it tells who did what; platform writes it and knows nobody. */
@Resolver(() => AuditEntryType)
export class AuditResolver {
  readonly #database: Database;
  readonly #members: MemberReader;
  readonly #seal: CursorSeal;

  constructor(database: Database, members: MemberReader, seal: CursorSeal) {
    this.#database = database;
    this.#members = members;
    this.#seal = seal;
  }

  @Query(() => AuditEntryConnection, {
    nullable: true,
    description: "The audit log, newest first: every call of a mutation, refused ones included",
  })
  @Needs("AUDIT_READ")
  async auditLog(
    @Args(() => PageArgs) args: PageArgs,
    @Arg("filter", () => AuditFilterInput, { nullable: true, description: "Which entries" })
    input: AuditFilterInput | null,
    @Ctx() context: RequestContext,
  ) {
    const { session } = callerOf(context);
    const filter = readFilter(input);
    const list = { name: "auditLog", filter, order: NEWEST_ENTRY_FIRST };
    const page = pageRequest(args, list, context, this.#seal);
    const rows = await auditPage(this.#database, session, filter, page);
    return toConnection(
      pageOf(page, rows, (row) => [row.at.toISOString(), row.id], this.#seal),
      toAuditEntryType,
      () => countAuditEntries(this.#database, session, filter),
    );
  }

  @FieldResolver(() => PartnerMemberType, {
    nullable: true,
    description: "The member who acted, as it is now",
  })
  @NeedsOneOf("PARTNERS_READ", "MEMBERS_WRITE")
  async actor(
    @Root() entry: AuditEntryType,
    @Ctx() context: RequestContext,
  ): Promise<PartnerMemberType | null> {
    return entry.actorId === null ? null : this.#members.load(context, entry.actorId);
  }
}

function readFilter(input: AuditFilterInput | null): AuditFilter {
  const mutation = input?.mutation ?? null;
  const subjectId = input?.subjectId ?? null;
  return {
    subjectId: subjectId === null ? null : anyId(subjectId),
    mutation: mutation === null ? null : textArgument("filter.mutation", mutation, 100),
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

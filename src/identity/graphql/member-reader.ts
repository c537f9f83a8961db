import type { PartnerMemberId } from "../../kernel/index.ts";
import { idOf } from "../../kernel/index.ts";
import type { Database } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { callerOf, inOrderOf } from "../../platform/graphql/index.ts";
import { membersByIds } from "../store/member-queries.ts";

import type { PartnerMemberType } from "./member.type.ts";
import { toMemberType } from "./member.type.ts";

/** Reads members for payloads, fields of other types and `node`. */
export class MemberReader {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The member as the caller may see it; null where absent or another partner's. */
  load = async (
    context: RequestContext,
    id: PartnerMemberId,
  ): Promise<PartnerMemberType | null> => {
    const view = await context.loading.over(context, this.#batch).load(id);
    return view ? toMemberType(view) : null;
  };

  #batch = async (context: RequestContext, ids: readonly PartnerMemberId[]) => {
    const rows = await membersByIds(this.#database, callerOf(context).session, ids);
    return inOrderOf(ids, rows, (row) => idOf("mem", row.id));
  };
}

import { uuidOf } from "../../kernel/index.ts";
import { joinSql, sql } from "../../platform/database/index.ts";
import type { Sql } from "../../platform/database/index.ts";
import { idArgument } from "../../platform/graphql/index.ts";

/** What a list is asked for: of one partner, in one state, or all. */
export function filterOf(
  input: { readonly partnerId?: string | null; readonly state?: string | null } | null,
): {
  readonly filter: object;
  readonly where: (column: (name: string) => Sql) => Sql;
} {
  const partnerId = input?.partnerId ?? null;
  const state = input?.state ?? null;
  const partner =
    partnerId === null ? null : uuidOf(idArgument("prt", partnerId, ["filter", "partnerId"]));
  return {
    filter: { partner, state },
    where: (column) => {
      const given = [sql`true`];
      if (partner !== null) given.push(sql`${column("partnerId")} = ${partner}::uuid`);
      if (state !== null) given.push(sql`${column("state")} = ${state}::text`);
      return joinSql(given, " and ");
    },
  };
}

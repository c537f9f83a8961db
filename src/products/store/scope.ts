import type { ProductLineId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import { ALL_LINES } from "../domain/scope.ts";

/** Whether two lists of product lines have one in common, or one beneath one of the other. */
export const overlapping = (one: Sql, other: Sql): Sql => sql`app.scopes_overlap(${one}, ${other})`;

/**
 * What the lines that are asked for come to, none beneath another; where none is, all that may be
 * named (`allowed`, null for all) and are sold. Null where one is not there, retired, or outside of
 * what is allowed.
 */
export const standingScope = (asked: Sql, allowed: Sql): Sql => sql`
  case
    when cardinality(${asked}) = 0 and ${allowed} is null then array[${uuidOf(ALL_LINES)}::uuid]
    when cardinality(${asked}) = 0 then nullif(
      array(
        select line.id
        from product_line as line
        where line.id = any (${allowed}) and line.retired_at is null
        order by line.id),
      '{}')
    when not exists (
      select
      from unnest(${asked}) as asked_id
      left join product_line as line on line.id = asked_id and line.retired_at is null
      where line.id is null
        or ${allowed} is not null and not exists (
          select
          from product_line as sold
          where sold.id = any (${allowed}) and sold.span @> line.span))
    then array(
      select line.id
      from product_line as line
      where line.id = any (${asked})
        and not exists (
          select
          from product_line as higher
          where higher.id = any (${asked}) and higher.id <> line.id and higher.span @> line.span)
      order by line.id)
  end`;

/** The lines that what is named comes to, all where none is; null where one is not to be had. */
export async function readScope(
  tx: Transaction,
  named: readonly ProductLineId[],
): Promise<readonly ProductLineId[] | null> {
  const row = await tx.readOne<{ lines: string[] | null }>(sql`
    select ${standingScope(sql`named.lines`, sql`null::uuid[]`)} as lines
    from (select ${named.map(uuidOf)}::uuid[] as lines) as named`);
  return row?.lines?.map((uuid) => idOf("pln", uuid)) ?? null;
}

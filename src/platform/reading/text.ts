import type { Sql } from "../database/index.ts";
import { joinSql, sql, trustedText } from "../database/index.ts";

import type { Pages } from "./frame.ts";
import type { Hole } from "./holes.ts";

/** Text that is the same for all rows, or an expression that makes it of each. */
export type TextPart = string | ((pages: Pages) => Sql);

/** Text as the database puts it together. Where one part is null the whole is. */
export type Text = readonly TextPart[];

/** The expression that makes the text. */
export function expressionOf(text: Text, pages: Pages): Sql {
  const pieces: Sql[] = [];
  let same = "";
  const take = (): void => {
    if (same !== "") pieces.push(trustedText(literal(same)));
    same = "";
  };
  for (const part of text) {
    if (typeof part === "string") {
      same += part;
      continue;
    }
    take();
    pieces.push(part(pages));
  }
  take();
  return pieces.length === 0 ? sql`''` : sql`(${joinSql(pieces, " || ")})`;
}

/** Text, or something else where a part of it is null. */
export function textOr(text: Text, otherwise: string): TextPart {
  return (pages) => sql`coalesce(${expressionOf(text, pages)}, ${trustedText(literal(otherwise))})`;
}

/** A hole with the payload that an expression makes of each row. */
export function around(hole: Hole, payload: TextPart): Text {
  return [hole.opening, payload, hole.closing];
}

/** A literal of SQL: the text is the program's own, but for keys of the answer, which are names. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'::text`;
}

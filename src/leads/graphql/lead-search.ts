import { databaseFailure, joinSql, sql } from "../../platform/database/index.ts";
import type { Sql } from "../../platform/database/index.ts";
import { apiError, textArgument } from "../../platform/graphql/index.ts";
import type { Caller } from "../../platform/graphql/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { ColumnOf } from "../../platform/reading/index.ts";
import { afterPrefix, searchedWords } from "../domain/search-terms.ts";

/** A search looks through as many leads at most; it is told where more have its rarest word. */
const MOST_FOUND = 2_000;

/** Reads what is looked for. Throws where it says no word, or too many. */
export function readSearch(text: string): readonly string[] {
  const words = searchedWords(textArgument(["search"], text, 200));
  if (words !== null && words.length > 0) return words;
  const problem = words === null ? "has more than 8 words" : "says no word: letters or digits";
  throw apiError("BAD_USER_INPUT", `search ${problem}`, { inputPath: ["search"] });
}

/**
 * That a lead has each of the words, as the beginning of a word of its own that the caller may read.
 * The first word finds leads in the index of words, whichever way the list is ordered; the others
 * are looked for in those.
 */
export function searchCondition(words: readonly string[], caller: Caller, column: ColumnOf): Sql {
  const { partnerId } = caller.session;
  const own = partnerId === null ? sql`true` : sql`found.partner_id = ${uuidOf(partnerId)}::uuid`;
  const begins = (word: string): Sql =>
    sql`found.term >= ${word}::text and found.term < ${afterPrefix(word)}::text`;
  const [first = ""] = words;
  const found = sql`array(select distinct found.lead_id from lead_term as found where ${own} and ${begins(first)} limit ${MOST_FOUND + 1}::integer)`;
  // what its own partner reads was found already
  const isAllRead = caller.side === "PARTNER" && caller.scopes.has("CONTACTS_READ");
  // not a range: one of the index of words could be read through for each lead that was found
  const has = (isAllRead ? words.slice(1) : words).map(
    (word) => sql`exists (
      select
      from lead_term as found
      where found.partner_id = ${column("partnerId")} and found.lead_id = ${column("id")}
        and starts_with(found.term, ${word}::text)
        and ${mayRead(caller, column)})`,
  );
  return sql`${column("id")} = any((select app.few_leads(${found}, ${MOST_FOUND}::integer))::uuid[]) and ${joinSql([sql`true`, ...has], " and ")}`;
}

/** Whose words of persons the caller may read: its own side's, or those that are open to it. */
function mayRead({ side, scopes }: Caller, column: ColumnOf): Sql {
  if (!scopes.has("CONTACTS_READ")) return sql`not found.is_personal`;
  if (side === "PARTNER") return sql`true`;
  return sql`(not found.is_personal or ${column("acceptedAt")} is not null)`;
}

/** Tells of a search that finds too much; any other error goes on. */
export function toldIfBroad(error: unknown): never {
  if (databaseFailure(error)?.constraint !== "search_is_narrow") throw error;
  throw apiError(
    "LIMIT_EXCEEDED",
    `search finds more than ${MOST_FOUND} leads by its longest word: write more of it, or another`,
    { inputPath: ["search"] },
  );
}

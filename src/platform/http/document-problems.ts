import { setImmediate as turn } from "node:timers/promises";

import type { DocumentNode, GraphQLSchema } from "graphql";
import { GraphQLError, Kind, parse, specifiedRules, validate } from "graphql";

import type { Excess } from "./document-limits.ts";
import { documentExcess, MOST_ERRORS, PARSE_OPTIONS, writtenExcess } from "./document-limits.ts";
import { LONGEST_DOCUMENT_BYTES } from "./document-store.ts";
import { tellError } from "./format-error.ts";
import { rootTypesRule } from "./root-types-rule.ts";
import { safeMessage } from "./safe-message.ts";

/**
 * What keeps each of the documents from being run, as a sentence that follows its name; null where
 * nothing does. Others have their turn between two documents.
 */
export async function documentProblems(
  schema: GraphQLSchema,
  texts: readonly string[],
): Promise<(string | null)[]> {
  const problems: (string | null)[] = [];
  for (const text of texts) {
    problems.push(problemOf(schema, text));
    await turn();
  }
  return problems;
}

function problemOf(schema: GraphQLSchema, text: string): string | null {
  if (text.trim() === "") return "is empty";
  if (Buffer.byteLength(text) > LONGEST_DOCUMENT_BYTES) {
    return `is longer than ${LONGEST_DOCUMENT_BYTES} bytes`;
  }
  // the parser lets both through in comments; neither can be stored as it is
  if (!text.isWellFormed() || text.includes("\0")) return "contains a character that is none";
  const document = parsed(text);
  if (typeof document === "string") return `is no GraphQL: ${document}`;
  const written = writtenExcess(document);
  if (written) return tooMany(written);
  const [invalid] = validate(schema, document, [...specifiedRules, rootTypesRule], {
    maxErrors: MOST_ERRORS,
  });
  if (invalid) return `does not fit the schema: ${safeMessage(invalid.message)}`;
  for (const operation of document.definitions) {
    if (operation.kind !== Kind.OPERATION_DEFINITION) continue;
    const excess = documentExcess(schema, document, operation);
    if (excess) return tooMany(excess);
  }
  return null;
}

const tooMany = ({ counted, count, limit }: Excess): string =>
  `asks for too many ${counted}: ${count}, allowed are ${limit}`;

function parsed(text: string): DocumentNode | string {
  try {
    return parse(text, PARSE_OPTIONS);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const extensions = { code: "GRAPHQL_PARSE_FAILED" };
    return tellError(new GraphQLError(error.message, { extensions })).message;
  }
}

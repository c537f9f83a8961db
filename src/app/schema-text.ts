import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

import type { GraphQLSchema } from "graphql";

import { printApiSchema } from "./schema.ts";

/** The reviewed text of the schema, beside the sources, whether run from src or from dist. */
const FILES = ["../../schema/schema.graphql", "../../../schema/schema.graphql"].map((file) =>
  path.resolve(import.meta.dirname, file),
);

/** The schema as text: the file that a test holds equal to it, since printing takes as long as all of a start's queries. */
export function schemaText(schema: GraphQLSchema): string {
  const file = FILES.find((each) => existsSync(each));
  return file ? readFileSync(file, "utf8") : printApiSchema(schema);
}

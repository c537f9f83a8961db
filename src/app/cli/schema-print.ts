import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { errorsDocument, withVariablesTable } from "../generated-documents.ts";
import { buildApiSchema, printApiSchema } from "../schema.ts";

/** Prints what is reviewed as text: the API's schema. Only classes are looked at, nothing is opened. */
const root = path.resolve(import.meta.dirname, "../../../..");
const folder = path.join(root, "schema");
mkdirSync(folder, { recursive: true });
const schema = buildApiSchema({ get: (someClass) => Object.create(someClass.prototype) });
writeFileSync(path.join(folder, "schema.graphql"), printApiSchema(schema));
console.error("Printed schema/schema.graphql");

const docs = path.join(root, "docs");
writeFileSync(path.join(docs, "errors.md"), errorsDocument());
const operations = path.join(docs, "OPERATIONS.md");
writeFileSync(operations, withVariablesTable(readFileSync(operations, "utf8")));
console.error("Printed docs/errors.md and the variables in docs/OPERATIONS.md");

/**
 * Files full of leads: a partner sends one, a job reads it through and registers its rows as if they had
 * been sent one after the other, and says of each that was not registered why not.
 */
export { importRunReads } from "./graphql/import-run.reads.ts";
export { ImportResolver } from "./graphql/import.resolver.ts";
export { openProblems } from "./open-problems.ts";
export { runImport } from "./run-import.ts";
export type { RunImportDeps } from "./run-import.ts";
export { sweepImports } from "./sweep-imports.ts";

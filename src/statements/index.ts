/**
 * Statements: what each partner was owed as a closed month began, what moved, and what it was owed as the month ended.
 * Finance issues those of a month, a repeat writes them from sealed postings, and none ever changes: what is corrected
 * later stands in a later one, which begins where the one before ended. A partner may dispute a line, or what it misses.
 */
export { remindOfStatementDisputes } from "./remind-of-statement-disputes.ts";
export {
  disputeOutcomeReads,
  disputesOfStatement,
  statementDisputeReads,
} from "./graphql/statement-dispute.reads.ts";
export {
  DisputedStatementResolver,
  StatementDisputeResolver,
} from "./graphql/statement-dispute.resolver.ts";
export { statementLineReads, statementReads } from "./graphql/statement.reads.ts";
export { StatementResolver } from "./graphql/statement.resolver.ts";
export { isCsvProfile, statementCsv } from "./statement-csv.ts";
export type { CsvProfile } from "./statement-csv.ts";
export { statementPdfs } from "./statement-pdf.ts";
export { writeStatements } from "./write-statements.ts";

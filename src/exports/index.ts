/**
 * Files of the books: somebody asks for one, a process writes it in its turn from what was sealed up to a number of the chain,
 * and it is fetched by a link. The same parameters and number give the same bytes, at any time.
 */
export { glMappingLineReads, glMappingReads } from "./graphql/gl-mapping.reads.ts";
export { GlMappingResolver } from "./graphql/gl-mapping.resolver.ts";
export { rowOf, writtenColumns } from "./domain/cells.ts";
export type { Column, Row } from "./domain/cells.ts";
export { CSV_FOR_MACHINES, CSV_FOR_SPREADSHEETS, csvFile } from "./files/csv-file.ts";
export { exportRunReads } from "./graphql/export-run.reads.ts";
export { ExportResolver } from "./graphql/export.resolver.ts";
export { reportReads } from "./graphql/report.reads.ts";
export { ReportResolver } from "./graphql/report.resolver.ts";
export { linkToFile } from "./link-to-file.ts";
export type { LinkToFileDeps } from "./link-to-file.ts";
export { openExport } from "./open-export.ts";
export { runReports } from "./run-reports.ts";
export type { RunReportsDeps } from "./run-reports.ts";
export { sweepExports } from "./sweep-exports.ts";
export { writeExports } from "./write-exports.ts";
export type { WriteExportsDeps } from "./write-exports.ts";

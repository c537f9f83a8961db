/** Reports and files: funnels and credits counted as they change, and what was earned as a file. */
export { creditsCsv } from "./credits-csv.ts";
export { foldRollups } from "./fold-rollups.ts";
export { AttributionReportResolver } from "./graphql/attribution-report.resolver.ts";
export { CriteriaDiagnosticsResolver } from "./graphql/criteria-diagnostics.resolver.ts";
export { QuestionnaireAgreementResolver } from "./graphql/questionnaire-agreement.resolver.ts";
export { CreditReportResolver } from "./graphql/credit-report.resolver.ts";
export { FunnelReportResolver } from "./graphql/funnel.resolver.ts";
export { TaxReportResolver } from "./graphql/tax-report.resolver.ts";
export { isApprovedAt } from "./store/approved-at.ts";
export { nameAt } from "./store/name-at.ts";

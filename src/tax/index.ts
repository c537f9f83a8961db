/**
 * Tax: as whom partners are taxed, and by which forms they say so. Each is said by one person and taken by another, and so are the
 * rules of countries. Where one asks for a form that is not there, its partner is held until it is. A tax
 * number is sealed: the last four characters are shown.
 */
export { taxFormReads } from "./graphql/tax-form.reads.ts";
export { TaxFormKindEnum } from "./graphql/tax-form.type.ts";
export { TaxFormResolver } from "./graphql/tax-form.resolver.ts";
export { taxProfileReads } from "./graphql/tax-profile.reads.ts";
export { LegalFormEnum } from "./graphql/tax-profile.type.ts";
export { TaxProfileResolver } from "./graphql/tax-profile.resolver.ts";
export { taxRuleReads } from "./graphql/tax-rule.reads.ts";
export { TaxReportKindEnum } from "./graphql/tax-rule.type.ts";
export { TaxRuleResolver } from "./graphql/tax-rule.resolver.ts";
export { watchTaxForms } from "./watch-tax-forms.ts";

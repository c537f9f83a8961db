/**
 * Qualification: published criteria, assessments under them, and the verbs that follow acceptance.
 * qualify-lead.ts is where a partner earns.
 */
export {
  AssessmentResolver,
  CriteriaResolver,
  QualifiedLeadResolver,
} from "./graphql/criteria.resolver.ts";
export { QualificationReader } from "./graphql/qualification-reader.ts";
export { QualificationResolver } from "./graphql/qualification.resolver.ts";

/**
 * Which accounts the vendor wants: lists of them, for which rules of routing and scoring ask by name. All of it is the
 * vendor's knowledge alone.
 */
export { leadTargetLists, targetListReads, targetReads } from "./graphql/target-list.reads.ts";
export {
  LeadTargetListsResolver,
  TargetListResolver,
  TargetsResolver,
} from "./graphql/target-list.resolver.ts";

/**
 * What is sold: product lines, as a tree under ALL. Leads, protections and the vendor's claims name
 * lines, and each stands for all beneath it.
 */
export { ALL_LINES } from "./domain/scope.ts";
export { productLineReads } from "./graphql/product-line.reads.ts";
export { ProductLineResolver } from "./graphql/product-line.resolver.ts";
export { ProductLineType } from "./graphql/product-line.type.ts";
export { overlapping, readScope, standingScope } from "./store/scope.ts";

/** The hand-over: the vendor's answer to a registration — accept, reject, return. */
export { HandoverResolver } from "./graphql/handover.resolver.ts";

import "reflect-metadata";

/** What every module's GraphQL edge is made of: access, pages, nodes, errors, scalars, mutations. */
export { Anyone, Authenticated, Scoped } from "./access.ts";
export type { AnyDecorator, Needs } from "./access.ts";
export { childConnection } from "./child-pages.ts";
export type { ChildList } from "./child-pages.ts";
export { connectionType, toConnection } from "./connection.ts";
export type { ConnectionOf } from "./connection.ts";
export type { Caller, RequestContext } from "./context.ts";
export {
  costDirective,
  ListSize,
  ListSizedBy,
  listSizeDirective,
  withCosts,
} from "./cost-directives.ts";
export { CursorSeal } from "./cursor.ts";
export { describedEnum } from "./described-enum.ts";
export {
  idempotentDirective,
  requiresIdempotencyDirective,
  requiresScopesDirective,
} from "./directives.ts";
export { apiError, ERROR_CODES, helpUrl, isRetryable } from "./errors.ts";
export type { ErrorCode } from "./errors.ts";
export { guardSchema } from "./guard.ts";
export { groupedBy, inOrderOf, Loading } from "./loading.ts";
export type { BatchRead } from "./loading.ts";
export { MoneyInput, MoneyType, toMoneyType } from "./money.type.ts";
export { RequiresIdempotency } from "./mutation-field.ts";
export { idArgument, Node, readNode, textArgument } from "./node.ts";
export type { NodeSource, NodeSources } from "./node.ts";
export { COUNT_LIMIT, PageArgs, pageClauses, pageOf, pageRequest } from "./page.ts";
export type { OrderKey, Page, PageRequest } from "./page.ts";
export { Payload, withQueryInPayloads } from "./payload.ts";
export { callerOf, perform, readWith } from "./perform.ts";
export type { Performed, Read } from "./perform.ts";
export * from "./scalars.ts";
export { registerErrorType, toUserError } from "./to-user-error.ts";
export { UserError } from "./user-error.ts";

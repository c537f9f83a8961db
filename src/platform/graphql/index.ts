import "reflect-metadata";

/** What every module's GraphQL edge is made of: access, pages, nodes, errors, scalars, mutations. */
export { Anyone, Authenticated, isGranted, Scoped, typeNeeds } from "./access.ts";
export type { AnyDecorator, Needs } from "./access.ts";
export { connectionType } from "./connection.ts";
export type { Caller, RequestContext } from "./context.ts";
export {
  Cost,
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
export { forbidden, guardSchema } from "./guard.ts";
export { Live, noPubSub, watched } from "./live.ts";
export { MoneyInput, MoneyType, toMoneyType } from "./money.type.ts";
export { RequiresIdempotency } from "./mutation-field.ts";
export { idArgument, Node, textArgument } from "./node.ts";
export type { ArgumentPath } from "./node.ts";
export { COUNT_LIMIT, PageArgs, pageRequest } from "./page.ts";
export type { PageRequest } from "./page.ts";
export { Payload, withQueryInPayloads } from "./payload.ts";
export { payloadOf } from "./payload-of.ts";
export { callerOf, perform, readWith } from "./perform.ts";
export type { Performed, Read } from "./perform.ts";
export * from "./scalars.ts";
export { fieldsOf, interfacesOf, objectTypesOf } from "./schema-fields.ts";
export type { ApiField } from "./schema-fields.ts";
export { registerErrorType, toUserError } from "./to-user-error.ts";
export { UserError } from "./user-error.ts";

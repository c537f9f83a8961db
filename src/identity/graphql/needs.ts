import type { AnyDecorator } from "../../platform/graphql/index.ts";
import { Scoped } from "../../platform/graphql/index.ts";
import type { Scope } from "../domain/scopes.ts";

/** The type or field takes all of these scopes. */
export const Needs = (...scopes: readonly Scope[]): AnyDecorator => Scoped(scopes);

/** The type or field takes one of these scopes, whichever. */
export const NeedsOneOf = (...scopes: readonly Scope[]): AnyDecorator =>
  Scoped(...scopes.map((scope) => [scope]));

import { Subscription } from "type-graphql";

import type { Change, Topic } from "../live/index.ts";

import type { RequestContext } from "./context.ts";

type ReturnTypeOf = Parameters<typeof Subscription>[0] & (() => unknown);

/**
 * A field of the root Subscription. It is resolved like one of Query: for each change that it watches, and
 * once before that; null tells the subscriber nothing.
 */
export function Live(returns: ReturnTypeOf, description: string): MethodDecorator {
  return Subscription(returns, { nullable: true, description, subscribe: neverCalled });
}

/** Watches the topics; what changed, where the field is asked about one of them now. */
export function watched({ watching }: RequestContext, ...topics: readonly Topic[]): Change | null {
  return watching?.of(...topics) ?? null;
}

/** Streams are opened by the server itself, after the field has said what it watches. */
function neverCalled(): never {
  throw new Error("a subscription is watched, not subscribed to by its field");
}

/** The library asks for one where there are subscriptions. */
export const noPubSub = { publish: neverCalled, subscribe: neverCalled };

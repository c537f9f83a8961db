import type { OrderBy } from "./source.ts";
import type { Viewing } from "./tables.ts";

/** What a plan depends on besides its place: it names the partner where one asks, and reads what the scopes give. */
export function planKey(
  type: string,
  order: readonly OrderBy[],
  { caller, session }: Viewing,
): string {
  const side = session.partnerId === null ? "vendor" : "partner";
  const keys = order.map((by) => `${by.property}${by.descending ? "-" : "+"}`).join();
  return `${type} ${keys} ${side} ${scopesKey(caller.scopes)}`;
}

const keysOfScopes = new WeakMap<ReadonlySet<string>, string>();

function scopesKey(scopes: ReadonlySet<string>): string {
  const known = keysOfScopes.get(scopes);
  if (known !== undefined) return known;
  const key = [...scopes].sort().join();
  keysOfScopes.set(scopes, key);
  return key;
}

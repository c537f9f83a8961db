import type { Refusal } from "../../kernel/index.ts";
import { normaliseText, refuse } from "../../kernel/index.ts";

import type { KeyDocuments } from "./key-documents.ts";
import { isScope } from "./scopes.ts";
import type { Scope } from "./scopes.ts";
import type { Viewer } from "./viewer.ts";

const DAY_MS = 86_400_000;
const USUAL_DAYS = 365;
const LONGEST_DAYS = 730;

export interface ApiKeyRequest {
  readonly name: string;
  readonly scopes: readonly string[];
  /** When the key ends; null for a year from now. */
  readonly expiresAt: Date | null;
  /** What it may run; left out: what the caller may. */
  readonly documents?: KeyDocuments | null;
}

export interface GrantedApiKey {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt: Date;
  readonly documents: KeyDocuments;
}

/**
 * What a new key gets: never more than its owner may do at this moment, never longer than two
 * years, and a key made with a key never outlives it nor runs what that one may not.
 */
export function grantApiKey(
  viewer: Viewer,
  request: ApiKeyRequest,
  at: Date,
): GrantedApiKey | Refusal {
  const forbidden = refuseManagingKeys(viewer);
  if (forbidden) return forbidden;
  const name = normaliseText(request.name, { maxLength: 100 });
  if (!name.ok) return invalid("name", `The key's name ${name.problem}.`);

  const asked = [...new Set(request.scopes)];
  const scopes = asked.filter(isScope).filter((scope) => viewer.scopes.has(scope));
  if (asked.length === 0) return invalid("scopes", "A key needs at least one scope.");
  if (scopes.length < asked.length) {
    return refuse(
      "FORBIDDEN",
      "A key cannot do more than its owner: leave out the scopes you lack.",
      {
        path: ["scopes"],
        details: { grantable: [...viewer.scopes] },
      },
    );
  }

  const documents = request.documents ?? viewer.documents;
  if (documents === "ANY" && viewer.documents !== "ANY") {
    return refuse(
      "FORBIDDEN",
      "A key that runs stored documents only makes no key that runs others.",
      { path: ["documents"] },
    );
  }

  const limit = viewer.keyId === null ? daysAfter(at, LONGEST_DAYS) : viewer.expiresAt;
  const usual = daysAfter(at, USUAL_DAYS);
  const expiresAt = request.expiresAt ?? (usual < limit ? usual : limit);
  if (expiresAt <= at) return invalid("expiresAt", "The key would have ended already.");
  if (expiresAt > limit) {
    return invalid("expiresAt", `The key must end by ${limit.toISOString()}.`);
  }
  return { name: name.text, scopes, expiresAt, documents };
}

/** May the viewer make keys, or end those it can see? */
export function refuseManagingKeys(viewer: Viewer): Refusal | null {
  if (viewer.scopes.has("API_KEYS_WRITE")) return null;
  return refuse("FORBIDDEN", "Only an administrator makes and revokes API keys.", {
    details: { requiredScopes: ["API_KEYS_WRITE"] },
  });
}

function invalid(field: string, message: string): Refusal {
  return refuse("VALIDATION_FAILED", message, { path: [field] });
}

function daysAfter(at: Date, days: number): Date {
  return new Date(at.getTime() + days * DAY_MS);
}

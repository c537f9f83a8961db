import type { ApiKeyId, PartnerId, PartnerMemberId } from "../../kernel/index.ts";

import type { KeyDocuments } from "./key-documents.ts";
import { scopesUnder } from "./partner-access.ts";
import { isRole, scopesOf } from "./roles.ts";
import { isScope } from "./scopes.ts";
import type { Scope } from "./scopes.ts";
import type { LoginSessionId, Viewer } from "./viewer.ts";

/** What the database says of a credential and of the membership behind it, at one moment. */
export interface Standing {
  readonly memberId: PartnerMemberId;
  readonly partnerId: PartnerId | null;
  /** Null on the vendor's side. */
  readonly partnerState: string | null;
  readonly roles: readonly string[];
  readonly displayName: string;
  readonly tokenVersion: number;
  readonly deactivated: boolean;
  readonly credential:
    | { readonly kind: "session"; readonly id: LoginSessionId }
    | {
        readonly kind: "key";
        readonly id: ApiKeyId;
        readonly scopes: readonly string[];
        readonly documents: KeyDocuments;
      };
  readonly revoked: boolean;
  /** When the session or the key ends. */
  readonly endsAt: Date;
}

const viewers = new WeakMap<Standing, Viewer | null>();

/**
 * Who asks, if the credential still stands; null if not. A key does what both it and its owner's
 * roles allow, and never more than the partner's state leaves.
 */
export function viewerOf(standing: Standing, at: Date): Viewer | null {
  if (standing.endsAt <= at) return null;
  // all but its end is the same as long as the standing is
  const known = viewers.get(standing);
  if (known !== undefined) return known;
  const viewer = newViewer(standing);
  viewers.set(standing, viewer);
  return viewer;
}

function newViewer(standing: Standing): Viewer | null {
  const { credential, partnerId } = standing;
  if (standing.deactivated || standing.revoked) return null;
  const roles = standing.roles.filter(isRole);
  const held = scopesOf(roles);
  const carried = credential.kind === "key" ? both(held, credential.scopes) : held;
  const scopes =
    partnerId === null ? carried : scopesUnder(standing.partnerState ?? "TERMINATED", carried);
  if (scopes === null) return null;
  return {
    memberId: standing.memberId,
    keyId: credential.kind === "key" ? credential.id : null,
    sessionId: credential.kind === "session" ? credential.id : null,
    side: partnerId === null ? "VENDOR" : "PARTNER",
    partnerId,
    roles,
    scopes,
    documents: credential.kind === "key" ? credential.documents : "ANY",
    displayName: standing.displayName,
    tokenVersion: standing.tokenVersion,
    expiresAt: standing.endsAt,
  };
}

function both(held: ReadonlySet<Scope>, carried: readonly string[]): ReadonlySet<Scope> {
  return new Set(carried.filter(isScope).filter((scope) => held.has(scope)));
}

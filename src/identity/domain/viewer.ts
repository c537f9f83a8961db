import type { ApiKeyId, Id, PartnerId, PartnerMemberId } from "../../kernel/index.ts";

import type { KeyDocuments } from "./key-documents.ts";
import type { Role, Side } from "./roles.ts";
import type { Scope } from "./scopes.ts";

export type LoginSessionId = Id<"ses">;

/** Who is asking: one membership, in person or through one of its API keys. */
export interface Viewer {
  readonly memberId: PartnerMemberId;
  /** The API key that speaks for the member; null where the person logged in. */
  readonly keyId: ApiKeyId | null;
  /** The login the token belongs to; null for an API key. */
  readonly sessionId: LoginSessionId | null;
  readonly side: Side;
  /** The partner acted for; null on the vendor's side. */
  readonly partnerId: PartnerId | null;
  readonly roles: readonly Role[];
  /** What may be done now: by roles, narrowed by the key and by the partner's state. */
  readonly scopes: ReadonlySet<Scope>;
  /** What its key may run; ANY for who logged in. */
  readonly documents: KeyDocuments;
  readonly displayName: string;
  readonly tokenVersion: number;
  /** When the credential ends by itself. Streams close then at the latest. */
  readonly expiresAt: Date;
}

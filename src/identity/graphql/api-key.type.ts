import { Field, ObjectType } from "type-graphql";

import type { PartnerMemberId } from "../../kernel/index.ts";
import { idOf } from "../../kernel/index.ts";
import { connectionType, DateTimeScalar, Node } from "../../platform/graphql/index.ts";
import { keyDocumentsOf } from "../domain/key-documents.ts";
import type { KeyDocuments } from "../domain/key-documents.ts";
import { isScope } from "../domain/scopes.ts";
import type { Scope } from "../domain/scopes.ts";
import type { ApiKeyView } from "../store/api-key-pages.ts";

import { ApiKeyDocumentsEnum, ScopeEnum } from "./identity-enums.ts";
import { Needs } from "./needs.ts";

@ObjectType("ApiKey", {
  description:
    "What is kept of a program's credential; the key itself is not. A partner sees its own alone",
  implements: Node,
  simpleResolvers: true,
})
@Needs("API_KEYS_WRITE")
export class ApiKeyType extends Node {
  @Field(() => String, { description: "What it is for" })
  name: string;

  @Field(() => String, {
    description: "The part of the key that tells it from others: baton_live_<prefix>_…",
  })
  prefix: string;

  @Field(() => [ScopeEnum], {
    description: "What it carries; at any moment it does no more than its owner may",
  })
  scopes: readonly Scope[];

  @Field(() => ApiKeyDocumentsEnum, { description: "What it may run" })
  documents: KeyDocuments;

  @Field(() => DateTimeScalar, { description: "When it was made" })
  createdAt: Date;

  @Field(() => DateTimeScalar, { description: "When it ends by itself" })
  expiresAt: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was revoked, if it was" })
  revokedAt: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it was last used, to the minute; null if never",
  })
  lastUsedAt: Date | null;

  /** For `owner`. */
  ownerId: PartnerMemberId;
}

export const ApiKeyConnection = connectionType(() => ApiKeyType, "ApiKey");

export function toApiKeyType(view: ApiKeyView): ApiKeyType {
  return Object.assign(new ApiKeyType(), {
    id: idOf("key", view.id),
    name: view.name,
    prefix: view.prefix,
    scopes: view.scopes.filter(isScope),
    documents: keyDocumentsOf(view.documents),
    createdAt: view.created_at,
    expiresAt: view.expires_at,
    revokedAt: view.revoked_at,
    lastUsedAt: view.last_used_at,
    ownerId: idOf("mem", view.membership_id),
  });
}

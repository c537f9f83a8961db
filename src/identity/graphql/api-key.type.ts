import { Field, ObjectType } from "type-graphql";

import { connectionType, DateTimeScalar, Node } from "../../platform/graphql/index.ts";
import type { KeyDocuments } from "../domain/key-documents.ts";
import type { Scope } from "../domain/scopes.ts";

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
}

export const ApiKeyConnection = connectionType(() => ApiKeyType, "ApiKey");

import { Field, ID, InputType } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import { DateTimeScalar } from "../../platform/graphql/index.ts";
import type { ApiKeyRequest } from "../domain/api-key-rules.ts";
import type { KeyDocuments } from "../domain/key-documents.ts";
import type { Scope } from "../domain/scopes.ts";
import type { RevokeApiKey } from "../revoke-api-key.ts";

import { ApiKeyDocumentsEnum, ScopeEnum } from "./identity-enums.ts";

@InputType("CreateApiKeyInput", { description: "A credential for a program of the caller's" })
export class CreateApiKeyInput {
  @Field(() => String, { description: "What it is for, up to 100 characters" })
  name: string;

  @Field(() => [ScopeEnum], { description: "What it may do: one or more of the caller's scopes" })
  scopes: readonly Scope[];

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      "When it ends, within two years; a year from now if left out. A key made with a key ends with it at the latest",
  })
  expiresAt?: Date | null;

  @Field(() => ApiKeyDocumentsEnum, {
    nullable: true,
    description:
      "What it may run; ANY if left out. A key made with a key that runs stored documents only is like that one",
  })
  documents?: KeyDocuments | null;
}

@InputType("RevokeApiKeyInput", { description: "A key that ends" })
export class RevokeApiKeyInput {
  @Field(() => ID, { description: "The key's id, key_…" })
  keyId: string;
}

export function readApiKeyRequest(_reader: InputReader, input: CreateApiKeyInput): ApiKeyRequest {
  return {
    name: input.name,
    scopes: input.scopes,
    expiresAt: input.expiresAt ?? null,
    documents: input.documents ?? null,
  };
}

export function readRevocation(reader: InputReader, input: RevokeApiKeyInput): RevokeApiKey {
  return { keyId: reader.id(["keyId"], "key", input.keyId) };
}

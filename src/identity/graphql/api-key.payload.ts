import { Field, ObjectType } from "type-graphql";

import type { Answer } from "../../platform/reading/index.ts";
import { Payload, UserError } from "../../platform/graphql/index.ts";

import { ApiKeyType } from "./api-key.type.ts";

@ObjectType("CreateApiKeyPayload", { description: "Result of createApiKey", simpleResolvers: true })
@Payload()
export class CreateApiKeyPayload {
  @Field(() => String, {
    nullable: true,
    description:
      "The key itself, to be sent as Authorization: Bearer …. In this answer and nowhere else: null in a replay",
  })
  key: string | null;

  @Field(() => ApiKeyType, {
    nullable: true,
    description: "What is kept of it; null where none was made",
  })
  apiKey: Answer;

  @Field(() => [UserError], { description: "What stood in the way; empty where it was done" })
  errors: readonly UserError[];
}

@ObjectType("RevokeApiKeyPayload", { description: "Result of revokeApiKey", simpleResolvers: true })
@Payload()
export class RevokeApiKeyPayload {
  @Field(() => ApiKeyType, {
    nullable: true,
    description: "The key as it is now; null where nothing was done",
  })
  apiKey: Answer;

  @Field(() => [UserError], { description: "What stood in the way; empty where it was done" })
  errors: readonly UserError[];
}

import { Field, ID, ObjectType } from "type-graphql";

import { Payload, UserError } from "../../platform/graphql/index.ts";

@ObjectType("StoreDocumentsPayload", {
  description: "Result of storeDocuments",
  simpleResolvers: true,
})
@Payload()
export class StoreDocumentsPayload {
  @Field(() => [ID], {
    nullable: true,
    description:
      "What to send as documentId, in the order of the documents: sha256: and the SHA-256 of the text in hexadecimal; null where none was stored",
  })
  documentIds: readonly string[] | null;

  @Field(() => [UserError], { description: "What stood in the way; empty where it was done" })
  errors: readonly UserError[];
}

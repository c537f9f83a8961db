import { Field, ID, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { connectionType, DateTimeScalar, UrlScalar } from "../../platform/graphql/index.ts";

import { EvidenceKindEnum } from "./lead-enums.ts";
import { EventActorType } from "./lead-event.type.ts";

const OPENS = "Null for the vendor until the lead is accepted, unless it added it itself";

@ObjectType("Evidence", {
  description: "A file or a link that one side added to a lead; it stays as it is",
  simpleResolvers: true,
})
@Needs("LEADS_READ")
class EvidenceType {
  @Field(() => ID, { description: "The evidence's id" })
  id: string;

  @Field(() => EvidenceKindEnum, { description: "What sort it is" })
  kind: string;

  @Field(() => String, { nullable: true, description: `What was said of it. ${OPENS}` })
  @Needs("LEADS_READ", "CONTACTS_READ")
  note: string | null;

  @Field(() => UrlScalar, { nullable: true, description: `The link; null for a file. ${OPENS}` })
  @Needs("LEADS_READ", "CONTACTS_READ")
  url: string | null;

  @Field(() => String, {
    nullable: true,
    description: `The file's name as it was sent; null for a link. ${OPENS}`,
  })
  @Needs("LEADS_READ", "CONTACTS_READ")
  fileName: string | null;

  @Field(() => String, { nullable: true, description: "The file's media type; null for a link" })
  contentType: string | null;

  @Field(() => Int, { nullable: true, description: "The file's size; null for a link" })
  byteSize: number | null;

  @Field(() => String, {
    nullable: true,
    description: "SHA-256 of the file's bytes, in hexadecimal; null for a link",
  })
  sha256: string | null;

  @Field(() => UrlScalar, {
    nullable: true,
    description: `Where the file is fetched, for a quarter of an hour, with no other credentials: only as long as who asks may see it; null for a link. ${OPENS}`,
  })
  @Needs("LEADS_READ", "CONTACTS_READ")
  downloadUrl: string | null;

  @Field(() => DateTimeScalar, { description: "When it was added, by the server's clock" })
  submittedAt: Date;

  @Field(() => EventActorType, { description: "Who added it" })
  submittedBy: EventActorType;
}

export const EvidenceConnection = connectionType(() => EvidenceType, "Evidence");

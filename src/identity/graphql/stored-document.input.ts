import { Field, InputType } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import type { StoreDocuments } from "../store-documents.ts";

const MOST = 100;

@InputType("StoreDocumentsInput", { description: "Documents that are to be run by their hashes" })
export class StoreDocumentsInput {
  @Field(() => [String], {
    description:
      "1 to 100 GraphQL documents, each of at most 50,000 bytes; the id is made of the text as it stands, blanks and comments included",
  })
  documents: readonly string[];
}

/** `problems` says of each document what is wrong with it; null where nothing is. */
export const readStoreDocuments =
  (problems: readonly (string | null)[]) =>
  (reader: InputReader, input: StoreDocumentsInput): StoreDocuments => {
    const { documents } = input;
    if (documents.length < 1 || documents.length > MOST) {
      reader.report(["documents"], `must be 1 to ${MOST}, got ${documents.length}`);
    }
    for (const [index, problem] of problems.entries()) {
      if (problem !== null) reader.report(["documents", index], problem);
    }
    return { documents };
  };

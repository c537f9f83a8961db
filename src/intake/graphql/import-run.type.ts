import { Field, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import {
  Authenticated,
  connectionType,
  DateTimeScalar,
  describedEnum,
  Node,
  UrlScalar,
} from "../../platform/graphql/index.ts";
import { FILE_FAULTS } from "../domain/file-fault.ts";
import { IMPORT_FIELDS } from "../domain/import-fields.ts";
import { IMPORT_FORMATS, IMPORT_STATUSES } from "../domain/import-run.ts";

export const ImportFieldEnum = describedEnum(
  "ImportField",
  "What a column of an imported file holds",
  Object.fromEntries(Object.entries(IMPORT_FIELDS).map(([field, { meaning }]) => [field, meaning])),
);

export const ImportFormatEnum = describedEnum(
  "ImportFormat",
  "How a file of leads is written",
  IMPORT_FORMATS,
);

const ImportStatusEnum = describedEnum("ImportStatus", "Where an import stands", IMPORT_STATUSES);

const ImportFailureCode = describedEnum(
  "ImportFailureCode",
  "Why a file cannot be imported; further codes may be added",
  FILE_FAULTS,
);

@ObjectType("ImportFailure", {
  description: "Why a file cannot be imported, or not any further",
  simpleResolvers: true,
})
@Authenticated()
class ImportFailureType {
  @Field(() => ImportFailureCode, { description: "What is wrong; branch on this" })
  code: string;

  @Field(() => String, { description: "What is wrong and what would help, in words" })
  message: string;

  @Field(() => Int, {
    nullable: true,
    description: "The row at fault, as a spreadsheet counts: a header is row 1",
  })
  row: number | null;

  @Field(() => String, { nullable: true, description: "The column at fault, by its header" })
  column: string | null;
}

@ObjectType("ImportRun", {
  description:
    "A file of leads that a partner has registered, or the vendor for it. A partner sees its own alone",
  implements: Node,
  simpleResolvers: true,
})
@Needs("LEADS_READ")
export class ImportRunType extends Node {
  @Field(() => ImportStatusEnum, { description: "Where it stands" })
  status: string;

  @Field(() => ImportFormatEnum, { description: "How the file is written" })
  format: string;

  @Field(() => String, { description: "The file's name, as it was sent" })
  fileName: string;

  @Field(() => Boolean, { description: "True where the vendor asked for it, for its partner" })
  requestedByVendor: boolean;

  @Field(() => Boolean, {
    description: "True where nothing is registered, and only said what would be",
  })
  dryRun: boolean;

  @Field(() => Int, { nullable: true, description: "The rows of the file; null until it was read" })
  totalRows: number | null;

  @Field(() => Int, {
    description: "The rows that are done so far; of a dry run, that are checked",
  })
  doneRows: number;

  @Field(() => Int, { description: "Rows that became leads; of a dry run, that would" })
  registeredCount: number;

  @Field(() => Int, {
    description: "Rows whose lead was there before, with the same external reference and content",
  })
  knownCount: number;

  @Field(() => Int, { description: "Rows that were not registered" })
  refusedCount: number;

  @Field(() => DateTimeScalar, { description: "When it was asked for" })
  requestedAt: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "When the file began to be read" })
  startedAt: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was over; null before" })
  finishedAt: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When somebody told it to end; null where nobody did",
  })
  cancelRequestedAt: Date | null;

  @Field(() => ImportFailureType, {
    nullable: true,
    description: "Why it failed; null unless it did",
  })
  failure: ImportFailureType | null;

  @Field(() => UrlScalar, {
    nullable: true,
    description:
      "Where a CSV file with row, column, code and reason of each refused row is fetched, for a quarter of an hour, with no other credentials, until a week after the end; null where no row was refused, and for the vendor where it did not ask for the import itself",
  })
  @Needs("LEADS_READ", "LEADS_WRITE", "CONTACTS_READ")
  problemsUrl: string | null;
}

export const ImportRunConnection = connectionType(() => ImportRunType, "ImportRun");

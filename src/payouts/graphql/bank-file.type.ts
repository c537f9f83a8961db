import { Field, ID, InputType, Int, ObjectType } from "type-graphql";

import { Needs, PartnerMemberType } from "../../identity/index.ts";
import type { InputReader } from "../../kernel/index.ts";
import {
  connectionType,
  DateScalar,
  DateTimeScalar,
  describedEnum,
  MoneyType,
  Payload,
  UrlScalar,
  UserError,
} from "../../platform/graphql/index.ts";
import type { RequestBankFile } from "../request-bank-file.ts";
import { BANK_FILE_FORMATS } from "../domain/bank-file.ts";
import type { BankFileFormat } from "../domain/bank-file.ts";

const BankFileFormatEnum = describedEnum(
  "BankFileFormat",
  "What a file for the bank is written as",
  BANK_FILE_FORMATS,
);

@ObjectType("BankFileFetch", {
  description: "That somebody asked for a file for the bank, and fetched it or did not",
  simpleResolvers: true,
})
@Needs("LEDGER_READ")
class BankFileFetchType {
  @Field(() => PartnerMemberType, {
    nullable: true,
    description: "Who asked for it: nobody else can fetch it by that link",
  })
  askedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, { description: "When the link was made" })
  askedAt: Date;

  @Field(() => DateTimeScalar, { description: "From then on the link opens nothing" })
  expiresAt: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When the file was fetched by it, which it is once; null where it was not",
  })
  fetchedAt: Date | null;
}

export const BankFileFetchConnection = connectionType(() => BankFileFetchType, "BankFileFetch");

@ObjectType("BankFile", {
  description:
    "What a batch of payouts says to the bank: rendered once, as the batch is sent, and the same bytes ever after. It holds account numbers, and is fetched by the link of requestBankFile alone",
  simpleResolvers: true,
})
@Needs("LEDGER_READ")
export class BankFileType {
  @Field(() => BankFileFormatEnum, { description: "What it is written as" })
  format: string;

  @Field(() => String, { description: "Its name as it is fetched" })
  fileName: string;

  @Field(() => String, {
    description: "By which the bank names it, in its status reports",
  })
  messageId: string;

  @Field(() => DateScalar, { description: "The day on which the bank is asked to pay" })
  executionOn: string;

  @Field(() => Int, { description: "How many payments it holds" })
  paymentCount: number;

  @Field(() => MoneyType, { description: "Its control sum: what the payments come to" })
  total: MoneyType;

  @Field(() => String, { description: "SHA-256 of its bytes, in hexadecimal digits" })
  sha256: string;

  @Field(() => Int, { description: "How many bytes it has" })
  byteSize: number;

  @Field(() => DateTimeScalar, { description: "When it was rendered, and its batch sent" })
  renderedAt: Date;
}

export const BankFileConnection = connectionType(() => BankFileType, "BankFile");

@InputType("RequestBankFileInput", { description: "Which file for the bank" })
export class RequestBankFileInput {
  @Field(() => ID, { description: "The batch, bat_…, which was sent" })
  payoutBatchId: string;

  @Field(() => BankFileFormatEnum, { description: "As what" })
  format: BankFileFormat;
}

export const readRequestBankFile = (
  reader: InputReader,
  input: RequestBankFileInput,
): RequestBankFile => ({
  payoutBatchId: reader.id(["payoutBatchId"], "bat", input.payoutBatchId),
  format: input.format,
});

@ObjectType("RequestBankFilePayload", {
  description: "Result of requestBankFile",
  simpleResolvers: true,
})
@Payload()
export class RequestBankFilePayload {
  @Field(() => UrlScalar, {
    nullable: true,
    description:
      "Where the file is fetched, once, by GET and without other credentials; null where there is none. Relative to the API's own address where the server does not know it",
  })
  downloadUrl: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "From then on it opens nothing" })
  expiresAt: Date | null;

  @Field(() => [UserError], { description: "What stood in the way; empty where it was done" })
  errors: readonly UserError[];
}

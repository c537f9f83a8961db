import { idOf, isCurrency, money } from "../../kernel/index.ts";
import { toMoneyType } from "../../platform/graphql/index.ts";
import {
  ascending,
  column,
  descending,
  one,
  page,
  tableOf,
  value,
} from "../../platform/reading/index.ts";
import type { AddedFields, Source } from "../../platform/reading/index.ts";
import { fileNameOf, isBankFileFormat, messageIdOf } from "../domain/bank-file.ts";
import { BankFileFetchRow } from "../store/bank-file-fetch.row.ts";
import { BankFileRow } from "../store/bank-file.row.ts";

const file = tableOf(BankFileRow);
const asked = tableOf(BankFileFetchRow);

/** For the vendor alone. */
export const bankFileReads: Source = {
  type: "BankFile",
  table: file,
  isPartners: false,
  fields: {
    format: column(file.cell("format")),
    fileName: value([file.cell("batchId"), file.cell("format")], ([batchId, format]) => {
      if (!isBankFileFormat(format)) throw new Error(`a file for the bank is written as ${format}`);
      return fileNameOf(idOf("bat", batchId), format);
    }),
    messageId: value([file.cell("batchId")], ([batchId]) => messageIdOf(idOf("bat", batchId))),
    executionOn: column(file.cell("executionOn")),
    paymentCount: column(file.cell("paymentCount")),
    total: value([file.cell("sumMinor"), file.cell("currency")], ([minor, currency]) => {
      if (!isCurrency(currency)) throw new Error(`a file for the bank is in ${currency}`);
      return toMoneyType(money(minor, currency));
    }),
    sha256: column(file.cell("sha256")),
    byteSize: column(file.cell("byteSize")),
    renderedAt: column(file.cell("renderedAt")),
    fetches: page("BankFileFetch", { fileId: "id" }, [descending("askedAt"), descending("id")]),
  },
};

export const bankFileFetchReads: Source = {
  type: "BankFileFetch",
  table: asked,
  isPartners: false,
  fields: {
    askedBy: one("PartnerMember", { id: "askedBy" }),
    askedAt: column(asked.cell("askedAt")),
    expiresAt: column(asked.cell("expiresAt")),
    fetchedAt: column(asked.cell("fetchedAt")),
  },
};

/** The files of a batch. */
export const batchBankFiles: AddedFields = {
  type: "PayoutBatch",
  fields: { bankFiles: page("BankFile", { batchId: "id" }, [ascending("format")]) },
};

import { idOf, isCurrency, money, PREFIXES } from "../../kernel/index.ts";
import type { Prefix } from "../../kernel/index.ts";
import { sql } from "../../platform/database/index.ts";
import { toMoneyType } from "../../platform/graphql/index.ts";
import { ascending, column, id, list, one, tableOf, value } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { JournalEntryRow } from "../store/journal-entry.row.ts";
import { JournalSealRow } from "../store/journal-seal.row.ts";
import { JournalTxnRow } from "../store/journal-txn.row.ts";
import { LedgerAccountRow } from "../store/ledger-account.row.ts";

const account = tableOf(LedgerAccountRow);

export const ledgerAccountReads: Source = {
  type: "LedgerAccount",
  table: account,
  isPartners: false,
  fields: {
    id: id("led", account.cell("id")),
    role: value([account.cell("role")], ([role]) => role.toUpperCase()),
    currency: column(account.cell("currency")),
    partner: one("Partner", { id: "partnerId" }),
    incentiveProgramId: id("inc", account.cell("programId")),
  },
};

const entry = tableOf(JournalEntryRow);

export const ledgerEntryReads: Source = {
  type: "LedgerEntry",
  table: entry,
  isPartners: false,
  fields: {
    lineNo: column(entry.cell("lineNo")),
    account: one("LedgerAccount", { id: "accountId" }),
    amount: value([entry.cell("amountMinor"), entry.cell("currency")], ([minor, currency]) => {
      if (!isCurrency(currency)) throw new Error(`a line is in an unknown currency ${currency}`);
      return toMoneyType(money(minor, currency));
    }),
    creditId: id("crd", entry.cell("creditId")),
  },
};

/** What is posted and waits for its seal is not read: a report that was read would change. */
const seal = tableOf(JournalSealRow);
const posting = seal.with(JournalTxnRow, { id: "id" });

const hash = seal.expression<string>(
  "text",
  ({ column: of }) => sql`(
    select encode(link.hash, 'hex')
    from journal_seal as link
    where link.txn_id = ${of(seal, "id")})`,
);

/** All of a period was sealed when it was closed first: what has a later number came when it was open again. */
const isFromReopening = seal.expression<boolean>(
  "boolean",
  ({ column: of }) => sql`coalesce((
    select ${of(seal, "seq")} > period.first_close_seq
    from journal_txn as booked
    join accounting_period as period on period.id = booked.period_id
    where booked.id = ${of(seal, "id")}), false)`,
);

const isPrefix = (text: string): text is Prefix => Object.hasOwn(PREFIXES, text);

export const journalTransactionReads: Source = {
  type: "JournalTransaction",
  table: seal,
  isPartners: false,
  fields: {
    id: id("jrn", seal.cell("id")),
    seq: value([seal.cell("seq")], ([seq]) => seq.toString()),
    hash: column(hash),
    kind: column(posting.cell("kind")),
    effectiveOn: column(posting.cell("effectiveOn")),
    accountingOn: column(posting.cell("accountingOn")),
    postedAt: column(posting.cell("postedAt")),
    isFromReopening: column(isFromReopening),
    sourceId: value([posting.cell("sourceType"), posting.cell("sourceId")], ([type, uuid]) => {
      if (!isPrefix(type)) throw new Error(`a posting is about an unknown ${type}`);
      return idOf(type, uuid);
    }),
    memo: column(posting.cell("memo")),
    actor: one(
      "PartnerMember",
      (member, of) =>
        sql`(${member("id")} = (select done.actor_id from journal_txn as done where done.id = ${of("id")}))`,
    ),
    reverses: one(
      "JournalTransaction",
      (original, of) =>
        sql`(${original("id")} = (select mirror.reverses_id from journal_txn as mirror where mirror.id = ${of("id")}))`,
    ),
    reversedBy: one(
      "JournalTransaction",
      (mirror, of) =>
        sql`(${mirror("id")} = (select mirroring.id from journal_txn as mirroring where mirroring.reverses_id = ${of("id")}))`,
    ),
    entries: list("LedgerEntry", { txnId: "id" }, [ascending("lineNo")]),
  },
};

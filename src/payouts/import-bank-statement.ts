import { lockStored } from "../files/index.ts";
import type { BankStatementId, Refusal, UploadId } from "../kernel/index.ts";
import { refuse, uuidOf } from "../kernel/index.ts";
import type { Transaction } from "../platform/database/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";
import { FileIsGone } from "../platform/storage/index.ts";
import type { FileStorage } from "../platform/storage/index.ts";

import type { BankCsvMapping } from "./domain/bank-csv.ts";
import { decideEntries, NO_REASON } from "./domain/bank-entry.ts";
import type { Payer } from "./domain/bank-file.ts";
import type { StatedFile } from "./domain/stated-entry.ts";
import type { PayoutDeps } from "./draft-payout-batch.ts";
import { notBefore, queueReturns, queueSettlements } from "./queue-booked.ts";
import type { Booked } from "./queue-booked.ts";
import { readStated } from "./read-stated.ts";
import { lockImports, queueStatement } from "./store/bank-statement-store.ts";
import type { DecidedEntry } from "./store/bank-statement-store.ts";
import { lockPayoutsNamed, lockSettingOff } from "./store/payout-store.ts";
import type { StandingPayout } from "./store/payout-store.ts";

export interface ImportBankStatementDeps extends PayoutDeps {
  readonly storage: FileStorage;
  /** From whose account payouts go; null where none is set up. */
  readonly payer: Payer | null;
}

export interface ImportBankStatement {
  readonly uploadId: UploadId;
  /** What the columns of a bank's own table hold; null of a message of ISO 20022. */
  readonly csv: BankCsvMapping | null;
}

export interface BankStatementImported extends Outcome {
  readonly bankStatementId: BankStatementId;
}

/**
 * Takes a file of the bank once: each entry that names a payout, and is of its amount and currency, settles or returns
 * it as if it had been said by hand; all others wait for a person. All of it is done in one transaction, or nothing is.
 */
export const importBankStatement =
  (deps: ImportBankStatementDeps) => (call: Call<ImportBankStatement>) =>
    once<ImportBankStatement, BankStatementImported>(
      deps.database,
      call,
      async (tx): Promise<BankStatementImported | Refusal> => {
        const { command, session, actor, at } = call;
        const { uploadId, csv } = command;
        if (actor.id === null) throw new Error("somebody imports a bank statement");
        const upload = (await lockStored(tx, session, [uploadId], at)).get(uploadId);
        if (!upload) return fileNotThere(uploadId);
        if (upload.purpose !== "BANK_STATEMENT")
          return wrongFile(`was sent for ${upload.purpose}, and not as a BANK_STATEMENT`);
        if (csv === null && upload.contentType === "text/csv")
          return wrongFile("is a CSV: say in csv what its columns hold");
        const sha256 = upload.sha256.toString("hex");
        const before = await lockImports(tx, sha256);
        if (before) return importedBefore(before);
        const file = await openFile(deps, uploadId);
        if (file === null) return fileNotThere(uploadId);
        const read = await readStated(file, { csv, iban: deps.payer?.iban ?? null });
        if (!read.ok) return wrongFile(read.problem);

        const id = deps.newId("bst");
        const entries = await queueOutcomes(deps, tx, read.value, { at, by: actor.id });
        const { byteSize } = upload;
        const statement = { id, file: read.value, entries, sha256, byteSize, at, by: actor.id };
        queueStatement(tx, deps.newId, statement);
        const touched = entries.flatMap(({ outcome: { state, payoutId } }) =>
          payoutId !== null && (state === "SETTLED" || state === "RETURNED") ? [payoutId] : [],
        );
        return {
          kind: "BankStatementImported",
          bankStatementId: id,
          subjects: [id, ...new Set(touched)],
        };
      },
    );

async function openFile({ storage }: ImportBankStatementDeps, id: UploadId) {
  try {
    return await storage.open(uuidOf(id));
  } catch (error) {
    if (error instanceof FileIsGone) return null;
    throw error;
  }
}

const path = ["uploadId"];

const fileNotThere = (id: UploadId): Refusal =>
  refuse(
    "NOT_FOUND",
    `There is no file ${id} of yours that waits to be used: send it first, within a day of using it.`,
    { path },
  );

const wrongFile = (problem: string): Refusal =>
  refuse("VALIDATION_FAILED", `The file ${problem}.`, { path });

const importedBefore = (id: BankStatementId): Refusal =>
  refuse("ALREADY_DONE", `The same file was imported before, as ${id}.`, { path });

/** Decides what becomes of each entry, and queues what becomes of the payouts that they name. */
async function queueOutcomes(
  deps: PayoutDeps,
  tx: Transaction,
  { entries }: StatedFile,
  saying: { readonly at: Date; readonly by: string },
): Promise<readonly DecidedEntry[]> {
  const names = entries.flatMap(({ endToEndId }) => endToEndId ?? []);
  const payouts = new Map(
    (await lockPayoutsNamed(tx, [...new Set(names)])).map((each) => [each.endToEndId, each]),
  );
  const credited = entries.flatMap(({ direction, endToEndId }) => {
    const payout = direction === "CREDIT" ? payouts.get(endToEndId ?? "") : undefined;
    return payout ? [payout.id] : [];
  });
  const settingOff = new Set((await lockSettingOff(tx, credited)).keys());
  const outcomes = decideEntries(entries, payouts, { at: saying.at, settingOff });
  const decided = entries.flatMap((entry, index) => {
    const outcome = outcomes[index];
    return outcome ? [{ entry, outcome }] : [];
  });
  const settled = bookedBy(decided, "SETTLED", payouts);
  await queueSettlements(deps, tx, settled, saying);
  // what was booked and came back by one file is both, one after the other
  if (settled.length > 0) await tx.flush();
  for (const { payout, on, reference } of settled)
    payouts.set(payout.endToEndId, {
      ...{ ...payout, state: "PAID", bookedOn: on, bankReference: reference },
      changedAt: notBefore(saying.at, payout),
    });
  await queueReturns(deps, tx, bookedBy(decided, "RETURNED", payouts), saying);
  return decided;
}

function bookedBy(
  decided: readonly DecidedEntry[],
  state: "SETTLED" | "RETURNED",
  payouts: ReadonlyMap<string, StandingPayout>,
): readonly (Booked & { readonly reason: string })[] {
  return decided.flatMap(({ entry, outcome }) => {
    const payout = payouts.get(entry.endToEndId ?? "");
    if (outcome.state !== state || !payout) return [];
    const { bookedOn: on, reference } = entry;
    return [{ payout, on, reference, reason: entry.reason ?? NO_REASON }];
  });
}

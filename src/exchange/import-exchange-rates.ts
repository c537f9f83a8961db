import type { Currency, ExchangeRateImportId } from "../kernel/index.ts";
import { isRefusal, localDate, refuse, uuidOf } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { decideRates } from "./domain/rates-decision.ts";
import type { RatesFile } from "./domain/rates-file.ts";
import { ExchangeRateImportRow } from "./store/exchange-rate-import.row.ts";
import { insertRates, lockRates } from "./store/exchange-rate-store.ts";

export interface ImportExchangeRatesDeps {
  readonly database: Database;
  readonly newId: NewId;
}

export interface ImportExchangeRates {
  /** Who published them, such as ECB. */
  readonly source: string;
  readonly base: Currency;
  readonly file: RatesFile;
  /** Why rates that stand are corrected; null where none is meant to be. */
  readonly correctionReason: string | null;
}

export interface ExchangeRatesImported extends Outcome {
  readonly exchangeRateImportId: ExchangeRateImportId;
}

/**
 * Keeps the rates of a file. What was calculated by a rate stays as it was: a correction counts for what
 * happens from now on.
 */
export const importExchangeRates =
  (deps: ImportExchangeRatesDeps) => (call: Call<ImportExchangeRates>) =>
    once<ImportExchangeRates, ExchangeRatesImported>(deps.database, call, async (tx) => {
      const { command, actor, at } = call;
      const { source, base, file, correctionReason } = command;
      if (actor.id === null) throw new Error("somebody imports rates");
      const days = [...new Set(file.rates.map(({ ratedOn }) => ratedOn))];
      const coming = days.find((day) => day > localDate(at, "Europe/Berlin"));
      if (coming !== undefined) return notYet(coming);
      const standing = await lockRates(tx, days);
      const decided = decideRates({ base, rates: file.rates }, standing, correctionReason !== null);
      if (isRefusal(decided)) return decided;

      const importId = deps.newId("fxi");
      const { added, corrected, unchanged } = decided;
      tx.queue(
        deps.database.insert(ExchangeRateImportRow, {
          ...{ id: uuidOf(importId), source, base, correctionReason, unchanged },
          ...{ added: added.length, corrected: corrected.length, skipped: [...file.skipped] },
          ...{ importedAt: at, importedBy: actor.id },
        }),
      );
      const rates = [...added, ...corrected];
      if (rates.length > 0)
        tx.queue(insertRates(deps.newId, { importId, source, base, rates, at }));
      return {
        kind: "ExchangeRatesImported",
        exchangeRateImportId: importId,
        subjects: [importId],
      };
    });

function notYet(day: string) {
  return refuse(
    "VALIDATION_FAILED",
    `csv has rates of ${day}, which is still to come: a rate is imported once its day has begun.`,
    { path: ["csv"] },
  );
}

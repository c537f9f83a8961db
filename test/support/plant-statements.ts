import { parseId, idOf, money, uuidOf } from "../../src/kernel/index.ts";
import type {
  CreditId,
  Currency,
  JournalTransactionId,
  PartnerId,
} from "../../src/kernel/index.ts";
import {
  compareBooks,
  DEFAULT_ENTITY_ID,
  postJournal,
  reverseJournals,
  sealJournals,
} from "../../src/ledger/index.ts";
import { systemSession } from "../../src/platform/database/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { writeStatements } from "../../src/statements/index.ts";

import { plantMember } from "./cast.ts";
import { done } from "./mutate.ts";
import type { ServedWorld } from "./served-world.ts";

export interface PlantedMonth {
  /** Its first day: months before it are closed. */
  readonly startsOn: string;
  readonly partnerId: PartnerId;
  readonly creditId: string;
  /** One statement in each. */
  readonly currencies: readonly Currency[];
  /** How often something was clawed back in the first of them, of which the first was an error. */
  readonly times: number;
}

/** Closes a month of the vendor's books in which a partner owed something back, and issues its statements; one's id. */
export async function plantStatements(world: ServedWorld, month: PlantedMonth): Promise<string> {
  const { database } = world;
  const period = newId("prd");
  await world.asOwner(
    "insert into accounting_period (id, entity_id, starts_on) values ($1, $2, $3)",
    [uuidOf(period), DEFAULT_ENTITY_ID, month.startsOn],
  );
  const owed = await postAll(world, month);
  await sealJournals(database, "test");
  await compareBooks({ database, clock: () => new Date() })("test");
  const finance = await plantMember(world, ["FINANCE"], null, { name: "Stella States" });
  const controller = await plantMember(world, ["CONTROLLER"], null, { name: "Clara Closes" });
  const input = { accountingPeriodId: period };
  const shown = "accountingPeriod { id }";
  await done(world, finance.key, "softClosePeriod", input, shown);
  await done(world, controller.key, "hardClosePeriod", input, shown);
  await done(world, finance.key, "issueStatements", input, shown);
  await writeStatements({ database, clock: () => new Date(), newId }, "test");
  // nobody had been paid: what was owed was an error as well, as it turned out later
  const today = new Date().toISOString().slice(0, 10);
  await mirror(world, owed, today);
  const [written] = await world.asOwner<{ id: string }>(
    "select id from partner_statement where period_id = $1 and currency = $2",
    [uuidOf(period), month.currencies[0]],
  );
  return idOf("stm", written?.id ?? "");
}

/** What it posts and does not take back at once. */
async function postAll(
  world: ServedWorld,
  month: PlantedMonth,
): Promise<readonly JournalTransactionId[]> {
  const [first] = month.currencies;
  const error = await claw(world, month, first ?? "EUR", 0);
  const owed: JournalTransactionId[] = [];
  for (let each = 1; each < month.times; each += 1)
    owed.push(await claw(world, month, first ?? "EUR", each));
  for (const currency of month.currencies.slice(1))
    owed.push(await claw(world, month, currency, 0));
  await mirror(world, [error], month.startsOn);
  return owed;
}

/** Something of a credit is clawed back in error, and taken back at once; the posting that took it back. */
export async function plantErrorTakenBack(
  world: ServedWorld,
  month: Pick<PlantedMonth, "startsOn" | "partnerId" | "creditId">,
): Promise<JournalTransactionId> {
  const error = await claw(world, month, "EUR", 0);
  const [mirrored] = await mirror(world, [error], month.startsOn);
  if (!mirrored) throw new Error("nothing was taken back");
  return mirrored;
}

async function mirror(
  world: ServedWorld,
  postings: readonly JournalTransactionId[],
  on: string,
): Promise<readonly JournalTransactionId[]> {
  const mirrors = postings.map((reverses) => ({
    ...{ id: newId("jrn"), entityId: DEFAULT_ENTITY_ID, reverses, memo: null },
    ...{ key: `planted back ${reverses}`, effectiveOn: on, source: newId("pay") },
  }));
  await world.database.transaction(systemSession("test"), async (tx) => {
    reverseJournals(tx, mirrors);
    return null;
  });
  return mirrors.map(({ id }) => id);
}

async function claw(
  world: ServedWorld,
  month: Pick<PlantedMonth, "startsOn" | "partnerId" | "creditId">,
  currency: Currency,
  place: number,
) {
  const { partnerId } = month;
  const credit = parseId("crd", month.creditId);
  if (!credit.ok) throw new Error(credit.problem);
  const creditId: CreditId = credit.id;
  const [of] = await world.asOwner<{ program: string }>(
    `select award.incentive_program_id as program
     from credit join award on award.id = credit.award_id
     where credit.id = $1`,
    [uuidOf(creditId)],
  );
  const programId = idOf("inc", of?.program ?? "");
  const id = newId("jrn");
  const amount = BigInt(100 + place);
  await world.database.transaction(systemSession("test"), async (tx) => {
    postJournal(tx, {
      ...{ id, entityId: DEFAULT_ENTITY_ID, kind: "CLAWBACK", memo: null },
      ...{ key: `planted ${id}`, effectiveOn: month.startsOn, source: newId("pay") },
      lines: [
        {
          account: { role: "clawback_receivable", programId, partnerId },
          amount: money(amount, currency),
          creditId,
        },
        {
          account: { role: "expense_recovery", programId },
          amount: money(-amount, currency),
          creditId,
        },
      ],
    });
    return null;
  });
  return id;
}

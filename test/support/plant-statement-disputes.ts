import { idOf, uuidOf } from "../../src/kernel/index.ts";
import type { PartnerId } from "../../src/kernel/index.ts";
import { sealJournals } from "../../src/ledger/index.ts";

import type { CastMember } from "./cast.ts";
import { done } from "./mutate.ts";
import { plantErrorTakenBack } from "./plant-statements.ts";
import type { ServedWorld } from "./served-world.ts";

const SHOWN = "statementDispute { id }";

interface People {
  readonly admin: CastMember;
  readonly finance: CastMember;
  readonly controller: CastMember;
}

interface Disputed {
  readonly statementId: string;
  readonly partnerId: PartnerId;
  /** What the statement is of. */
  readonly creditId: string;
  /** What is missing on it. */
  readonly leadId: string;
}

/** A partner's statement: the one that it has, or one that says nothing. */
export async function statementOf(world: ServedWorld, partnerId: PartnerId): Promise<string> {
  const find = () =>
    world.asOwner<{ id: string }>(
      "select id from partner_statement where partner_id = $1 order by number limit 1",
      [uuidOf(partnerId)],
    );
  const [own] = await find();
  if (own) return idOf("stm", own.id);
  await world.asOwner(
    `alter table partner_statement disable trigger partner_statement_adds_up;
     insert into partner_statement
     select gen_random_uuid(), '${uuidOf(partnerId)}', 1, period_id, entity_id, currency, starts_on, ends_on, 1,
       0, 0, 0, 0, 0, 0, 0, 0, 0, 0, issued_at
     from partner_statement limit 1;
     alter table partner_statement enable always trigger partner_statement_adds_up`,
  );
  const [made] = await find();
  return idOf("stm", made?.id ?? "");
}

/** A dispute of a lead that is missing on a statement; its id. */
export async function plantMissingLead(
  world: ServedWorld,
  admin: CastMember,
  missing: { readonly statementId: string; readonly missingLeadId: string },
  words = "A sample",
): Promise<string> {
  const input = { ...missing, reason: "MISSING", grounds: words, evidence: words };
  const made = await done(world, admin.key, "disputeStatementLine", input, SHOWN);
  return made["statementDispute"].id;
}

async function endDispute(
  world: ServedWorld,
  { finance, controller }: People,
  statementDisputeId: string,
  said: Readonly<Record<string, unknown>>,
  words: string,
): Promise<void> {
  const proposed = { statementDisputeId, answer: words, ...said };
  await done(world, finance.key, "proposeDisputeOutcome", proposed, SHOWN);
  const decided = { statementDisputeId, isApproved: true, note: words };
  await done(world, controller.key, "decideStatementDispute", decided, SHOWN);
}

/** Disputes of a statement that ended: of a line whose posting was taken back, of another line, and of a lead that was missing. */
export async function plantStatementDisputes(
  world: ServedWorld,
  people: People,
  { statementId, leadId, partnerId, creditId }: Disputed,
  words: string,
): Promise<string> {
  const { admin } = people;
  const line = { statementId, reason: "DUPLICATE", grounds: words, evidence: words };
  const dispute = async (lineNumber: number): Promise<string> => {
    const input = { ...line, lineNumber };
    const made = await done(world, admin.key, "disputeStatementLine", input, SHOWN);
    return made["statementDispute"].id;
  };
  const upheld = await dispute(2);
  const missing = await plantMissingLead(
    world,
    admin,
    { statementId, missingLeadId: leadId },
    words,
  );
  const today = new Date().toISOString().slice(0, 10);
  const posting = await plantErrorTakenBack(world, { startsOn: today, partnerId, creditId });
  await sealJournals(world.database, "test");
  const corrected = { outcome: "UPHELD", correctingCreditId: creditId };
  await endDispute(world, people, upheld, corrected, words);
  const booked = { outcome: "UPHELD", correctingPostingId: posting };
  await endDispute(world, people, missing, booked, words);
  await endDispute(world, people, await dispute(1), { outcome: "DISMISSED" }, words);
  return upheld;
}

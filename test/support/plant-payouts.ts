import type { LeadId, PartnerId, PayoutBatchId, PayoutId } from "../../src/kernel/index.ts";
import { formatAmount, idOf, isCurrency, money, uuidOf } from "../../src/kernel/index.ts";
import type { Vault } from "../../src/platform/vault.ts";
import { newId } from "../../src/platform/ids.ts";

import { camt, importStatement, payoutOf, plantUnmatched, unmatchedIn } from "./bank-says.ts";
import { testVault } from "./banking.ts";
import { plantMember } from "./cast.ts";
import type { CastMember } from "./cast.ts";
import { done } from "./mutate.ts";
import { newIban } from "./plant-payout-accounts.ts";
import { plantApprovalProposal } from "./plant-approval.ts";
import { plantTaxRule } from "./plant-tax.ts";
import type { ServedWorld } from "./served-world.ts";
import type { World } from "./world.ts";

/** The numbers of a world that is served are sealed by its own vault. */
type Payable = Pick<World, "asOwner"> & { readonly vault?: Vault };

/** An account of the partner's that was verified long before that instant, and may be used; in place of the one before. */
export async function plantUsableAccount(
  { asOwner, vault = testVault() }: Payable,
  partnerId: PartnerId,
  currency: string,
  before: Date = new Date(),
  verifiedBy?: string,
): Promise<string> {
  const partner = `'${uuidOf(partnerId)}'`;
  const ofCurrency = `partner_id = ${partner} and currency = '${currency}'`;
  const daysAgo = (days: number) => new Date(before.getTime() - days * 86_400_000).toISOString();
  const [entering, other] = await asOwner<{ id: string }>(
    `select distinct on (user_id) id from membership
     where not roles && array['CONTROLLER'] order by user_id, id limit 2`,
  );
  const verifying = verifiedBy ?? other?.id;
  const acting = (id: string | undefined) => `select set_config('app.actor_id', '${id}', true);`;
  const id = uuidOf(newId("pac"));
  const iban = newIban();
  const hex = (bytes: Buffer) => `decode('${bytes.toString("hex")}', 'hex')`;
  const sealed = hex(vault.seal(iban, idOf("pac", id)).bytes);
  const mark = hex(vault.mark(iban));
  await asOwner(`
    ${acting(verifying)}
    update payout_account set state = 'ENDED', ended_at = greatest(decided_at, now()), ended_by = '${verifying}', end_reason = 'Another'
    where ${ofCurrency} and state = 'VERIFIED';
    update payout_account set state = 'ENDED', ended_at = now(), ended_by = '${verifying}', end_reason = 'Another'
    where ${ofCurrency} and state = 'WAITING';
    ${acting(entering?.id)}
    insert into payout_account (id, partner_id, currency, holder_name, town, country, format, bank_country, number_sealed, key_id,
      number_mark, number_ends, proposed_at, proposed_by)
    values ('${id}', ${partner}, '${currency}', 'Alder GmbH', 'Berlin', 'DE', 'IBAN', 'DE', ${sealed}, '1', ${mark}, '${iban.slice(-4)}',
      '${daysAgo(30)}', '${entering?.id}');
    ${acting(verifying)}
    update payout_account
    set state = 'VERIFIED', decided_at = '${daysAgo(20)}', decided_by = '${verifying}', note = 'Asked by telephone',
      usable_from = '${daysAgo(13)}'
    where id = '${id}'`);
  return id;
}

interface Payers {
  readonly finance: CastMember;
  readonly controller: CastMember;
}

export interface PlantedBatch {
  readonly payoutBatchId: string;
  readonly selectionHash: string;
  readonly payoutId: string;
}

const SHOWN = "payoutBatch { id selectionHash payouts(first: 1) { nodes { id } } }";

/** A batch of all that is payable to these partners in euros. */
export async function plantPayoutBatch(
  world: ServedWorld,
  finance: CastMember,
  partnerIds: readonly PartnerId[],
): Promise<PlantedBatch> {
  const input = { currency: "EUR", partnerIds, earnedUntil: "2100-01-01T00:00:00Z" };
  const { payoutBatch } = await done(world, finance.key, "draftPayoutBatch", input, SHOWN);
  const { id, selectionHash, payouts } = payoutBatch;
  return { payoutBatchId: id, selectionHash, payoutId: payouts.nodes[0].id };
}

export async function plantSentBatch(
  world: ServedWorld,
  { finance, controller }: Payers,
  partnerIds: readonly PartnerId[],
): Promise<PlantedBatch> {
  const batch = await plantPayoutBatch(world, finance, partnerIds);
  const { payoutBatchId, selectionHash } = batch;
  await done(world, controller.key, "approvePayoutBatch", { payoutBatchId, selectionHash });
  await done(world, controller.key, "sendPayoutBatch", { payoutBatchId });
  return batch;
}

/** A credit that was approved, and may be paid to an account of its partner. */
export async function plantPayable(
  world: ServedWorld,
  { finance, controller }: Payers,
  partnerId: PartnerId,
  creditId: string,
): Promise<void> {
  const proposed = await plantApprovalProposal(world, finance, creditId);
  const decided = { ...proposed, isApproved: true, note: "A sample" };
  await done(world, controller.key, "decideApproval", decided);
  await plantUsableAccount(world, partnerId, "EUR");
}

/** A partner pays back all that it owes, so that nothing is set off. */
export async function plantPaidBack(
  world: ServedWorld,
  payers: Payers,
  partnerId: PartnerId,
): Promise<void> {
  const owed = await world.asOwner<{ id: string; minor: string; currency: string }>(
    `select clawed.posting_id as id, own.currency, app.outstanding_of_clawback(clawed.partner_id, clawed.posting_id) as minor
     from credit_clawback as clawed
     join credit as own on own.id = clawed.credit_id
     where clawed.partner_id = $1 and clawed.ended_at is null`,
    [uuidOf(partnerId)],
  );
  const { bookedOn: receivedOn } = booked("");
  for (const { id, minor, currency } of owed) {
    if (BigInt(minor) === 0n || !isCurrency(currency)) continue;
    const amount = { amount: formatAmount(money(BigInt(minor), currency)), currency };
    const said = { clawbackId: idOf("clw", id), amount, receivedOn };
    await plantRepaid(world, payers, { ...said, bankReference: newId("jrn") }, "A sample");
  }
}

/** What somebody says that a partner paid back: a cent of a claim. */
export async function plantRepayment(
  world: ServedWorld,
  clawbackId: string,
  words = "A sample",
  more: object = {},
): Promise<string> {
  const finance = await plantMember(world, ["FINANCE"]);
  const input = {
    ...{ clawbackId, amount: { amount: "0.01", currency: "EUR" } },
    ...{ receivedOn: today(), bankReference: newId("jrn"), evidence: words, ...more },
  };
  const shown = "repaymentProposal { id }";
  const made = await done(world, finance.key, "proposeRepayment", input, shown);
  return made["repaymentProposal"].id;
}

async function plantRepaid(
  world: ServedWorld,
  { controller }: Payers,
  said: { readonly clawbackId: string; readonly [more: string]: unknown },
  words: string,
): Promise<string> {
  const repaymentProposalId = await plantRepayment(world, said.clawbackId, words, said);
  const decided = { repaymentProposalId, isApproved: true, note: words };
  await done(world, controller.key, "decideRepayment", decided);
  return repaymentProposalId;
}

/** A proposal to write a cent of that off. */
export async function plantWriteOff(
  world: ServedWorld,
  clawbackId: string,
  words: string,
): Promise<string> {
  const finance = await plantMember(world, ["FINANCE"]);
  const input = { clawbackId, amount: { amount: "0.01", currency: "EUR" }, reason: words };
  const made = await done(world, finance.key, "proposeWriteOff", input, "writeOff { id }");
  return made["writeOff"].id;
}

/** A payout is booked, and a credit of it taken back: what is owed. */
export async function plantClaimOf(
  world: ServedWorld,
  { finance }: Payers,
  payoutId: string,
  words: string,
): Promise<string> {
  await done(world, finance.key, "settlePayout", booked(payoutId, words));
  const [paid] = await world.asOwner<{ credit_id: string }>(
    `select paid.credit_id
     from payout_credit as paid
     where paid.payout_id = $1
       and not exists (
         select
         from credit
         join volume_unit as unit on unit.award_id = credit.award_id
         where credit.id = paid.credit_id)
     limit 1`,
    [uuidOf(payoutId as PayoutId)],
  );
  await takeBack(world, finance, idOf("crd", paid?.credit_id ?? ""), words);
  const [claim] = await world.asOwner<{ id: string }>(
    "select posting_id as id from credit_clawback where credit_id = $1",
    [paid?.credit_id],
  );
  return idOf("clw", claim?.id ?? "");
}

const takeBack = (world: ServedWorld, by: CastMember, creditId: string, words: string) =>
  done(world, by.key, "reverseCredit", {
    ...{ creditId, reason: "INACCURATE_DATA", trueOn: "2020-01-01" },
    ...{ evidence: words, statement: words },
  });

/** A payout of which half is withheld by a rule of the partner's country that stands for as long; the transfer beside it was paid. */
export async function plantWithheld(
  world: ServedWorld,
  payers: Payers,
  { partnerId, newSql }: { readonly partnerId: PartnerId; readonly newSql: () => Promise<LeadId> },
  words: string,
): Promise<string> {
  const { finance, controller } = payers;
  await plantApproved(world, payers, await newSql(), words);
  const inForce = async (more: Readonly<Record<string, unknown>>) => {
    const taxRuleId = await plantTaxRule(world, finance, { source: words, ...more });
    await done(world, controller.key, "decideTaxRule", {
      taxRuleId,
      isApproved: true,
      note: words,
    });
  };
  const withheld = { forms: ["W_9"], withholdingPercent: "50", withoutForm: "WITHHOLD" };
  await inForce({ ...withheld, threshold: { amount: "0.00", currency: "EUR" } });
  const { payoutBatchId } = await plantSentBatch(world, payers, [partnerId]);
  // others of the country are asked for no form from now on
  await inForce({ forms: [] });
  const payouts = await world.asOwner<{ id: string; method: string }>(
    "select id, method from payout where batch_id = $1",
    [uuidOf(payoutBatchId as PayoutBatchId)],
  );
  const idBy = (method: string): string => {
    const found = payouts.find((each) => each.method === method);
    if (!found) throw new Error(`there is no ${method}`);
    return idOf("pay", found.id);
  };
  const { bookedOn, bankReference } = booked("", words);
  await done(world, finance.key, "settlePayout", booked(idBy("TRANSFER"), words));
  const [found] = await world.asOwner<{ minor: string }>(
    "select amount_minor as minor from payout where id = $1",
    [uuidOf(idBy("WITHHOLDING") as PayoutId)],
  );
  const amount = formatAmount(money(BigInt(found?.minor ?? 0), "EUR"));
  const remitted = {
    ...{ country: "DE", amount: { amount, currency: "EUR" }, bankReference },
    ...{ withheldFromOn: bookedOn, withheldUntilOn: bookedOn, remittedOn: bookedOn },
  };
  const { taxRemittance } = await done(
    world,
    finance.key,
    "recordTaxRemittance",
    remitted,
    "taxRemittance { id }",
  );
  const decided = { taxRemittanceId: taxRemittance.id, isConfirmed: true, note: words };
  await done(world, controller.key, "decideTaxRemittance", decided);
  return taxRemittance.id;
}

let daysBefore = 0;

/**
 * A cent of a payout that was sent is withheld, by the rule of the US that Baton comes with, and the rest of it was booked on a day of
 * its own: what is said of its being handed on.
 */
export async function plantWithheldAlone(
  world: ServedWorld,
  payoutId: string,
): Promise<Readonly<Record<string, unknown>>> {
  daysBefore += 1;
  const day = new Date(Date.UTC(2020, 0, 1) - daysBefore * 86_400_000).toISOString().slice(0, 10);
  const [paid, withheld] = [uuidOf(payoutId as PayoutId), uuidOf(newId("pay"))];
  const tables = ["payout_batch", "payout", "payout_credit"];
  const triggers = (how: string) =>
    tables.map((table) => `alter table ${table} ${how} trigger user`).join("; ");
  const [found] = await world.asOwner<{ currency: string }>(
    "select currency from payout where id = $1",
    [paid],
  );
  await world.asOwner(`
    ${triggers("disable")};
    insert into payout (id, batch_id, partner_id, currency, amount_minor, end_to_end_id, method, scheduled_at, sent_at, state, tax_rule_id)
    select '${withheld}', batch_id, partner_id, currency, 1, '${withheld.replaceAll("-", "").toUpperCase()}', 'WITHHOLDING', scheduled_at,
      sent_at, 'WITHHELD', '01970000-0000-7000-8000-0000000000c1'
    from payout where id = '${paid}';
    insert into payout_credit (payout_id, partner_id, credit_id, approval_id, amount_minor)
    select '${withheld}', partner_id, credit_id, approval_id, 1
    from payout_credit where payout_id = '${paid}' order by amount_minor desc limit 1;
    update payout_credit set amount_minor = amount_minor - 1
    where payout_id = '${paid}' and credit_id = (select credit_id from payout_credit where payout_id = '${withheld}');
    update payout
    set amount_minor = amount_minor - 1, withheld_minor = 1, state = 'PAID', booked_on = '${day}', bank_reference = 'A sample',
      settled_by = gen_random_uuid(), settled_at = sent_at
    where id = '${paid}';
    ${triggers("enable")}`);
  return {
    ...{ country: "US", amount: { amount: "0.01", currency: found?.currency }, remittedOn: day },
    ...{ withheldFromOn: day, withheldUntilOn: day, bankReference: newId("txm") },
  };
}

/**
 * What was paid of credits and is taken back: of one a cent is paid back and another written off, and the next payout sets the
 * rest off, as far as it comes. What it paid is taken back as well, and is owed.
 */
export async function plantClawback(
  world: ServedWorld,
  payers: Payers,
  { partnerId, newSql }: { readonly partnerId: PartnerId; readonly newSql: () => Promise<LeadId> },
  words: string,
): Promise<{
  readonly clawback: string;
  readonly writeOff: string;
  readonly repaymentProposal: string;
}> {
  const { finance, controller } = payers;
  await plantApproved(world, payers, await newSql(), words);
  const { payoutId } = await plantSentBatch(world, payers, [partnerId]);
  const clawback = await plantClaimOf(world, payers, payoutId, words);
  const cent = { amount: "0.01", currency: "EUR" };
  const bankEntryId = await plantUnmatched(world, finance, {
    ...{ amount: cent.amount, direction: "CRDT", reference: booked("", words).bankReference },
  });
  const repaid = { clawbackId: clawback, amount: cent, bankEntryId };
  await done(world, finance.key, "recordRepayment", repaid);
  const repaymentProposal = await plantRepaid(world, payers, { clawbackId: clawback }, words);
  const writeOff = await plantWriteOff(world, clawback, words);
  const decided = { writeOffId: writeOff, isApproved: true, note: words };
  await done(world, controller.key, "decideWriteOff", decided);
  const next = await plantApproved(world, payers, await newSql(), words);
  const { payoutBatchId } = await plantSentBatch(world, payers, [partnerId]);
  const transferred = await world.asOwner<{ id: string }>(
    "select id from payout where batch_id = $1 and method = 'TRANSFER'",
    [uuidOf(payoutBatchId as PayoutBatchId)],
  );
  for (const { id } of transferred)
    await done(world, finance.key, "settlePayout", booked(idOf("pay", id), words));
  await takeBack(world, finance, next, words);
  return { clawback, writeOff, repaymentProposal };
}

/** Many more claims like one that is there, and proposals to write each of them off. */
export async function plantManyClawbacks(world: ServedWorld, count: number): Promise<void> {
  const tables = ["credit_clawback", "clawback_write_off", "clawback_repayment_proposal"];
  const triggers = (how: string) =>
    tables.map((table) => `alter table ${table} ${how} trigger user`).join("; ");
  await world.asOwner(`
    ${triggers("disable")};
    insert into credit_clawback (posting_id, partner_id, credit_id, approval_id, payout_id, amount_minor, clawed_at)
    select txn.id, claim.partner_id, claim.credit_id, claim.approval_id, claim.payout_id, 100, claim.clawed_at
    from (select * from credit_clawback limit 1) as claim
    cross join (
      select id
      from journal_txn
      where not exists (select from credit_clawback as known where known.posting_id = journal_txn.id)
      limit ${count}) as txn;
    insert into clawback_write_off (id, partner_id, clawback_id, amount_minor, reason, proposed_by, proposed_at)
    select gen_random_uuid(), claim.partner_id, claim.posting_id, 1, 'A sample', gen_random_uuid(), now()
    from credit_clawback as claim
    where not exists (select from clawback_write_off as known where known.clawback_id = claim.posting_id);
    insert into clawback_repayment_proposal (id, partner_id, clawback_id, amount_minor, received_on, bank_reference, evidence, proposed_by,
      proposed_at)
    select gen_random_uuid(), claim.partner_id, claim.posting_id, 1, current_date, 'A sample', 'A sample', gen_random_uuid(), now()
    from credit_clawback as claim;
    set constraints all immediate;
    ${triggers("enable")}`);
}

/** Many more remittances like one that is there, of which somebody declined each. */
export async function plantManyRemittances(world: ServedWorld, count: number): Promise<void> {
  await world.asOwner(`
    alter table tax_remittance disable trigger user;
    insert into tax_remittance (id, country, currency, withheld_from, withheld_until, amount_minor, payout_count, remitted_on,
      bank_reference, state, recorded_by, recorded_at, decided_by, decided_at, note)
    select gen_random_uuid(), country, currency, withheld_from, withheld_until, amount_minor, payout_count, remitted_on, bank_reference,
      'DECLINED', recorded_by, recorded_at, decided_by, decided_at, note
    from (select * from tax_remittance limit 1) as one, generate_series(1, ${count});
    set constraints all immediate;
    alter table tax_remittance enable trigger user`);
}

/** What a lead earned that can be paid as a whole, approved. */
async function plantApproved(
  world: ServedWorld,
  { finance, controller }: Payers,
  leadId: LeadId,
  words: string,
): Promise<string> {
  const [found] = await world.asOwner<{ id: string }>(
    `select own.id
     from credit as own
     where own.lead_id = $1 and own.kind = 'AWARD' and own.currency = 'EUR' and own.held_minor = 0 and own.share_minor > 0
       and not exists (select from volume_unit as unit where unit.award_id = own.award_id)
     order by own.share_minor desc
     limit 1`,
    [uuidOf(leadId)],
  );
  if (!found) throw new Error("the lead earned nothing that can be paid as a whole");
  const creditId = idOf("crd", found.id);
  const proposed = await plantApprovalProposal(world, finance, creditId);
  const decided = { ...proposed, isApproved: true, note: words };
  await done(world, controller.key, "decideApproval", decided);
  return creditId;
}

const today = (): string => new Date().toISOString().slice(0, 10);

export const booked = (payoutId: string, words = "A sample") => ({
  ...{ payoutId, bookedOn: today(), bankReference: words },
});

export const returned = (payoutId: string, words = "A sample") => ({
  ...{ payoutId, returnedOn: today(), bankReference: words, reason: words },
});

/** Lets all holds of a partner go that hold all of it: two persons do. */
export async function letHoldsGo(world: ServedWorld, partnerId: PartnerId): Promise<void> {
  const holds = await world.asOwner<{ id: string }>(
    "select id from credit_hold where partner_id = $1 and credit_id is null and released_at is null",
    [uuidOf(partnerId)],
  );
  if (holds.length === 0) return;
  const { finance, controller } = await plantPayers(world);
  for (const { id } of holds) {
    const creditHoldId = idOf("hld", id);
    await done(world, finance.key, "requestHoldRelease", { creditHoldId, reason: "Seen" });
    const decided = { creditHoldId, isReleased: true, note: "Seen" };
    await done(world, controller.key, "decideHoldRelease", decided);
  }
}

/** The file of a batch, which somebody of finance fetched. */
async function plantFetchedFile(
  world: ServedWorld,
  finance: CastMember,
  payoutBatchId: string,
): Promise<void> {
  const asking = { payoutBatchId, format: "PAYMENT_LIST" };
  const asked = await done(world, finance.key, "requestBankFile", asking, "downloadUrl");
  const { status } = await fetch(new URL(asked["downloadUrl"], world.url));
  if (status !== 200) throw new Error(`a file for the bank: ${status}`);
}

export const plantPayers = async (world: ServedWorld): Promise<Payers> => ({
  finance: await plantMember(world, ["FINANCE"]),
  controller: await plantMember(world, ["CONTROLLER"]),
});

/**
 * What the bank said: that it booked a payout, which a notification had told; and something that is nothing of a payout,
 * which somebody set aside.
 */
async function plantStatements(
  world: ServedWorld,
  finance: CastMember,
  payoutId: string,
  words: string,
): Promise<{ readonly bankStatement: string; readonly bankEntry: string }> {
  const { endToEndId, amount } = await payoutOf(world, finance, payoutId);
  const bookedOn = today();
  const out = { endToEndId, amount, bookedOn, reference: words };
  const other = { amount: "12.00", bookedOn, direction: "CRDT", reason: "AC04", words } as const;
  const messageId = words.slice(0, 20);
  const told = camt([out], { kind: "054", messageId });
  await importStatement(world, finance, told);
  const statement = camt([out, { ...other, endToEndId: words.slice(0, 30) }], { messageId });
  const bankStatement = await importStatement(world, finance, statement);
  const fee = await plantUnmatched(world, finance, { amount: "0.35", bookedOn, words });
  const charges = { amount: "0.35", currency: "EUR" };
  const taken = { bankEntryId: fee, charges, note: words };
  await done(world, finance.key, "matchBankEntry", taken, "bankEntry { id }");
  const bankEntry = await unmatchedIn(world, finance, bankStatement);
  const aside = { bankEntryIds: [bankEntry], note: words };
  await done(world, finance.key, "setAsideBankEntries", aside, "bankEntryIds");
  return { bankStatement, bankEntry };
}

/**
 * Batches of a partner's one credit: one that was withdrawn, and one of which the bank booked the payout and gave it
 * back, for which all of the partner was held for a while; then one that is sent and paid.
 */
export async function plantPayouts(
  world: ServedWorld,
  payers: Payers,
  { alpha, beta }: { readonly alpha: PartnerId; readonly beta: PartnerId },
  words: string,
): Promise<{
  readonly payoutBatch: string;
  readonly payout: string;
  readonly bankStatement: string;
  readonly bankEntry: string;
}> {
  const { finance, controller } = payers;
  await plantUsableAccount(world, alpha, "EUR");
  const { payoutBatchId, selectionHash } = await plantPayoutBatch(world, finance, [alpha, beta]);
  await done(world, controller.key, "approvePayoutBatch", { payoutBatchId, selectionHash });
  await done(world, finance.key, "cancelPayoutBatch", { payoutBatchId, reason: words });
  const { payoutId } = await plantSentBatch(world, payers, [alpha]);
  await done(world, finance.key, "settlePayout", booked(payoutId, words));
  await done(world, finance.key, "returnPayout", returned(payoutId, words));
  await letHoldsGo(world, alpha);
  const paid = await plantSentBatch(world, payers, [alpha]);
  await plantFetchedFile(world, finance, paid.payoutBatchId);
  const said = await plantStatements(world, finance, paid.payoutId, words);
  return { payoutBatch: payoutBatchId, payout: payoutId, ...said };
}

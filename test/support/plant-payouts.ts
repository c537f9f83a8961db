import type { PartnerId } from "../../src/kernel/index.ts";
import { idOf, uuidOf } from "../../src/kernel/index.ts";
import type { BankVault } from "../../src/payouts/index.ts";
import { newId } from "../../src/platform/ids.ts";

import { testVault } from "./banking.ts";
import { plantMember } from "./cast.ts";
import type { CastMember } from "./cast.ts";
import { done } from "./mutate.ts";
import { newIban } from "./plant-payout-accounts.ts";
import { plantApprovalProposal } from "./plant-approval.ts";
import type { ServedWorld } from "./served-world.ts";
import type { World } from "./world.ts";

/** The numbers of a world that is served are sealed by its own vault. */
type Payable = Pick<World, "asOwner"> & { readonly vault?: BankVault };

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

/** What was paid of a credit and is taken back: its partner owes it. */
export async function plantClawback(
  world: ServedWorld,
  { finance, controller }: Payers,
  partnerId: PartnerId,
  words: string,
): Promise<void> {
  const [found] = await world.asOwner<{ id: string }>(
    `select own.id
     from credit as own
     where own.partner_id = $1 and own.kind = 'AWARD' and own.currency = 'EUR' and own.held_minor = 0 and own.share_minor > 0
       and own.reversed_at is null
       and not exists (select from volume_unit as unit where unit.award_id = own.award_id)
       and not exists (select from credit_approval as approval where approval.credit_id = own.id)
       and not exists (select from app.obstacles_of_credit(own.partner_id, own.id))
     order by own.earned_at desc
     limit 1`,
    [uuidOf(partnerId)],
  );
  if (!found) throw new Error("nothing of the partner's can be paid as a whole");
  const creditId = idOf("crd", found.id);
  const proposed = await plantApprovalProposal(world, finance, creditId);
  const decided = { ...proposed, isApproved: true, note: words };
  await done(world, controller.key, "decideApproval", decided);
  const { payoutId } = await plantSentBatch(world, { finance, controller }, [partnerId]);
  await done(world, finance.key, "settlePayout", booked(payoutId, words));
  const why = {
    reason: "INACCURATE_DATA",
    trueOn: "2020-01-01",
    evidence: words,
    statement: words,
  };
  await done(world, finance.key, "reverseCredit", { creditId, ...why });
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
 * Batches of a partner's one credit: one that was withdrawn, and one of which the bank booked the payout and gave it
 * back, for which all of the partner was held for a while; then one that is sent and paid.
 */
export async function plantPayouts(
  world: ServedWorld,
  payers: Payers,
  { alpha, beta }: { readonly alpha: PartnerId; readonly beta: PartnerId },
  words: string,
): Promise<{ readonly payoutBatch: string; readonly payout: string }> {
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
  await done(world, finance.key, "settlePayout", booked(paid.payoutId, words));
  return { payoutBatch: payoutBatchId, payout: payoutId };
}

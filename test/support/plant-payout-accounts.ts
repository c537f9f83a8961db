import { randomInt } from "node:crypto";

import { composeIBAN } from "ibantools";

import type { PartnerId } from "../../src/kernel/index.ts";
import { uuidOf } from "../../src/kernel/index.ts";

import { plantMember } from "./cast.ts";
import type { CastMember } from "./cast.ts";
import { done } from "./mutate.ts";
import type { ServedWorld } from "./served-world.ts";
import type { World } from "./world.ts";

const CURRENCIES =
  "EUR USD GBP CHF SEK NOK DKK PLN CZK HUF RON TRY JPY CNY HKD SGD KRW INR IDR MYR THB PHP VND AUD NZD CAD MXN BRL ARS CLP COP PEN UYU ZAR EGP MAD TND KES NGN GHS AED SAR QAR KWD BHD OMR JOD ILS UAH GEL AMD AZN KZT ISK ALL MKD RSD BAM MDL".split(
    " ",
  );

// others have made accounts in the same world
let accounts = randomInt(1_000_000_000);

/** An IBAN that nobody has. */
export function newIban(): string {
  accounts += 1;
  const bban = `50010517${String(accounts).padStart(10, "0")}`;
  const iban = composeIBAN({ countryCode: "DE", bban });
  if (iban === null) throw new Error("no IBAN could be made");
  return iban;
}

/** What is said of an account, in every field. */
export const accountInput = (more: Readonly<Record<string, unknown>> = {}) => ({
  currency: "EUR",
  holderName: "Alder GmbH",
  address: {
    ...{ street: "Lindenstr.", building: "5a", postcode: "10969" },
    ...{ town: "Berlin", region: "Berlin", country: "DE" },
  },
  iban: newIban(),
  bic: "INGDDEFFXXX",
  ...more,
});

/** A currency in which nothing of the partner's waits to be verified. */
export async function freeCurrency({ asOwner }: World, partnerId: PartnerId): Promise<string> {
  const waiting = await asOwner<{ currency: string }>(
    "select currency from payout_account where partner_id = $1 and state = 'WAITING'",
    [uuidOf(partnerId)],
  );
  const taken = new Set(waiting.map(({ currency }) => currency));
  const free = CURRENCIES.find((currency) => !taken.has(currency));
  if (free === undefined) throw new Error("accounts wait in all currencies");
  return free;
}

let planting: Promise<unknown> = Promise.resolve();

/** An account of the partner's that waits, and its number; one after the other, each in a currency of its own. */
export function plantPayoutAccount(
  ...args: Parameters<typeof plantNow>
): ReturnType<typeof plantNow> {
  const planted = planting.then(() => plantNow(...args));
  planting = planted.catch(() => undefined);
  return planted;
}

async function plantNow(
  world: ServedWorld,
  by: CastMember,
  more: Readonly<Record<string, unknown>> = {},
): Promise<{ readonly payoutAccountId: string; readonly number: string }> {
  if (by.partnerId === null) throw new Error("the vendor has no payout account");
  const currency = await freeCurrency(world, by.partnerId);
  const input = accountInput({ currency, ...more });
  const saved = "payoutAccount { id }";
  const made = await done(world, by.key, "savePayoutAccount", input, saved);
  return { payoutAccountId: made["payoutAccount"].id, number: input.iban };
}

/** An account in dollars that was verified and given up; what is said of it bears the canary. */
export async function plantPastAccount(
  world: ServedWorld,
  admin: CastMember,
  canary: string,
): Promise<string> {
  const controller = await plantMember(world, ["CONTROLLER"], null, { name: "Connie Control" });
  const local = { country: "US", number: "000123456789", bankCode: "021000021" };
  const input = accountInput({ currency: "USD", holderName: `${canary} Inc.`, iban: null, local });
  const said = { ...input, bic: "CHASUS33", address: { ...input.address, town: `${canary} town` } };
  const saved = "payoutAccount { id }";
  const made = await done(world, admin.key, "savePayoutAccount", said, saved);
  const payoutAccountId: string = made["payoutAccount"].id;
  const seen = {
    payoutAccountId,
    number: local.number,
    bankCode: local.bankCode,
    note: `${canary} asked by telephone`,
  };
  await done(world, controller.key, "verifyPayoutAccount", seen);
  const ended = { payoutAccountId, reason: `${canary} bank was left` };
  await done(world, admin.key, "endPayoutAccount", ended);
  return payoutAccountId;
}

import { afterAll, beforeAll, expect, test } from "vitest";

import type { Caller } from "../../src/platform/graphql/index.ts";
import type { Answer } from "../support/api.ts";
import { accountInput, newIban } from "../support/plant-payout-accounts.ts";

import { openPayingDesk } from "./paying-desk.ts";
import type { PayingDesk } from "./paying-desk.ts";

let desk: PayingDesk;
beforeAll(async () => {
  desk = await openPayingDesk();
});
afterAll(() => desk.world.close());

interface Entered {
  readonly payoutAccountId: string;
  readonly number: string;
}

async function entered(currency: string): Promise<Entered> {
  const iban = newIban();
  const said = accountInput({ partnerId: desk.partners[0], currency, iban });
  const made = await desk.does(desk.finance, "savePayoutAccount", said, "payoutAccount { id }");
  return { payoutAccountId: made["payoutAccount"].id, number: iban };
}

async function codes(by: Caller, account: Entered, number: string): Promise<readonly string[]> {
  const input = { payoutAccountId: account.payoutAccountId, number, note: "Asked by telephone" };
  const answer = await desk.run(by, "verifyPayoutAccount", input, "payoutAccount { state }");
  return answer["errors"].map(({ code, message }: Answer) => `${code} ${message}`);
}

const minute = (n: number) => desk.at(new Date(Date.UTC(2026, 1, 3, 10, n)).toISOString());
const WRONG = /^BUSINESS_RULE That is not the number/;
const LATER = /^THROTTLED You typed 5 wrong numbers/;

test("Whoever typed five wrong numbers of an account within an hour waits until it is over, and is told until when", async () => {
  const account = await entered("SEK");
  const other = await entered("NOK");
  for (let n = 0; n < 5; n += 1) {
    minute(n);
    expect(await codes(desk.controller, account, newIban())).toEqual([
      expect.stringMatching(WRONG),
    ]);
  }
  minute(5);
  const [refused] = await codes(desk.controller, account, account.number);
  expect(refused).toMatch(LATER);
  expect(refused).toContain("from 2026-02-03T11:00:00.000Z on");
  expect(await codes(desk.controller, other, newIban())).toEqual([expect.stringMatching(WRONG)]);
  minute(59);
  expect(await codes(desk.controller, account, account.number)).toEqual([
    expect.stringMatching(LATER),
  ]);

  minute(60);
  expect(await codes(desk.controller, account, account.number)).toEqual([]);
  expect(await codes(desk.controller, other, other.number)).toEqual([]);
});

test("Of many who are typed at once five are looked at", async () => {
  const account = await entered("DKK");
  desk.at("2026-02-04T10:00:00.000Z");
  const told = await Promise.all(
    Array.from({ length: 9 }, () => codes(desk.controller, account, newIban())),
  );
  const each = told.flat();
  expect(each.filter((one) => WRONG.test(one))).toHaveLength(5);
  expect(each.filter((one) => LATER.test(one))).toHaveLength(4);
});

test("What is refused for another reason is no wrong number", async () => {
  const account = await entered("CHF");
  desk.at("2026-02-05T10:00:00.000Z");
  await desk.does(
    desk.controller,
    "declinePayoutAccount",
    { payoutAccountId: account.payoutAccountId, note: "No" },
    "payoutAccount { state }",
  );
  for (let n = 0; n < 7; n += 1)
    expect(await codes(desk.controller, account, account.number)).toEqual([
      expect.stringMatching(/^ALREADY_DONE/),
    ]);
});

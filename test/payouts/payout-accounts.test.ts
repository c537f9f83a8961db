import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { checkInvariants } from "../../src/app/invariants/check-invariants.ts";
import { idOf, uuidOf } from "../../src/kernel/index.ts";
import { fingerprintOf } from "../../src/platform/mutation/index.ts";
import { whetherNumbersOpen } from "../../src/payouts/index.ts";
import { Vault } from "../../src/platform/vault.ts";
import { newId } from "../../src/platform/ids.ts";
import { openPostOffice } from "../notices/post-office.ts";
import type { PostOffice } from "../notices/post-office.ts";
import { plantMember } from "../support/cast.ts";
import type { CastMember } from "../support/cast.ts";
import type { LivingWorld } from "../support/living-world.ts";
import { done, mutate } from "../support/mutate.ts";
import { accountInput, newIban, plantPayoutAccount } from "../support/plant-payout-accounts.ts";
import type { Json } from "../support/served-world.ts";

let office: PostOffice;
let world: LivingWorld;
let admin: CastMember;
let controller: CastMember;
beforeAll(async () => {
  office = await openPostOffice();
  ({ world } = office);
  admin = world.members.PARTNER_ADMIN;
  controller = await plantMember(world, ["CONTROLLER"], null, { name: "Vera Verifies" });
  await office.send();
}, 120_000);
afterAll(() => office.close());

const SHOWN = "payoutAccount { id state numberEnds usableFrom note endReason decidedAt }";

/** What came of a mutation: its account, and why not. */
async function ask(by: CastMember, verb: string, input: object): Promise<Json> {
  const answer = await mutate(world, by.key, verb, input, {
    selection: `${SHOWN} errors { code message path }`,
  });
  const payload = answer.data?.[verb];
  if (!payload) throw new Error(answer.text);
  return payload;
}

const errorsOf = async (by: CastMember, verb: string, input: object): Promise<Json[]> =>
  (await ask(by, verb, input))["errors"];

const verify = (account: object, more: object = {}) => ({
  ...account,
  note: "Asked Ada by the number in our contract",
  ...more,
});

describe("Where a partner's money goes", () => {
  test("is entered by its administrator, verified by somebody else, and used a week later", async () => {
    const iban = newIban();
    const entered = await done(
      world,
      admin.key,
      "savePayoutAccount",
      accountInput({ currency: "SEK", iban }),
      SHOWN,
    );
    const { id } = entered["payoutAccount"];
    expect(entered["payoutAccount"]).toMatchObject({
      ...{ state: "WAITING", usableFrom: null },
      numberEnds: iban.slice(-4),
    });

    const typed = iban.replaceAll(/(.{4})/g, "$1 ");
    const input = verify({ payoutAccountId: id, number: typed });
    const { payoutAccount } = await ask(controller, "verifyPayoutAccount", input);
    expect(payoutAccount).toMatchObject({ state: "VERIFIED", note: input.note });
    const cooled = Date.parse(payoutAccount.usableFrom) - Date.parse(payoutAccount.decidedAt);
    expect(cooled).toBe(7 * 86_400_000);
  });

  test("changes when the next account is verified, and not before", async () => {
    const states = async () =>
      (
        await world.asOwner<{ state: string }>(
          "select state from payout_account where partner_id = $1 and currency = 'NOK' order by proposed_at, id",
          [uuidOf(world.alpha)],
        )
      ).map(({ state }) => state);
    const first = await plantPayoutAccount(world, admin, { currency: "NOK" });
    await done(world, controller.key, "verifyPayoutAccount", verify(first));
    const second = await plantPayoutAccount(world, admin, { currency: "NOK" });
    expect(await states()).toEqual(["VERIFIED", "WAITING"]);
    await done(world, controller.key, "verifyPayoutAccount", verify(second));
    expect(await states()).toEqual(["ENDED", "VERIFIED"]);
  });

  test("is verified by the number that the partner says, and by no other", async () => {
    const { payoutAccountId, number } = await plantPayoutAccount(world, admin);
    const [error] = await errorsOf(
      controller,
      "verifyPayoutAccount",
      verify({ payoutAccountId, number: newIban() }),
    );
    expect(error).toMatchObject({ code: "BUSINESS_RULE", path: ["number"] });
    expect(error?.["message"]).toContain("not the number that was entered");
    expect(error?.["message"]).not.toContain(number.slice(-4));
    await done(world, controller.key, "endPayoutAccount", { payoutAccountId, reason: "A test" });
  });

  test("without an IBAN is verified by its bank's code as well", async () => {
    const local = { country: "US", number: "000123456789", bankCode: "021000021" };
    const said = accountInput({ currency: "AUD", iban: null, bic: "CHASUS33", local });
    const made = await done(world, admin.key, "savePayoutAccount", said, SHOWN);
    const account = { payoutAccountId: made["payoutAccount"].id, number: local.number };
    for (const [bankCode, says] of [
      [null, "A number alone does not say at which bank"],
      ["011000015", "not the bank's code that was entered"],
    ] as const)
      expect(
        await errorsOf(controller, "verifyPayoutAccount", verify(account, { bankCode })),
      ).toEqual([
        expect.objectContaining({ path: ["bankCode"], message: expect.stringContaining(says) }),
      ]);
    const right = verify(account, { bankCode: "0210-00021" });
    await done(world, controller.key, "verifyPayoutAccount", right);
  });

  test("is entered by finance for a partner, and then verified by another person of the vendor's", async () => {
    const both = await plantMember(world, ["FINANCE", "CONTROLLER"], null, { name: "Bea Both" });
    const iban = newIban();
    const said = accountInput({ partnerId: world.alpha, currency: "DKK", iban });
    const made = await done(world, both.key, "savePayoutAccount", said, SHOWN);
    const account = { payoutAccountId: made["payoutAccount"].id, number: iban };
    expect(await errorsOf(both, "verifyPayoutAccount", verify(account))).toEqual([
      expect.objectContaining({ message: expect.stringContaining("You entered this account") }),
    ]);
    const declined = { payoutAccountId: account.payoutAccountId, note: "No" };
    expect(await errorsOf(both, "declinePayoutAccount", declined)).toHaveLength(1);
    await done(world, controller.key, "verifyPayoutAccount", verify(account));
  });

  test("is one account of a currency that waits, decided or ended once", async () => {
    const account = await plantPayoutAccount(world, admin, { currency: "PLN" });
    expect(await errorsOf(admin, "savePayoutAccount", accountInput({ currency: "PLN" }))).toEqual([
      expect.objectContaining({ path: ["currency"] }),
    ]);
    const declined = { payoutAccountId: account.payoutAccountId, note: "They know nothing of it" };
    await done(world, controller.key, "declinePayoutAccount", declined);
    for (const [verb, input] of [
      ["verifyPayoutAccount", verify(account)],
      ["declinePayoutAccount", declined],
      ["endPayoutAccount", { payoutAccountId: account.payoutAccountId, reason: "No" }],
    ] as const)
      expect(await errorsOf(controller, verb, input), verb).toEqual([
        expect.objectContaining({ code: "ALREADY_DONE" }),
      ]);
  });

  test("that is another partner's too is verified by who says that they know", async () => {
    const iban = newIban();
    const theirs = await plantPayoutAccount(world, world.rival, { iban });
    const ours = await plantPayoutAccount(world, admin, { iban });
    const [error] = await errorsOf(controller, "verifyPayoutAccount", verify(ours));
    expect(error).toMatchObject({ path: ["isShared"] });
    expect(error?.["message"]).toContain("The same account is another partner's");
    const seen = await world.ask(
      controller.key,
      "query ($id: ID!) { node(id: $id) { ... on PayoutAccount { sharedWith { id } } } }",
      { id: ours.payoutAccountId },
    );
    expect(seen.data?.["node"].sharedWith).toEqual([{ id: world.beta }]);
    await done(world, controller.key, "verifyPayoutAccount", verify(ours, { isShared: true }));
    const gone = { payoutAccountId: theirs.payoutAccountId, reason: "No" };
    await done(world, world.rival.key, "endPayoutAccount", gone);
  });

  test("is of two controllers at once verified by one", async () => {
    const other = await plantMember(world, ["CONTROLLER"], null, { name: "Otto Other" });
    const account = await plantPayoutAccount(world, admin);
    const answers = await Promise.all(
      [controller, other].map((each) => ask(each, "verifyPayoutAccount", verify(account))),
    );
    const codes = answers.flatMap(({ errors }) => errors.map(({ code }: Json) => code));
    expect(codes).toEqual(["ALREADY_DONE"]);
  });
});

describe("What is entered wrong", () => {
  const wrong: readonly (readonly [string, object, readonly string[]])[] = [
    ["no number", { iban: null }, ["iban"]],
    ["a mistyped IBAN", { iban: "DE89370400440532013001" }, ["iban"]],
    [
      "two numbers",
      { local: { country: "US", number: "123456", bankCode: "021000021" } },
      ["local"],
    ],
    [
      "a local number where there are IBANs",
      { iban: null, bic: null, local: { country: "DE", number: "123456", bankCode: "50010517" } },
      ["local.country"],
    ],
    [
      "no bank",
      { iban: null, bic: null, local: { country: "US", number: "123456" } },
      ["local.bankCode"],
    ],
    ["a BIC of elsewhere", { bic: "CHASUS33" }, ["bic"]],
    ["no BIC outside of SEPA", { iban: "SA0380000000608010167519", bic: null }, ["bic"]],
    ["an unknown currency", { currency: "EURO" }, ["currency"]],
    [
      "an address without a town, in no country",
      { address: { town: " ", country: "Germany" } },
      ["address.town", "address.country"],
    ],
  ];
  test.each(wrong)("%s: is told with its place, and nothing is kept", async (_, said, places) => {
    const input = accountInput({ currency: "CZK", ...said });
    const errors = await errorsOf(admin, "savePayoutAccount", input);
    expect(errors.map(({ path }) => path.join("."))).toEqual(places);
    expect(JSON.stringify(errors)).not.toContain("370400440532013001");
    expect(await world.asOwner("select 1 from payout_account where currency = 'CZK'")).toEqual([]);
  });

  test("the vendor says whose it is, and a partner is paid itself alone", async () => {
    const input = accountInput({ currency: "HUF" });
    const { FINANCE } = world.members;
    expect(await errorsOf(FINANCE, "savePayoutAccount", input)).toEqual([
      expect.objectContaining({ path: ["partnerId"] }),
    ]);
    for (const [by, partnerId] of [
      [FINANCE, newId("prt")],
      [admin, world.beta],
    ] as const)
      expect(await errorsOf(by, "savePayoutAccount", { ...input, partnerId })).toEqual([
        expect.objectContaining({ code: "NOT_FOUND" }),
      ]);
  });
});

describe("A number", () => {
  test("stands nowhere in the database, in no log and in no answer; only its end does", async () => {
    const { payoutAccountId, number } = await plantPayoutAccount(world, admin);
    await ask(controller, "verifyPayoutAccount", verify({ payoutAccountId, number: newIban() }));
    await done(world, controller.key, "verifyPayoutAccount", verify({ payoutAccountId, number }));
    const tables = await world.asOwner<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    const account = number.slice(4);
    for (const { name } of tables) {
      const found = await world.asOwner(
        `select 1 from ${name} as row where row::text like '%' || $1 || '%' limit 1`,
        [account],
      );
      expect(found, name).toEqual([]);
    }
    expect(world.lines.filter((line) => line.includes(account))).toEqual([]);
  });

  test("is no way to try numbers out by the call that brought it: the call is known by its mark", async () => {
    const key = "the same key, another number";
    const input = accountInput({ currency: "RON" });
    const options = { key, selection: "payoutAccount { id } errors { code }" };
    const first = await mutate(world, admin.key, "savePayoutAccount", input, options);
    const again = await mutate(world, admin.key, "savePayoutAccount", input, options);
    expect(again.data).toEqual(first.data);
    const other = { ...input, iban: newIban() };
    const refused = await mutate(world, admin.key, "savePayoutAccount", other, options);
    expect(refused.text).toContain("IDEMPOTENCY");
    const kept = await world.asOwner<{ hash: Buffer }>(
      "select request_hash as hash from idempotency_claim where key = $1",
      [key],
    );
    expect(kept.map(({ hash }) => hash)).toEqual([expect.any(Buffer)]);
    for (const each of [input, { ...input, partnerId: world.alpha }])
      expect(fingerprintOf(each).equals(kept[0]?.hash ?? Buffer.alloc(0))).toBe(false);
  });

  test("that other secrets have sealed is told as the server starts", async () => {
    const { database, vault } = world;
    expect((await whetherNumbersOpen(database, vault)).closed).toBe(0);
    const { looked, closed } = await whetherNumbersOpen(database, new Vault(Buffer.alloc(32, 8)));
    expect(looked).toBeGreaterThan(3);
    expect(closed).toBe(looked);
  });
});

describe("Whoever could object", () => {
  const subjects = (to: CastMember) =>
    office.mailbox.to(to.email).map(({ subject }) => subject ?? "");

  test("is told of each step, who did it too, and cannot switch that off", async () => {
    const second = await plantMember(world, ["PARTNER_ADMIN"], world.alpha, { name: "Ann Admin" });
    const [muted] = await (async () => {
      const input = { mutedKinds: ["PAYOUT_ACCOUNT_ENTERED"] };
      const answer = await mutate(world, admin.key, "updateNoticeSettings", input, { key: null });
      return answer.data?.["updateNoticeSettings"].errors;
    })();
    expect(muted.message).toContain("always told");
    const account = await plantPayoutAccount(world, admin, { currency: "TRY" });
    await office.send();
    const ends = account.number.slice(-4);
    for (const each of [admin, second])
      expect(subjects(each)).toContain(`New payout account: ending in ${ends}`);
    const waits = office.mailbox
      .to(controller.email)
      .find(({ subject }) => subject?.startsWith("To be verified"));
    expect(waits?.text).toContain("kanarek Alpha");
    await done(world, controller.key, "verifyPayoutAccount", verify(account));
    await office.send();
    for (const each of [admin, second])
      expect(subjects(each)).toContain(`Payout account verified: ending in ${ends}`);
    const { payoutAccountId } = account;
    await done(world, admin.key, "endPayoutAccount", { payoutAccountId, reason: "We left" });
    await office.send();
    const [last] = office.mailbox.to(second.email).slice(-1);
    expect(last?.subject).toBe(`Payout account ended: ending in ${ends}`);
    expect(last?.text).toContain("We left");
    expect(last?.text).not.toContain("No more mails");
    expect(last?.text).toContain("because you can say where your firm's money goes");
    expect(JSON.stringify(office.mailbox.to(second.email))).not.toContain(account.number);
    expect(subjects(world.rival).filter((each) => each.includes(ends))).toEqual([]);
  });
});

test("Who was deactivated shortly before is named to whoever verifies, and to nobody else", async () => {
  const gone = await plantMember(world, ["PARTNER_ADMIN"], world.alpha, { name: "Gone Georg" });
  await done(world, admin.key, "deactivateMember", { memberId: gone.memberId });
  await plantPayoutAccount(world, admin);
  await office.send();
  const textOf = (to: CastMember) => office.mailbox.to(to.email).at(-1)?.text ?? "";
  expect(textOf(controller)).toContain("were deactivated in the 30 days before: ");
  expect(textOf(controller)).toContain("Gone Georg");
  expect(textOf(admin)).toContain("Nothing is paid to it before");
  expect(textOf(admin)).not.toContain("Gone Georg");
});

describe("The database itself refuses", () => {
  const NUMBERS = `number_sealed, key_id, number_mark, number_ends`;
  const copied = (state: string) => `
    insert into payout_account (id, partner_id, currency, holder_name, town, country, format, bank_country, ${NUMBERS}, state,
      proposed_at, proposed_by)
    select gen_random_uuid(), partner_id, 'ISK', holder_name, town, country, 'IBAN', 'DE', ${NUMBERS}, '${state}', now(),
      app.actor()
    from payout_account limit 1`;
  const asActor = (member: CastMember, statement: string) =>
    world.asOwner(
      `do $do$ begin perform set_config('app.actor_id', '${uuidOf(member.memberId)}', true); ${statement}; end $do$`,
    );

  const refused: readonly (readonly [string, () => string, string])[] = [
    ["an account that begins verified", () => copied("VERIFIED"), "begins"],
    ["to take one away", () => "delete from payout_account", "kept"],
    [
      "another number",
      () => "update payout_account set number_ends = '0000' where state = 'WAITING'",
      "decided once",
    ],
    [
      "another usable day once it is verified",
      () => "update payout_account set usable_from = decided_at where state = 'VERIFIED'",
      "decided once",
    ],
    [
      "to verify what oneself entered",
      () => `update payout_account set state = 'VERIFIED', decided_at = now(), decided_by = app.actor(), note = 'I know',
        usable_from = now() where state = 'WAITING' and proposed_by = app.actor()`,
      "another person",
    ],
  ];
  test.each(refused)("%s", async (_, statement, words) => {
    await plantPayoutAccount(world, admin);
    await expect(asActor(admin, statement())).rejects.toThrow(words);
  });

  test("to verify unknowingly what is another partner's too", async () => {
    const iban = newIban();
    await plantPayoutAccount(world, world.rival, { iban });
    const { payoutAccountId } = await plantPayoutAccount(world, admin, { iban });
    const id = uuidOf(idOf("pac", uuidOf(payoutAccountId as `pac_${string}`)));
    await expect(
      asActor(
        controller,
        `update payout_account set state = 'VERIFIED', decided_at = now(), decided_by = app.actor(), note = 'Asked',
           usable_from = now() where id = '${id}'`,
      ),
    ).rejects.toThrow("another partner has the same account");
  });
});

test("after all of it every promise is kept", async () => {
  const checked = await checkInvariants({
    urls: { jobs: world.urls.jobs, auth: world.urls.auth, owner: world.ownerUrl },
    isServed: false,
  });
  expect(checked.filter(({ rows }) => rows !== 0 && rows !== null)).toEqual([]);
});

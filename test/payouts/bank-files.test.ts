import { createHash } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { parseId, uuidOf } from "../../src/kernel/index.ts";
import { plantMember } from "../support/cast.ts";
import type { CastMember } from "../support/cast.ts";
import { openLivingWorld } from "../support/living-world.ts";
import type { LivingWorld } from "../support/living-world.ts";
import { done, mutate } from "../support/mutate.ts";
import { sampleInput } from "../support/mutation-samples.ts";
import { plantUsableAccount } from "../support/plant-payouts.ts";

let world: LivingWorld;
let finance: CastMember;
let controller: CastMember;
beforeAll(async () => {
  world = await openLivingWorld();
  finance = await plantMember(world, ["FINANCE"]);
  controller = await plantMember(world, ["CONTROLLER"]);
});
afterAll(() => world.close());

const ASKED = "downloadUrl expiresAt";

/** A batch of Alpha's that somebody else drafted, and that is approved. */
async function approved(): Promise<string> {
  const { payoutBatchId } = await sampleInput("sendPayoutBatch", {
    world,
    partnerId: world.alpha,
  });
  return String(payoutBatchId);
}

async function sent(): Promise<string> {
  const payoutBatchId = await approved();
  await done(world, controller.key, "sendPayoutBatch", { payoutBatchId });
  return payoutBatchId;
}

const asking = (payoutBatchId: string, format = "PAYMENT_LIST") => ({ payoutBatchId, format });
const fetched = (url: string) => fetch(new URL(url, world.url));

async function fileOf(payoutBatchId: string, format: string, by = finance): Promise<Response> {
  const { downloadUrl } = await done(
    ...([world, by.key, "requestBankFile", asking(payoutBatchId, format), ASKED] as const),
  );
  return fetched(downloadUrl);
}

const FILES = `query ($id: ID!) { node(id: $id) { ... on PayoutBatch { total { amount } payoutCount sentAt payouts(first: 9) { nodes { endToEndId amount { amount } } }
  bankFiles(first: 9) { nodes { format fileName messageId executionOn paymentCount total { amount currency } sha256 byteSize renderedAt
    fetches(first: 9) { nodes { askedBy { id } askedAt expiresAt fetchedAt } } } } } } }`;

async function shown(payoutBatchId: string) {
  const answer = await world.ask(finance.key, FILES, { id: payoutBatchId });
  if (!answer.data?.["node"]) throw new Error(answer.text);
  return answer.data["node"];
}

async function refusedBy(verb: string, by: CastMember, input: object) {
  const answer = await mutate(world, by.key, verb, input);
  const payload = answer.data?.[verb];
  return (payload?.errors ?? answer.errors ?? []).map(
    ({ code, message }: { code?: string; message: string }) => `${code}: ${message}`,
  );
}

const owner = (statement: string, values: readonly unknown[] = []) =>
  world.asOwner<Record<string, unknown>>(statement, [...values]);

function idOfBatch(text: string): string {
  const parsed = parseId("bat", text);
  if (!parsed.ok) throw new Error(text);
  return uuidOf(parsed.id);
}

describe("What a batch says to the bank", () => {
  test("It is rendered as the batch is sent, in both formats, with its sums and hashes", async () => {
    const before = await approved();
    expect((await shown(before)).bankFiles.nodes).toEqual([]);
    await done(world, controller.key, "sendPayoutBatch", { payoutBatchId: before });

    const batch = await shown(before);

    const [transfer, list] = batch.bankFiles.nodes;
    expect(batch.bankFiles.nodes).toHaveLength(2);
    expect([transfer.format, list.format]).toEqual(["CREDIT_TRANSFER", "PAYMENT_LIST"]);
    for (const file of [transfer, list]) {
      expect(file.total).toEqual({ amount: batch.total.amount, currency: "EUR" });
      expect(file.paymentCount).toBe(batch.payoutCount);
      expect(file.renderedAt).toBe(batch.sentAt);
      const bytes = Buffer.from(await (await fileOf(before, file.format)).arrayBuffer());
      expect(bytes.byteLength).toBe(file.byteSize);
      expect(createHash("sha256").update(bytes).digest("hex")).toBe(file.sha256);
    }
  });

  test("It holds the number of the account, which nothing in the database tells", async () => {
    const payoutBatchId = await sent();
    const [account] = await owner(
      `select number_ends from payout_account where partner_id = $1 and state = 'VERIFIED' and currency = 'EUR'`,
      [uuidOf(world.alpha)],
    );

    const list = await (await fileOf(payoutBatchId, "PAYMENT_LIST")).text();

    const [, row = ""] = list.split("\r\n");
    const iban = /DE\d{20}/.exec(row)?.[0] ?? "";
    const { payouts } = await shown(payoutBatchId);
    expect(iban.slice(-4)).toBe(account?.["number_ends"]);
    expect(row).toContain(payouts.nodes[0].endToEndId);
    expect(row).toContain(`,${payouts.nodes[0].amount.amount},EUR,`);
    const [kept] = await owner(
      `select position(convert_to($2, 'UTF8') in content_sealed) as found from bank_file
       where batch_id = $1 and format = 'PAYMENT_LIST'`,
      [idOfBatch(payoutBatchId), iban],
    );
    expect(kept).toEqual({ found: 0 });
    expect(world.lines.join("")).not.toContain(iban);
  });

  test("It is the same bytes ever after, also when the account has changed since", async () => {
    const payoutBatchId = await sent();
    const first = await (await fileOf(payoutBatchId, "CREDIT_TRANSFER")).text();
    await plantUsableAccount(world, world.alpha, "EUR");

    const second = await (await fileOf(payoutBatchId, "CREDIT_TRANSFER")).text();

    expect(second).toBe(first);
    expect(first).toContain("pain.001.001.09");
  });

  test("A batch whose account numbers the secrets do not open is not sent, and nothing is written", async () => {
    const payoutBatchId = await approved();
    const batch = idOfBatch(payoutBatchId);
    const [was] = await owner(
      `select account.id, account.number_sealed from payout_account as account
       where account.id = (select payout.account_id from payout where payout.batch_id = $1)`,
      [batch],
    );
    const overwrite = (sealed: unknown) =>
      owner(
        `with unguarded as (select set_config('session_replication_role', 'replica', false))
         update payout_account set number_sealed = $2 from unguarded where id = $1`,
        [was?.["id"], sealed],
      );
    await owner("alter table payout_account disable trigger user");
    await overwrite(Buffer.alloc(50, 1));

    const refused = await refusedBy("sendPayoutBatch", controller, { payoutBatchId });

    await overwrite(was?.["number_sealed"]);
    await owner("alter table payout_account enable trigger user");
    expect(refused).toEqual([
      `BUSINESS_RULE: The number of the account of ${world.alpha} is sealed with other secrets than those at hand: restore secrets.json from the backup that belongs to this database, or have the account entered anew.`,
    ]);
    expect(await owner("select 1 from bank_file where batch_id = $1", [batch])).toEqual([]);
    const [state] = await owner("select state from payout_batch where id = $1", [batch]);
    expect(state).toEqual({ state: "APPROVED" });
  });
});

describe("Who fetches it", () => {
  test("A link opens once, and who fetched it when is on record", async () => {
    const payoutBatchId = await sent();
    const { downloadUrl, expiresAt } = await done(
      ...([world, finance.key, "requestBankFile", asking(payoutBatchId), ASKED] as const),
    );

    const statuses = await Promise.all(
      [1, 2, 3, 4].map(async () => (await fetched(downloadUrl)).status),
    );

    expect(statuses.toSorted((one, other) => one - other)).toEqual([200, 403, 403, 403]);
    const [, list] = (await shown(payoutBatchId)).bankFiles.nodes;
    expect(list.fetches.nodes).toEqual([
      {
        askedBy: { id: expect.stringMatching(/^mem_/) },
        askedAt: expect.any(String),
        expiresAt,
        fetchedAt: expect.any(String),
      },
    ]);
  });

  test("It is served as a file to be saved, which nobody keeps a copy of", async () => {
    const response = await fileOf(await sent(), "CREDIT_TRANSFER");

    expect(response.headers.get("content-type")).toContain("application/xml");
    expect(response.headers.get("content-disposition")).toMatch(/^attachment;.*\.xml/);
    expect(response.headers.get("cache-control")).toContain("no-store");
  });

  test("A link ends with who asked for it, and is not asked for without the scope", async () => {
    const payoutBatchId = await sent();
    const leaving = await plantMember(world, ["FINANCE"]);
    const { downloadUrl } = await done(
      ...([world, leaving.key, "requestBankFile", asking(payoutBatchId), ASKED] as const),
    );
    await done(world, world.members.ADMIN.key, "deactivateMember", { memberId: leaving.memberId });

    expect((await fetched(downloadUrl)).status).toBe(403);
    expect(await refusedBy("requestBankFile", controller, asking(payoutBatchId))).toEqual([
      expect.stringContaining("PAYOUTS_EXPORT"),
    ]);
  });

  test("A link that was not followed in time opens nothing", async () => {
    const payoutBatchId = await sent();
    const { downloadUrl } = await done(
      ...([world, finance.key, "requestBankFile", asking(payoutBatchId), ASKED] as const),
    );
    await owner("alter table bank_file_fetch disable trigger user");
    await owner(
      `update bank_file_fetch set asked_at = asked_at - interval '6 minutes', expires_at = expires_at - interval '6 minutes'
       where file_id in (select id from bank_file where batch_id = $1)`,
      [idOfBatch(payoutBatchId)],
    );
    await owner("alter table bank_file_fetch enable trigger user");

    expect((await fetched(downloadUrl)).status).toBe(403);
  });
});

describe("What cannot be had", () => {
  test("A file is of a batch that was sent", async () => {
    const payoutBatchId = await approved();

    expect(await refusedBy("requestBankFile", finance, asking(payoutBatchId))).toEqual([
      "BUSINESS_RULE: The batch was not sent: its files are rendered as it is, when it can be withdrawn no more.",
    ]);
  });

  test("The database lets no batch go without its file, and no file be of anything else", async () => {
    const batch = idOfBatch(await approved());
    const acting = uuidOf(controller.memberId);
    const attempt = (statement: string) =>
      owner(
        `do $$ begin perform set_config('app.actor_id', '${acting}', true); ${statement} end $$`,
      )
        .then(() => "done")
        .catch((error: unknown) => (error as { constraint?: string }).constraint);
    const filed = (sum: string) => `
      insert into bank_file (id, batch_id, format, currency, execution_on, payment_count, sum_minor, sha256, byte_size, content_sealed,
        key_id, rendered_at)
      select gen_random_uuid(), id, 'PAYMENT_LIST', currency, current_date, payout_count, ${sum}, repeat('a', 64), 1, decode(repeat('00', 29), 'hex'),
        '1', now()
      from payout_batch where id = '${batch}';`;

    expect(await attempt(filed("sum_minor"))).toBe("bank_file_is_its_batch");
    expect(
      await attempt(`
        with gone as (update payout set state = 'SENT', sent_at = now() where batch_id = '${batch}' returning batch_id)
        update payout_batch set state = 'SENT', sent_by = '${acting}', sent_at = now() where id in (select batch_id from gone);`),
    ).toBe("payout_batch_sent_with_file");
  });
});

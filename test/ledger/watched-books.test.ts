import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";

import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import { rebuildBalances } from "../../src/app/books/rebuild-balances.ts";
import { verifyChain } from "../../src/app/books/verify-chain.ts";
import { readinessChecks } from "../../src/app/readiness-checks.ts";
import { createLogger } from "../../src/platform/logger.ts";
import {
  anchorChains,
  AnchorKey,
  BooksFigures,
  compareBooks,
  DEFAULT_ENTITY_ID,
  sealJournals,
  watchBooks,
} from "../../src/ledger/index.ts";
import { newId } from "../../src/platform/ids.ts";
import type { LogFields } from "../../src/platform/logger.ts";
import type { OutgoingMail } from "../../src/platform/mail/index.ts";
import { MailRefused } from "../../src/platform/mail/index.ts";
import { openSecrets } from "../../src/platform/secrets.ts";
import { DiskStorage } from "../../src/platform/storage/index.ts";
import { logInto } from "../protection/desk.ts";

import { connect, earned, faults, openBooks, post, UNGUARDED } from "./books.ts";
import type { Books } from "./books.ts";

let books: Books;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "baton-books-"));
  books = await openBooks();
  for (const [index, minor] of [20_000n, 7_000n, 300n].entries())
    await post(books, {
      ...earned(books, { partner: books.anna, minor }),
      memo: index === 0 ? "Grüße\nseq 2" : null,
    });
  await sealJournals(books.database, "test");
});
afterAll(async () => {
  await books.close();
  rmSync(folder, { recursive: true });
});

const HOUR = 3_600_000;
const environment = () => ({
  DATA_DIR: folder,
  DATABASE_URL: books.ownerUrl,
  DATABASE_URL_PARTNER: books.urls.partner,
  DATABASE_URL_VENDOR: books.urls.vendor,
  DATABASE_URL_JOBS: books.urls.jobs,
  DATABASE_URL_AUTH: books.urls.auth,
  DATABASE_URL_QUEUE: books.urls.queue,
});

/** What a command printed, and with what it ended. */
async function run(
  command: typeof verifyChain,
  ...args: string[]
): Promise<readonly [number, string]> {
  const printed: string[] = [];
  const code = await command(args, environment(), (line) => printed.push(line));
  return [code, printed.join("\n")];
}

describe("balances", () => {
  const ACCRUED = "select account_id from account_balance where balance_sign = -1";
  const balances = async () =>
    Object.fromEntries(
      (
        await books.asOwner<{ role: string; minor: string }>(
          "select role, balance_minor::text as minor from ledger_account join account_balance on account_id = id",
        )
      ).map(({ role, minor }) => [role, minor]),
    );
  const SOUND = { accrued: "-27300", expense: "27300" };

  test("that are the sums of their lines stay as they are", async () => {
    expect(await run(rebuildBalances, "--dry-run")).toEqual([0, "Adrift: 0. Nothing was changed."]);
    expect(await run(rebuildBalances)).toEqual([0, "Rebuilt: 0."]);
    expect(await balances()).toEqual(SOUND);
  });

  test("that drifted are told, and rebuilt when that is asked for", async () => {
    const [account] = await books.asOwner<{ account_id: string }>(ACCRUED);
    await books.asOwner("update account_balance set balance_minor = balance_minor + 5");

    const dry = await run(rebuildBalances, "--dry-run");
    const drifted = await balances();
    const done = await run(rebuildBalances);

    expect(dry[0]).toBe(1);
    expect(dry[1]).toContain(`${account?.account_id} accrued EUR: was -27295, is -27300\n`);
    expect(dry[1]).toMatch(/expense EUR: was 27305, is 27300\nAdrift: 2\. Nothing was changed\.$/);
    expect(drifted).toEqual({ accrued: "-27295", expense: "27305" });
    expect(done[1]).toMatch(/was -27295, is -27300\n[^]*Rebuilt: 2\.$/);
    expect(await balances()).toEqual(SOUND);
  });

  test("that are gone are there again", async () => {
    await books.asOwner("delete from account_balance");
    expect((await run(rebuildBalances, "--dry-run"))[1]).toContain("was nothing, is -27300");
    await run(rebuildBalances);
    expect(await balances()).toEqual(SOUND);
  });

  test("are rebuilt beside whoever posts: what is posted and sealed meanwhile is in them", async () => {
    await books.asOwner("update account_balance set balance_minor = balance_minor + 5");
    await using poster = await connect(books.ownerUrl);
    await poster.query("begin");
    // it has posted, and holds the balance; the rebuilding waits for it
    await poster.query(`set local app.actor_id = '01970000-0000-7000-8000-0000000000ac'`);
    await poster.query(
      `select app.post_journal(gen_random_uuid(), '${DEFAULT_ENTITY_ID}', 'ADJUST', 'beside', (select min(starts_on) from accounting_period),
         'awd', gen_random_uuid(), (
           select jsonb_agg(jsonb_build_object('role', role, 'partner_id', partner_id, 'program_id', program_id,
             'bank_account_id', null, 'currency', currency, 'amount_minor', case role when 'expense' then '100' else '-100' end, 'credit_id', null))
           from ledger_account))`,
    );
    const rebuilding = run(rebuildBalances);
    await vi.waitFor(async () => {
      const [row] = await books.asOwner<{ n: number }>(
        `select count(*)::integer as n from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock' and application_name = 'baton-books'`,
      );
      expect(row?.n).toBe(1);
    });
    const sealing = sealJournals(books.database, "test");
    await poster.query("commit");
    await Promise.all([rebuilding, sealing]);
    await sealJournals(books.database, "test");

    expect(await balances()).toEqual({ accrued: "-27400", expense: "27400" });
    await using owner = await connect(books.ownerUrl);
    expect(await faults(owner)).toEqual([]);
  });
});

describe("whoever watches the books", () => {
  const seen = async (at: Date) => {
    const logged: LogFields[] = [];
    const figures = new BooksFigures();
    const log = logInto(logged);
    await watchBooks({ database: books.database, clock: () => at, books: figures, log })("test");
    return { ...figures.counts(), logged: logged.map(({ note, count }) => `${count} ${note}`) };
  };
  const compare = (at: Date) => compareBooks({ database: books.database, clock: () => at })("test");
  const compared = async () =>
    (await books.asOwner<{ n: number }>("select count(*)::integer as n from balance_comparison"))[0]
      ?.n ?? 0;

  test("hears of postings that are not sealed after a minute, and not before", async () => {
    const quiet = await seen(new Date());
    await post(books, earned(books, { partner: books.bruno, minor: 1n }));
    const [before, after] = [
      await seen(new Date(Date.now() + 50_000)),
      await seen(new Date(Date.now() + 61_000)),
    ];
    await sealJournals(books.database, "test");

    expect([quiet, before]).toEqual([
      { unsealed: 0, late: 0, adrift: 0, logged: [] },
      { unsealed: 0, late: 0, adrift: 0, logged: [] },
    ]);
    expect(after).toEqual({
      unsealed: 1,
      late: 0,
      adrift: 0,
      logged: ["1 postings wait for their seal for more than 60 seconds"],
    });
  });

  test("hears of balances that drifted from the next comparison on, until they are rebuilt", async () => {
    const tomorrow = new Date(Date.now() + 24 * HOUR);
    await compare(new Date());
    const first = await compared();
    await books.asOwner(
      "update account_balance set balance_minor = balance_minor + 1 where balance_sign = 0",
    );
    await compare(new Date());
    expect(await compared(), "once a day").toBe(first);
    expect((await seen(new Date())).adrift).toBe(0);

    await compare(tomorrow);
    const adrift = await seen(tomorrow);
    const checks = await readinessChecks(books.database, false, createLogger("silent"));
    const ready = await checks["books"]?.();
    expect(adrift.adrift).toBe(1);
    expect(adrift.logged).toEqual([
      `1 balances were not the sum of their lines at ${tomorrow.toISOString()}: npm run rebuild-balances`,
    ]);
    expect(ready).toEqual({ ok: true, note: expect.stringContaining("npm run rebuild-balances") });

    // as if it were the day after
    await books.asOwner("alter table balance_comparison disable trigger all");
    await books.asOwner(
      "update balance_comparison set compared_at = compared_at - interval '3 days'",
    );
    await run(rebuildBalances);
    expect((await seen(new Date())).adrift).toBe(0);
    expect(await checks["books"]?.()).toEqual({ ok: true });
  });
});

describe("anchors", () => {
  const sent: OutgoingMail[] = [];
  let takesMails = false;
  const key = () => new AnchorKey(openSecrets(folder).named("anchors"));
  const anchored = (at: Date) =>
    anchorChains({
      ...{ database: books.database, clock: () => at, newId, anchorKey: key() },
      ...{ storage: new DiskStorage(path.join(folder, "files")), scratch: path.join(folder, "in") },
      anchorsTo: { name: "Aud", address: "aud@example.com" },
      mailer: {
        send: async (mail) => {
          if (!takesMails) throw new MailRefused("451", "LATER");
          sent.push(mail);
        },
        close: () => undefined,
      },
    })("test");
  const rows = () =>
    books.asOwner<{ day: string; seq: number; ways: string }>(
      `select anchored_on::text as day, seq::integer, (
         select string_agg(way, ' ' order by way) from chain_anchor_export where anchor_id = chain_anchor.id) as ways
       from chain_anchor order by anchored_on`,
    );
  const MONDAY = new Date("2026-03-02T08:00:00.000Z");
  const later = (hours: number) => new Date(MONDAY.getTime() + hours * HOUR);
  const head = async () =>
    Number((await books.asOwner<{ seq: string }>("select seq from chain_head"))[0]?.seq);

  test("are made once a day, stored as files, and mailed as soon as somebody takes the mail", async () => {
    const first = await head();
    await expect(anchored(MONDAY)).rejects.toThrow(MailRefused);
    expect(await rows()).toEqual([{ day: "2026-03-02", seq: first, ways: "FILE" }]);

    takesMails = true;
    await anchored(later(1));
    await post(books, earned(books, { partner: books.bruno, minor: 2n }));
    await sealJournals(books.database, "test");
    await anchored(later(2));
    await Promise.all([anchored(later(24)), anchored(later(24))]);

    expect(await rows()).toEqual([
      { day: "2026-03-02", seq: first, ways: "FILE MAIL" },
      { day: "2026-03-03", seq: first + 1, ways: "FILE MAIL" },
    ]);
    const storage = new DiskStorage(path.join(folder, "files"));
    const stored = await text(await storage.open(`anchor-${DEFAULT_ENTITY_ID}-2026-03-02`));
    expect(stored).toMatch(
      new RegExp(
        `^baton.anchor.v1 ${DEFAULT_ENTITY_ID} ${first} [0-9a-f]{64} 2026-03-02T08:00:00.000Z `,
      ),
    );
    expect(sent[0]?.text).toContain(stored);
    expect(sent[0]?.to.address).toBe("aud@example.com");
  });

  test("are of the chain as it is, or not written; and never change", async () => {
    const insert = (hash: string, day: string) =>
      books.asOwner(
        `insert into chain_anchor (id, entity_id, anchored_on, seq, hash, anchored_at, signature, public_key)
         select gen_random_uuid(), entity_id, '${day}', seq, ${hash}, '${day}T00:00:00Z', signature, public_key
         from chain_anchor order by anchored_on limit 1`,
      );
    await expect(insert("sha256(hash)", "2026-03-09")).rejects.toThrow("has another hash");
    await expect(insert("hash", "2026-03-09")).rejects.toThrow("an earlier day has a later seal");
    await expect(books.asOwner("update chain_anchor set seq = 1")).rejects.toThrow("append-only");
  });

  test("tell that the chain is the one that was anchored", async () => {
    const file = path.join(folder, "kept.txt");
    writeFileSync(file, sent.map((mail) => mail.text.split("\n\n")[1]).join(""));
    expect(readFileSync(file, "utf8").trim().split("\n").length).toBeGreaterThanOrEqual(2);

    const [code, told] = await run(verifyChain, "--anchors", file);
    expect([code, told]).toEqual([
      0,
      expect.stringMatching(/^\d+ postings, held against \d anchors\. The chain is whole\.$/),
    ]);
    const own = await run(verifyChain);
    expect(own).toEqual([
      0,
      expect.stringContaining("2 anchors of the database itself. The chain is whole."),
    ]);
  });

  test("find a chain that a superuser wrote anew, which is sound in itself", async () => {
    const file = path.join(folder, "kept.txt");
    await rewriteHistory();
    const own = await run(verifyChain);
    const kept = await run(verifyChain, "--anchors", file);

    expect(own[0], "whoever rewrites the chain rewrites its anchors").toBe(1);
    expect(own[1]).toContain("its signature is not of what it says");
    expect(kept[0]).toBe(1);
    expect(kept[1]).toMatch(
      /seq \d+: had another hash at 2026-03-02T08:00:00.000Z: the chain was written anew/,
    );
    await using owner = await connect(books.ownerUrl);
    expect(await faults(owner), "nothing within the database tells").toEqual([]);
  });

  test("that somebody signed by another key are told, and lines that are none", async () => {
    const file = path.join(folder, "kept.txt");
    const other = new AnchorKey(Buffer.alloc(32, 7)).publicKey.toString("hex");
    const [code, told] = await run(verifyChain, "--anchors", file, "--public-key", other);
    expect(code).toBe(1);
    expect(told).toContain("signed by another key");
    writeFileSync(file, "something else\n");
    await expect(run(verifyChain, "--anchors", file)).rejects.toThrow("line 1 is no anchor");
  });

  /** Doubles what everybody earned, and makes all that was derived of it fit: balances, the chain, its anchors. */
  async function rewriteHistory(): Promise<void> {
    await using owner = await connect(books.ownerUrl);
    await owner.query("begin");
    await owner.query(UNGUARDED);
    await owner.query("update journal_entry set amount_minor = 2 * amount_minor");
    await owner.query("update account_balance set balance_minor = 2 * balance_minor");
    await owner.query(`
      do $$
      declare
        link record;
        before bytea := decode(repeat('00', 32), 'hex');
      begin
        for link in select * from journal_seal order by seq loop
          update journal_seal
          set prev_hash = before, hash = sha256(convert_to(app.journal_text(link.txn_id, link.seq, before), 'UTF8'))
          where txn_id = link.txn_id
          returning hash into before;
        end loop;
        update chain_head set hash = before;
        update chain_anchor set hash = (select hash from journal_seal where seq = chain_anchor.seq);
      end
      $$`);
    await owner.query("commit");
  }
});

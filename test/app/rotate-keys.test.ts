import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { rotateKeys } from "../../src/app/keys/rotate-keys.ts";
import { idOf } from "../../src/kernel/index.ts";
import { bankFileOwner, whetherNumbersOpen } from "../../src/payouts/index.ts";
import { addSealingKey, openSecrets } from "../../src/platform/secrets.ts";
import type { Vault } from "../../src/platform/vault.ts";
import { bounty } from "../incentives/incentive-desk.ts";
import { openPayingDesk } from "../payouts/paying-desk.ts";
import type { PayingDesk } from "../payouts/paying-desk.ts";
import { taxedIn } from "../payouts/taxing.ts";
import { testVault } from "../support/banking.ts";

let desk: PayingDesk;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "baton-keys-"));
  desk = await openPayingDesk();
  for (const each of desk.partners) await taxedIn(desk, each, "US");
  const programId = await desk.paying([bounty("SQL", "10.00")]);
  await desk.approved(await desk.creditsOf(await desk.sql(desk.alpha, programId)));
  await desk.paid();
  // as if it had been sealed with the secrets of this folder
  const { vault } = openSecrets(folder);
  await desk.world.asOwner(
    TABLES.map(([table]) => `alter table ${table} disable trigger user`).join("; "),
  );
  for (const [table, column, called] of TABLES)
    for (const { id, owner, plain } of await sealed(table, column, testVault()))
      await desk.world.asOwner(`update ${table} set ${column} = $2 where id = $1`, [
        id,
        vault(called).seal(plain ?? "", owner).bytes,
      ]);
  await desk.world.asOwner(
    TABLES.map(([table]) => `alter table ${table} enable always trigger ${table}_sealed_anew`).join(
      "; ",
    ),
  );
}, 120_000);
afterAll(async () => {
  await desk.world.close();
  rmSync(folder, { recursive: true });
});

const TABLES = [
  ["payout_account", "number_sealed", "bank accounts"],
  ["bank_file", "content_sealed", "bank accounts"],
  ["tax_profile", "tax_id_sealed", "tax numbers"],
] as const;

interface SealedRow {
  readonly id: string;
  readonly keyId: string;
  readonly owner: string;
  /** Null where the vault does not open it. */
  readonly plain: string | null;
}

/** What is sealed in a table, opened by a vault. */
async function sealed(table: string, column: string, vault: Vault): Promise<SealedRow[]> {
  const more = table === "bank_file" ? "batch_id, format" : "null as batch_id, null as format";
  const rows = await desk.world.asOwner<{
    id: string;
    key_id: string;
    bytes: Buffer;
    batch_id: string | null;
    format: string | null;
  }>(
    `select id, key_id, ${column} as bytes, ${more} from ${table} where key_id is not null order by id`,
  );
  return rows.map(({ id, key_id: keyId, bytes, batch_id: batch, format }) => {
    const owner =
      batch === null
        ? idOf(table === "tax_profile" ? "txp" : "pac", id)
        : bankFileOwner(idOf("bat", batch), format ?? "");
    return { id, keyId, owner, plain: vault.open({ keyId, bytes }, owner) };
  });
}

const all = async (vaultOf: (called: string) => Vault) =>
  (
    await Promise.all(
      TABLES.map(([table, column, called]) => sealed(table, column, vaultOf(called))),
    )
  ).flat();

/** What the command printed, and with what it ended. */
async function run(...args: readonly string[]): Promise<readonly [number, string]> {
  const printed: string[] = [];
  const { ownerUrl, urls } = desk.world;
  const environment = {
    ...{ DATA_DIR: folder, DATABASE_URL: ownerUrl, DATABASE_URL_QUEUE: urls.queue },
    ...{ DATABASE_URL_PARTNER: urls.partner, DATABASE_URL_VENDOR: urls.vendor },
    ...{ DATABASE_URL_JOBS: urls.jobs, DATABASE_URL_AUTH: urls.auth },
  };
  const code = await rotateKeys(args, environment, (line) => printed.push(line));
  return [code, printed.join("\n")];
}

test("A new key seals from then on, what older keys sealed is sealed anew by it, and nothing else changes", async () => {
  const before = await all(openSecrets(folder).vault);
  expect(before.length).toBeGreaterThanOrEqual(5);
  expect(before.filter(({ plain, keyId }) => plain === null || keyId !== "1")).toEqual([]);
  const old = openSecrets(folder);

  const [added, said] = await run("--new-key");
  expect([added, said]).toEqual([0, expect.stringMatching(/^Key [0-9a-f]{16} is in/)]);
  expect(statSync(path.join(folder, "secrets.json")).mode & 0o777).toBe(0o600);
  const now = openSecrets(folder);
  expect(now.named("links")).toEqual(old.named("links"));
  const { keyId } = now.vault("bank accounts");
  expect(said).toContain(`Key ${keyId} is in`);
  expect(now.vault("bank accounts").mark("x")).toEqual(old.vault("bank accounts").mark("x"));
  expect(await all(now.vault)).toEqual(before);

  const [done, progress] = await run();
  expect(done).toBe(0);
  expect(progress).toContain("Tax profiles: 2 sealed anew, 0 that no key opens.");
  expect(await all(now.vault)).toEqual(before.map((each) => ({ ...each, keyId })));
  expect((await all(old.vault)).filter(({ plain }) => plain !== null)).toEqual([]);
  const opened = await whetherNumbersOpen(desk.world.database, now.vault("bank accounts"));
  expect(opened).toMatchObject({ closed: 0 });
  const audited = await desk.world.asOwner<{ subjects: string[] }>(
    "select subject_ids as subjects from audit_entry where mutation = 'rotateKeys' and actor_kind = 'SYSTEM'",
  );
  expect(audited.flatMap(({ subjects }) => subjects)).toHaveLength(before.length);

  const [again, nothing] = await run();
  expect([again, nothing]).toEqual([0, expect.stringContaining("Payout accounts: 0 sealed anew")]);
});

test("Keys that are made apart of each other are called otherwise, and old ones by their places", () => {
  const made = [0, 1].map(() => {
    const own = mkdtempSync(path.join(tmpdir(), "baton-keys-"));
    openSecrets(own);
    const file = path.join(own, "secrets.json");
    const { root } = JSON.parse(readFileSync(file, "utf8")) as { root: string };
    writeFileSync(file, JSON.stringify({ root, sealing: [root] }));
    const before = openSecrets(own).vault("x");
    const sealed = before.seal("DE00", "pac");
    const id = addSealingKey(own);
    const vault = openSecrets(own).vault("x");
    rmSync(own, { recursive: true });
    expect([before.keyId, vault.keyId, vault.open(sealed, "pac")]).toEqual(["2", id, "DE00"]);
    expect(id.length).toBeLessThanOrEqual(20);
    return id;
  });
  expect(new Set(made).size).toBe(2);
});

test("What an instance seals by an older key meanwhile is told, and sealed anew the next time", async () => {
  const [one] = await desk.world.asOwner<{ id: string; bytes: Buffer; key_id: string }>(
    "select id, number_sealed as bytes, key_id from payout_account order by id limit 1",
  );
  await run("--new-key");
  // once its kind has been seen to
  await desk.world.asOwner(`
    create function seal_older() returns trigger language plpgsql security definer as $$
    begin
      update public.payout_account
      set number_sealed = '\\x${one?.bytes.toString("hex")}', key_id = '${one?.key_id}'
      where id = '${one?.id}';
      return null;
    end $$;
    create trigger seal_older after update on tax_profile for each statement execute function seal_older();
    alter table tax_profile enable always trigger seal_older`);

  const [code, printed] = await run();
  await desk.world.asOwner("drop trigger seal_older on tax_profile; drop function seal_older()");
  expect([code, printed]).toEqual([
    ...[3, expect.stringContaining("1 sealed by an older key meanwhile")],
  ]);
  expect((await run())[0]).toBe(0);
});

test("What no key opens is left as it was, and told", async () => {
  const [one] = await sealed("payout_account", "number_sealed", testVault());
  const { bytes } = testVault().seal("DE00", one?.owner ?? "");
  await desk.world.asOwner("alter table payout_account disable trigger user");
  await desk.world.asOwner(
    "update payout_account set number_sealed = $2, key_id = '1' where id = $1",
    [one?.id, bytes],
  );
  await desk.world.asOwner("alter table payout_account enable trigger user");
  const [code, printed] = await run();
  expect(code).toBe(1);
  expect(printed).toContain("Payout accounts: 0 sealed anew, 1 that no key opens.");
  const [still] = await sealed("payout_account", "number_sealed", testVault());
  expect(still).toMatchObject({ keyId: "1", plain: "DE00" });
});

test("The database lets nothing else change by it", async () => {
  for (const [table, column] of TABLES) {
    for (const change of [
      `${column} = ${column} || '\\x00'::bytea, key_id = '9'`,
      table === "bank_file"
        ? "byte_size = byte_size, sha256 = repeat('a', 64), key_id = '9'"
        : "state = 'VERIFIED', proposed_at = now(), key_id = '9'",
    ])
      await expect(
        desk.world.asOwner(`update ${table} set ${change} where key_id is not null`),
        `${table} ${change}`,
      ).rejects.toThrow(/sealed anew|check constraint|bank_file_sealed/);
  }
});

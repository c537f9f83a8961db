import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";

import { parseId, uuidOf } from "../../src/kernel/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { openLivingWorld } from "../support/living-world.ts";
import type { LivingWorld } from "../support/living-world.ts";
import { sendFile } from "../support/send-file.ts";

// What the verbs promise, held by the database against whoever writes past them as a partner's role.
let world: LivingWorld;
let client: pg.Client;
let theirs: string;
let own: string;

beforeAll(async () => {
  world = await openLivingWorld();
  theirs = await uuidOfUpload(world.rival.key);
  own = await uuidOfUpload(world.members.PARTNER_ADMIN.key);
  client = new pg.Client({ connectionString: world.urls.partner });
  await client.connect();
  await client.query("begin");
  await client.query(`set local app.partner_id = '${uuidOf(world.alpha)}'`);
  await client.query(`set local app.actor_id = '${uuidOf(world.members.PARTNER_ADMIN.memberId)}'`);
});
afterAll(async () => {
  await client.end();
  await world.close();
});

async function uuidOfUpload(bearer: string): Promise<string> {
  const parsed = parseId("upl", await sendFile(world, bearer, { bytes: "12345" }));
  if (!parsed.ok) throw new Error(parsed.problem);
  return uuidOf(parsed.id);
}

/** What stands in the way of a statement; it is undone. */
async function refusalOf(text: string, values: readonly unknown[] = []): Promise<string> {
  await client.query("savepoint attempt");
  try {
    const { rowCount } = await client.query(text, [...values]);
    return rowCount === 0 ? "not there" : "written";
  } catch (error) {
    const { constraint, code } = error as { constraint?: string; code: string };
    return constraint ?? code;
  } finally {
    await client.query("rollback to savepoint attempt");
  }
}

test("a file's row is its sender's alone, and goes no way but its own", async () => {
  const set = (what: string, id: string) =>
    refusalOf(`update upload set ${what} where id = $1`, [id]);
  expect(await set("expires_at = null", theirs)).toBe("not there");
  expect(await set("expires_at = null", own)).toBe("written");
  expect(await set("state = 'GONE'", own)).toBe("upload_state_move");
  expect(await set("state = 'AWAITED'", own)).toBe("upload_state_move");
  expect(await set("sha256 = sha256('other')", own)).toBe("upload_stands");
  expect(await set("file_name = 'other'", own)).toBe("42501");
});

const announce = (id: string, by: string) =>
  refusalOf(
    `insert into upload (id, partner_id, purpose, file_name, content_type, byte_size, created_at, created_by, expires_at)
     values ($1, $2, 'EVIDENCE', 'x', 'text/plain', 1, now(), $3, now())`,
    [id, uuidOf(world.alpha), by],
  );

test("a file is announced by who acts, under an id of this minute", async () => {
  const me = uuidOf(world.members.PARTNER_ADMIN.memberId);
  expect(await announce(uuidOf(newId("upl")), me)).toBe("written");
  expect(await announce(uuidOf(newId("upl")), uuidOf(world.rival.memberId))).toBe(
    "upload_by_actor",
  );
  expect(await announce("01970000-0000-7000-8000-0000000000cc", me)).toBe("upload_id_is_new");
});

test("evidence names who adds it, on which side, and a file of that side alone", async () => {
  const { rows } = await client.query<{ id: string; lead_id: string; at: Date }>(
    "select id, lead_id, at from lead_event order by at limit 1",
  );
  const [event] = rows;
  const add = (upload: string, more: { by?: string; byVendor?: boolean } = {}) =>
    refusalOf(
      `insert into evidence (id, partner_id, lead_id, event_id, kind, upload_id, file_name, content_type, byte_size, sha256,
         submitted_at, submitted_by, by_vendor)
       values ($1, $2, $3, $4, 'OTHER', $5, 'x', 'text/plain', 5, sha256('x'), now(), $6, $7)`,
      [
        uuidOf(newId("evd")),
        uuidOf(world.alpha),
        event?.lead_id,
        event?.id,
        upload,
        more.by ?? uuidOf(world.members.PARTNER_ADMIN.memberId),
        more.byVendor ?? false,
      ],
    );
  expect(await add(own)).toBe("written");
  expect(await add(theirs)).toBe("evidence_upload_fkey");
  expect(await add(uuidOf(newId("upl")))).toBe("evidence_upload_fkey");
  expect(await add(own, { by: uuidOf(world.staff.memberId) })).toBe("evidence_by_actor");
  expect(await add(theirs, { byVendor: true })).toBe("evidence_by_actor");
});

test("of an import a partner may say that it shall end, and nothing else; one that is over stays so", async () => {
  const { rows } = await client.query<{ id: string }>(
    "select id from import_run where status = 'DONE' limit 1",
  );
  const set = (what: string) =>
    refusalOf(`update import_run set ${what} where id = $1`, [rows[0]?.id]);
  expect(await set("registered_count = 7")).toBe("42501");
  expect(await set("status = 'QUEUED'")).toBe("42501");
  expect(await set("cancel_requested_at = now()")).toBe("import_run_stands");
  expect(await refusalOf("delete from import_problem")).toBe("42501");
  const problems = await client.query("select distinct partner_id from import_problem");
  expect(problems.rows).toEqual([{ partner_id: uuidOf(world.alpha) }]);
});

test("an import for a partner is asked for by whoever of the vendor's acts, with a file of its own", async () => {
  const vendor = new pg.Client({ connectionString: world.urls.vendor });
  await vendor.connect();
  const { SALES_REP, CHANNEL_MANAGER } = world.members;
  const refused = async (by: string, constraint: string) => {
    await vendor.query("begin");
    await vendor.query(`set local app.actor_id = '${uuidOf(CHANNEL_MANAGER.memberId)}'`);
    const asked = vendor.query(
      `insert into import_run (id, partner_id, vendor_upload_id, file_name, format, columns, defaults, error_policy, dry_run,
         requested_at, requested_by)
       values ($1, $2, $3, 'x', 'CSV', '{}', '{}', 'SKIP', false, now(), $4)`,
      [uuidOf(newId("imp")), uuidOf(world.alpha), own, by],
    );
    await expect(asked).rejects.toMatchObject({ constraint });
    await vendor.query("rollback");
  };
  try {
    await refused(uuidOf(SALES_REP.memberId), "import_run_by_actor");
    // its own, but not its own file
    await refused(uuidOf(CHANNEL_MANAGER.memberId), "import_run_on_behalf");
  } finally {
    await vendor.end();
  }
});

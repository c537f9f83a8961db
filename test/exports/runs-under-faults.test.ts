import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { openExport } from "../../src/exports/index.ts";
import type { WriteExportsDeps } from "../../src/exports/index.ts";
import { parseId, uuidOf } from "../../src/kernel/index.ts";
import { bounty } from "../incentives/incentive-desk.ts";

import { openFileDesk } from "./file-desk.ts";
import type { FileDesk } from "./file-desk.ts";

let desk: FileDesk;
beforeAll(async () => {
  desk = await openFileDesk();
  await desk.sql(desk.alpha, await desk.paying([bounty("SQL", "200.05")]));
  await desk.file({ kind: "TRIAL_BALANCE" });
});
beforeEach(() => desk.at("2026-03-02T10:00:00.000Z"));
afterAll(() => desk.close());

const MINUTES_LATER = { clock: () => new Date(Date.now() + 10 * 60_000) };
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

async function asked(input: object = { kind: "TRIAL_BALANCE" }): Promise<string> {
  const { exportRun, errors } = await desk.ask({ watermark: "1", ...input });
  expect(errors).toEqual([]);
  return exportRun.id;
}

async function cancel(exportRunId: string): Promise<void> {
  const { errors } = await desk.run(
    desk.finance,
    "cancelExport",
    { exportRunId },
    "exportRun { id }",
  );
  expect(errors).toEqual([]);
}

/** The storage, with something that happens before or behind each file that is kept. */
function keeping(around: {
  readonly before?: () => Promise<void>;
  readonly behind?: () => Promise<void>;
}): Pick<WriteExportsDeps, "storage"> {
  const { storage } = desk.deps;
  return {
    storage: {
      ...{ open: storage.open.bind(storage), remove: storage.remove.bind(storage) },
      keep: async (...given) => {
        await around.before?.();
        await storage.keep(...given);
        await around.behind?.();
      },
    },
  };
}

/** A writer whose database gives no row until it is let go on, and then perhaps not all. */
function heldUp(some = (rows: string) => rows) {
  const begun = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const exports = {
    open: async (...given: Parameters<WriteExportsDeps["exports"]["open"]>) => {
      const file = await desk.deps.exports.open(...given);
      return {
        close: () => file.close(),
        drop: () => file.drop(),
        csv: async function* (query: Parameters<typeof file.csv>[0]) {
          begun.resolve();
          await goOn.promise;
          let rows = "";
          for await (const part of file.csv(query)) rows += part.toString();
          yield Buffer.from(some(rows));
        },
      };
    },
  };
  return {
    ...{ begun: begun.promise, goOn: goOn.resolve },
    deps: { exports: exports as unknown as WriteExportsDeps["exports"] },
  };
}

function uuidOfRun(id: string): string {
  const parsed = parseId("exp", id);
  return parsed.ok ? uuidOf(parsed.id) : "";
}

async function aliveUntil(id: string): Promise<number> {
  const [row] = await desk.world.asOwner<{ at: Date | null }>(
    "select alive_until as at from export_run where id = $1",
    [uuidOfRun(id)],
  );
  return row?.at?.getTime() ?? 0;
}

/** Does something while another transaction holds a lock. */
async function whileLocked(lock: string, work: () => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: desk.world.ownerUrl });
  await client.connect();
  try {
    await client.query(`begin; ${lock}`);
    await work();
  } finally {
    await client.end();
  }
}

describe("a writer that was so slow that another took its run", () => {
  test("leaves the other's file where it is", async () => {
    const id = await asked();
    const slow = heldUp();
    const writing = desk.write(slow.deps);
    await slow.begun;
    await desk.write(MINUTES_LATER);
    const file = await desk.run1(id);
    expect(file.status).toBe("DONE");
    await pause(1_100);
    slow.goOn();
    await writing;
    expect(await desk.run1(id)).toEqual(file);
    expect(String((await desk.bytesOf(id)).length)).toBe(file.byteSize);
  });

  test("says nothing of it while the other writes", async () => {
    const id = await asked();
    const [slow, other] = [heldUp(), heldUp()];
    const writing = desk.write(slow.deps);
    await slow.begun;
    const writingAnew = desk.write({ ...other.deps, ...MINUTES_LATER });
    await other.begun;
    slow.goOn();
    await writing;
    expect(await desk.run1(id)).toMatchObject({ status: "RUNNING", manifest: null });
    other.goOn();
    await writingAnew;
    const file = await desk.run1(id);
    expect(file.status).toBe("DONE");
    expect(String((await desk.bytesOf(id)).length)).toBe(file.byteSize);
  });

  test("keeps nothing of its own where the other ended without a file", async () => {
    const before = desk.lying();
    const id = await asked();
    await desk.write(
      keeping({
        before: async () => {
          await cancel(id);
          await desk.write(MINUTES_LATER);
        },
      }),
    );
    expect((await desk.run1(id)).status).toBe("CANCELLED");
    expect(desk.lying()).toEqual(before);
  });

  test("keeps nothing of its own beside the other's file", async () => {
    const before = desk.lying();
    const id = await asked();
    await desk.write(keeping({ behind: () => desk.write(MINUTES_LATER) }));
    const file = await desk.run1(id);
    expect(file.status).toBe("DONE");
    expect(String((await desk.bytesOf(id)).length)).toBe(file.byteSize);
    expect(desk.lying()).toHaveLength(before.length + 1);
  });
});

describe("an export that is told to end", () => {
  test("ends without a file, even where that lies already", async () => {
    const before = desk.lying();
    const id = await asked();
    await desk.write(keeping({ behind: () => cancel(id) }));
    expect((await desk.run1(id)).status).toBe("CANCELLED");
    expect(desk.lying()).toEqual(before);
  });

  test("has no file for the database either", async () => {
    const id = await asked();
    await cancel(id);
    const done = `update export_run set status = 'DONE', started_at = now(), finished_at = now(), expires_at = now(), byte_size = 0,
      sha256 = sha256(''), manifest = '{}' where status = 'QUEUED'`;
    await expect(desk.world.asOwner(done)).rejects.toMatchObject({
      constraint: "export_run_told_to_end",
    });
    // what the refusal locked is passed over for a moment
    await expect
      .poll(() => desk.write().then(() => desk.run1(id)))
      .toMatchObject({
        status: "CANCELLED",
      });
  });

  test("ends in a moment, though the database gives nothing yet", async () => {
    const id = await asked();
    await whileLocked("lock table ledger_account in access exclusive mode", async () => {
      const writing = desk.write();
      await expect.poll(() => aliveUntil(id)).toBeGreaterThan(0);
      await cancel(id);
      const [at] = [performance.now(), await writing];
      expect(performance.now() - at).toBeLessThan(1_500);
      expect((await desk.run1(id)).status).toBe("CANCELLED");
    });
  });
});

describe("a writer says that it lives", () => {
  const told: number[] = [];
  const tell = async (id: string): Promise<void> => {
    told.push(await aliveUntil(id));
    await pause(1_300);
    told.push(await aliveUntil(id));
    const [before = 0, later = 0] = told.slice(-2);
    expect(later - before).toBeGreaterThanOrEqual(900);
  };

  test("while it waits for its first row", async () => {
    const id = await asked();
    const slow = heldUp();
    const writing = desk.write(slow.deps);
    await slow.begun;
    await tell(id);
    slow.goOn();
    await writing;
    expect((await desk.run1(id)).status).toBe("DONE");
  });

  test("while its file is kept, and no longer", async () => {
    const id = await asked();
    await desk.write(keeping({ behind: () => tell(id) }));
    expect((await desk.run1(id)).status).toBe("DONE");
    expect(await aliveUntil(id)).toBe(0);
  });
});

test("of two writers who look at the same moment one takes the run", async () => {
  const id = await asked();
  let kept = 0;
  const counting = keeping({
    before: async () => {
      kept += 1;
    },
  });
  let writing: Promise<unknown> = Promise.resolve();
  await whileLocked("select id from export_run where status = 'QUEUED' for update", async () => {
    writing = Promise.all([desk.write(counting), desk.write(counting)]);
    await pause(200);
  });
  await writing;
  await desk.write(counting);
  expect([kept, (await desk.run1(id)).status]).toEqual([1, "DONE"]);
});

test("a file whose sums are not the ledger's is none", async () => {
  const id = await asked({ kind: "GL_JOURNAL", grain: "DETAIL" });
  const short = heldUp((rows) => rows.slice(0, rows.indexOf("\n") + 1));
  short.goOn();
  await expect(desk.write(short.deps)).rejects.toThrow("differs from the ledger's");
  expect(await desk.run1(id)).toMatchObject({ status: "RUNNING", manifest: null });
  await desk.write(MINUTES_LATER);
  expect((await desk.run1(id)).status).toBe("DONE");
});

test("a file stays cut where it was begun", async () => {
  const id = await asked();
  const moved = desk.world.asOwner("update export_run set watermark = 0 where id = $1", [
    uuidOfRun(id),
  ]);
  await expect(moved).rejects.toMatchObject({ constraint: "export_run_cut_once" });
  await expect.poll(() => desk.write().then(() => desk.run1(id))).toMatchObject({ status: "DONE" });
});

test("a file that broke off once is kept once", async () => {
  const before = desk.lying();
  const id = await asked();
  const broken = keeping({ behind: () => Promise.reject(new Error("killed")) });
  await expect(desk.write(broken)).rejects.toThrow("killed");
  expect(desk.lying()).toHaveLength(before.length + 1);
  await desk.write(MINUTES_LATER);
  expect((await desk.run1(id)).status).toBe("DONE");
  expect(desk.lying()).toHaveLength(before.length + 1);
});

test("a file that is there stays, though what an earlier attempt left cannot be removed", async () => {
  const id = await asked();
  const broken = keeping({ behind: () => Promise.reject(new Error("killed")) });
  await expect(desk.write(broken)).rejects.toThrow("killed");
  const { storage } = keeping({});
  let refused = 0;
  const remove = async (name: string): Promise<void> => {
    if (refused > 0) return storage.remove(name);
    refused += 1;
    await pause(1_100);
    throw new Error("the storage is away");
  };
  const away = desk.write({ ...MINUTES_LATER, storage: { ...storage, remove } });
  await expect(away).rejects.toThrow("the storage is away");
  const file = await desk.run1(id);
  expect(file.status).toBe("DONE");
  expect(desk.lying().some((name) => name.endsWith(`2-${uuidOfRun(id)}`))).toBe(true);
});

test("a file is fetched by whoever may read what is in it at that time, and by nobody else", async () => {
  const days = { from: "2026-02-02", until: "2026-03-02" };
  const audit = await desk.file({ kind: "AUDIT_EXTRACT", ...days });
  const balance = await desk.file({ kind: "TRIAL_BALANCE" });
  const { finance, deps } = desk;
  const fetched = async ({ id }: { readonly id: string }, scopes: readonly string[]) => {
    const standing = { actor: finance.actor, session: finance.session, scopes: new Set(scopes) };
    const file = await openExport(deps)(id, standing);
    file?.drop();
    return file?.fileName ?? null;
  };
  const may = ["EXPORTS_WRITE", "LEDGER_READ"];
  expect(await fetched(balance, may)).toMatch(/^trial-balance-/);
  expect(await fetched(audit, [...may, "AUDIT_READ"])).toBe("audit-extract.csv");
  expect(await fetched(audit, may)).toBeNull();
  for (const scope of may) expect(await fetched(balance, [scope])).toBeNull();
});

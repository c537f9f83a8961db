import { tmpdir } from "node:os";

import { afterAll, beforeAll, expect, test, vi } from "vitest";

import { repeatsOf, tasksOf } from "../../src/app/tasks.ts";
import { ReviewDraw } from "../../src/handover/index.ts";
import { readStageMoves } from "../../src/leads/index.ts";
import { AnchorKey, BooksFigures } from "../../src/ledger/index.ts";
import { StopLinks } from "../../src/notices/index.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { Exports } from "../../src/platform/database/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { startJobs } from "../../src/platform/jobs/index.ts";
import type { LogFields } from "../../src/platform/logger.ts";
import { DiskStorage } from "../../src/platform/storage/index.ts";
import { earned, openBooks, post } from "../ledger/books.ts";
import type { Books } from "../ledger/books.ts";
import { logInto } from "../protection/desk.ts";

let books: Books;

beforeAll(async () => {
  books = await openBooks();
});
afterAll(() => books.close());

test("a posting is sealed within about a second, with two instances at it", async () => {
  const failures: LogFields[] = [];
  const { database } = books;
  const moves = await readStageMoves(database);
  const storage = new DiskStorage(tmpdir());
  const exports = new Exports({ urls: books.urls, onBrokenConnection: () => undefined });
  const deps = {
    exports,
    ...{ database, newId, clock: systemClock, storage, scratch: tmpdir(), moves },
    ...{ isFreeMail: () => false, programs: null },
    ...{ mailer: null, stopLinks: new StopLinks(Buffer.alloc(32), null) },
    ...{ books: new BooksFigures(), log: logInto(failures), anchorsTo: null },
    anchorKey: new AnchorKey(Buffer.alloc(32)),
    reviewDraw: new ReviewDraw(Buffer.alloc(32)),
    identity: { stillStands: async () => null },
  };
  const instances = await Promise.all(
    [1, 2].map(() =>
      startJobs({
        url: books.urls.queue,
        concurrency: 1,
        tasks: tasksOf(deps),
        repeats: repeatsOf(deps),
        log: logInto(failures),
      }),
    ),
  );
  const posted = await Promise.all(
    [1n, 2n, 3n].map((minor) => post(books, earned(books, { partner: books.anna, minor }))),
  );
  expect(posted).toEqual(["posted", "posted", "posted"]);

  const sealed = () => books.asOwner("select seq::integer from journal_seal order by seq");
  await vi.waitFor(async () => expect(await sealed()).toHaveLength(3), { timeout: 2_000 });

  expect(await sealed()).toEqual([{ seq: 1 }, { seq: 2 }, { seq: 3 }]);
  await Promise.all(instances.map((jobs) => jobs.stop()));
  await exports.close();
  expect(failures).toEqual([]);
});

import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";

import { startJobs, task } from "../../src/platform/jobs/index.ts";
import type { Repeat, RunningJobs, Tasks } from "../../src/platform/jobs/index.ts";
import { createLogger } from "../../src/platform/logger.ts";
import { openWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

let world: World;
let running: RunningJobs[] = [];
let lines: Record<string, unknown>[] = [];

beforeAll(async () => {
  world = await openWorld();
});
afterEach(async () => {
  await Promise.all(running.map((jobs) => jobs.stop()));
  running = [];
  lines = [];
  await world.asOwner("delete from graphile_worker._private_jobs");
});
afterAll(() => world.close());

const log = createLogger("debug", {
  write: (line) => void lines.push(JSON.parse(line)),
});

const start = async (tasks: Tasks, repeats: readonly Repeat[] = [], concurrency = 2) => {
  const jobs = await startJobs({ url: world.urls.queue, concurrency, tasks, repeats, log });
  running.push(jobs);
  return jobs;
};

const enqueue = (name: string, payload: unknown) =>
  world.asOwner("select graphile_worker.add_job($1, $2::json, max_attempts := 20)", [
    name,
    JSON.stringify(payload),
  ]);

const jobsLeft = () =>
  world.asOwner(
    "select attempts, last_error, locked_at from graphile_worker._private_jobs order by id",
  );

const eventually = (check: () => unknown) => vi.waitFor(check, { timeout: 8_000, interval: 20 });

const numbered = z.object({ number: z.int() });

test("a job is done with the payload it was enqueued with, and leaves one line without it", async () => {
  const done: [number, string][] = [];
  await start({
    count: task(numbered, async ({ number }, requestId) => void done.push([number, requestId])),
  });
  await enqueue("count", { number: 4_711 });

  await eventually(() => expect(lines).toHaveLength(1));

  expect(lines).toEqual([
    {
      level: "debug",
      time: expect.any(String),
      event: "job done",
      job: "count",
      jobId: expect.any(String),
      attempt: 1,
      ms: expect.any(Number),
    },
  ]);
  expect(done).toEqual([[4_711, `job-${String(lines[0]?.["jobId"])}`]]);
  await eventually(async () => expect(await jobsLeft()).toEqual([]));
});

test("a job that fails is tried again", async () => {
  let attempts = 0;
  await start({
    shaky: task(numbered, async () => {
      attempts += 1;
      if (attempts === 1) throw new Error("not yet");
    }),
  });
  await enqueue("shaky", { number: 1 });
  await eventually(async () => expect(await jobsLeft()).toMatchObject([{ attempts: 1 }]));
  await world.asOwner("update graphile_worker._private_jobs set run_at = now()");

  await eventually(() => expect(lines).toHaveLength(2));

  expect(lines).toMatchObject([
    { level: "error", event: "job failed", job: "shaky", attempt: 1 },
    { level: "debug", event: "job done", job: "shaky", attempt: 2 },
  ]);
});

test("a payload of another shape fails the job before any work, and is not repeated in the log", async () => {
  const work = vi.fn<() => Promise<void>>(async () => undefined);
  await start({ strict: task(numbered, work) });
  await enqueue("strict", { number: "canary-4711" });

  await eventually(() => expect(lines).toMatchObject([{ event: "job failed", attempt: 1 }]));

  expect(work).not.toHaveBeenCalled();
  expect(JSON.stringify(lines)).not.toContain("canary");
});

test("stopping waits for the job under way and takes no other", async () => {
  let finish: () => void = () => undefined;
  const begun: number[] = [];
  const ended: number[] = [];
  const jobs = await start(
    {
      slow: task(numbered, async ({ number }) => {
        begun.push(number);
        await new Promise<void>((resolve) => (finish = resolve));
        ended.push(number);
      }),
    },
    [],
    1,
  );
  await enqueue("slow", { number: 1 });
  await eventually(() => expect(begun).toEqual([1]));
  await enqueue("slow", { number: 2 });

  const stopped = jobs.stop().then(() => ended.slice());
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(ended).toEqual([]);
  finish();

  expect(await stopped).toEqual([1]);
  expect(begun).toEqual([1]);
  // the one that was done is gone for good, the other waits for the next instance
  expect(await jobsLeft()).toMatchObject([{ attempts: 0 }]);
});

test("a job that fails while all is stopped is told to the queue, which keeps it for later", async () => {
  let fail: (error: Error) => void = () => undefined;
  const begun: number[] = [];
  const jobs = await start({
    doomed: task(numbered, async ({ number }) => {
      begun.push(number);
      await new Promise<void>((_, reject) => (fail = reject));
    }),
  });
  await enqueue("doomed", { number: 1 });
  await eventually(() => expect(begun).toEqual([1]));

  const stopped = jobs.stop();
  fail(new Error("at the last moment"));
  await stopped;

  expect(await jobsLeft()).toEqual([
    { attempts: 1, last_error: expect.any(String), locked_at: null },
  ]);
});

test("jobs go on after every connection of the queue was cut", async () => {
  const done: number[] = [];
  await start({ count: task(numbered, async ({ number }) => void done.push(number)) });
  await enqueue("count", { number: 1 });
  await eventually(() => expect(done).toEqual([1]));

  await world.asOwner(
    "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'app_queue' and datname = current_database()",
  );
  await enqueue("count", { number: 2 });

  await eventually(() => expect(done).toEqual([1, 2]));
});

test("a job of a worker that is gone is done by another, one under way elsewhere is left alone", async () => {
  const lockedFor = (number: number, seconds: number) =>
    world.asOwner(
      `update graphile_worker._private_jobs
       set attempts = 1, locked_by = $2, locked_at = now() - make_interval(secs => $3)
       where payload->>'number' = $1`,
      [`${number}`, `worker-${number}`, seconds],
    );
  await enqueue("count", { number: 1 });
  await enqueue("count", { number: 2 });
  await lockedFor(1, 46);
  await lockedFor(2, 30);

  const done: number[] = [];
  await start({ count: task(numbered, async ({ number }) => void done.push(number)) });

  await eventually(() => expect(done).toEqual([1]));
  // whoever does it may say so before it is said that it was lost
  await eventually(() => expect(lines).toHaveLength(2));
  expect(lines).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ level: "warn", event: "lost jobs released", count: 1 }),
      expect.objectContaining({ event: "job done", attempt: 2 }),
    ]),
  );
  await eventually(async () =>
    expect(await jobsLeft()).toMatchObject([{ attempts: 1, locked_at: expect.any(Date) }]),
  );
});

test("that a worker is gone is seen later too", async () => {
  const done: number[] = [];
  const jobs = await startJobs({
    url: world.urls.queue,
    concurrency: 1,
    tasks: { count: task(numbered, async ({ number }) => void done.push(number)) },
    repeats: [],
    log,
    lostAfterMs: 400,
  });
  running.push(jobs);
  // in one transaction, so that nobody but the dead worker ever saw it free
  await world.asOwner(`
    do $$
    begin
      perform graphile_worker.add_job('count', '{"number": 3}');
      update graphile_worker._private_jobs set locked_by = 'gone', locked_at = now();
    end
    $$`);

  await eventually(() => expect(done).toEqual([3]));
});

test("a database that goes away while all is stopped harms nobody", async () => {
  const jobs = await start({ count: task(numbered, async () => undefined) });
  await enqueue("count", { number: 1 });
  await eventually(() => expect(lines).toHaveLength(1));

  const cut = world.asOwner(
    "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'app_queue' and datname = current_database()",
  );
  await Promise.all([jobs.stop(), cut]);
  await new Promise((resolve) => setTimeout(resolve, 100));

  // an unheard error of a connection would end the program, and this test run
  expect(lines[0]).toMatchObject({ event: "job done" });
});

test("should the library end by itself, it is started anew", async () => {
  const done: number[] = [];
  await start({ count: task(numbered, async ({ number }) => void done.push(number)) });
  // it gives up where it cannot report what was done
  await world.asOwner("revoke delete on graphile_worker._private_jobs from app_queue");
  await enqueue("count", { number: 1 });
  await eventually(() =>
    expect(lines.map((line) => line["event"])).toEqual(
      expect.arrayContaining(["job done", "job library", "jobs ended"]),
    ),
  );
  await world.asOwner("grant delete on graphile_worker._private_jobs to app_queue");
  await enqueue("count", { number: 2 });

  await eventually(() => expect(done).toEqual([1, 2]));
});

test("where no jobs are to run at once, none runs and nothing is repeated", async () => {
  const work = vi.fn<() => Promise<void>>(async () => undefined);
  await start({ count: task(numbered, work) }, [{ name: "again", pauseMs: 1, work }], 0);
  await enqueue("count", { number: 1 });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(work).not.toHaveBeenCalled();
});

test("what is repeated goes on after a failure, never runs twice at once, and is waited for", async () => {
  let underway = 0;
  let most = 0;
  let times = 0;
  const repeat: Repeat = {
    name: "again",
    pauseMs: 1,
    work: async () => {
      underway += 1;
      most = Math.max(most, underway);
      await new Promise((resolve) => setTimeout(resolve, 5));
      underway -= 1;
      times += 1;
      if (times === 2) throw new Error("once");
    },
  };
  const jobs = await start({}, [repeat]);
  await eventually(() => expect(times).toBeGreaterThan(5));

  await jobs.stop();
  const atStop = times;
  await new Promise((resolve) => setTimeout(resolve, 50));

  expect([most, underway, times]).toEqual([1, 0, atStop]);
  expect(lines).toMatchObject([{ level: "error", event: "repeat failed", job: "again" }]);
});

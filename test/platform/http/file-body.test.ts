import { PassThrough } from "node:stream";
import { once } from "node:events";

import { expect, test } from "vitest";

import { FileBody } from "../../../src/platform/http/file-body.ts";

/** A file of two parts that counts how often it was dropped. */
function countedFile() {
  const counts = { begun: 0, dropped: 0 };
  async function* parts(): AsyncGenerator<Buffer> {
    counts.begun += 1;
    yield Buffer.from("one ");
    yield Buffer.from("two");
  }
  return { counts, parts: parts(), drop: () => void (counts.dropped += 1) };
}

test("a body that was never read drops its file when it is destroyed", async () => {
  const file = countedFile();
  const body = new FileBody(file);
  body.destroy();
  await once(body, "close");
  expect(file.counts).toEqual({ begun: 0, dropped: 1 });
});

test("a body that was thrown away by reading nothing of it drops its file as well", async () => {
  const file = countedFile();
  const body = new FileBody(file).resume();
  body.destroy();
  await once(body, "close");
  expect(file.counts.dropped).toBe(1);
});

test("a body whose reader hangs up in the middle drops its file", async () => {
  const file = countedFile();
  const body = new FileBody(file);
  const reader = new PassThrough({ highWaterMark: 1 });
  body.pipe(reader);
  await once(reader, "readable");
  reader.destroy();
  await once(body, "close");
  expect(file.counts).toEqual({ begun: 1, dropped: 1 });
});

test("a body that was read to its end has sent each part", async () => {
  const file = countedFile();
  const reader = new PassThrough();
  const body = new FileBody(file);
  const closed = once(body, "close");
  body.pipe(reader);
  let heard = "";
  for await (const part of reader) heard += String(part);
  await closed;
  expect(heard).toBe("one two");
});

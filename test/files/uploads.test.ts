import { createHash, randomBytes } from "node:crypto";
import { readdirSync } from "node:fs";
import { connect } from "node:net";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { sweepUploads } from "../../src/files/index.ts";
import { parseId, uuidOf } from "../../src/kernel/index.ts";
import { plantMember } from "../support/cast.ts";
import type { CastMember } from "../support/cast.ts";
import { done, mutate } from "../support/mutate.ts";
import { addPartner } from "../support/people.ts";
import { announce, put, sendFile } from "../support/send-file.ts";
import { openServedWorld } from "../support/served-world.ts";
import type { Json, ServedWorld } from "../support/served-world.ts";

let world: ServedWorld;
let anna: CastMember;
let beate: CastMember;

beforeAll(async () => {
  world = await openServedWorld();
  anna = await plantMember(world, ["PARTNER_ADMIN"], await addPartner(world, "Alpha"));
  beate = await plantMember(world, ["PARTNER_ADMIN"], await addPartner(world, "Beta"));
});
afterAll(() => world.close());

async function rowOf(uploadId: string): Promise<Json> {
  const parsed = parseId("upl", uploadId);
  if (!parsed.ok) throw new Error(parsed.problem);
  const [row] = await world.asOwner<Json>("select * from upload where id = $1", [
    uuidOf(parsed.id),
  ]);
  if (!row) throw new Error("no such upload");
  return row;
}

/** All files there are, those that are arriving too. */
const filesThere = (): readonly string[] =>
  readdirSync(world.files.folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));

const PDF = Buffer.concat([Buffer.from("%PDF-1.7\n"), randomBytes(300_000)]);

test("a file that was announced arrives once, whole, and is known by its hash", async () => {
  const file = { fileName: "tender.pdf", contentType: "application/pdf", bytes: PDF };
  const { uploadId, uploadUrl } = await announce(world, anna.key, file);
  const response = await put(world, uploadUrl, PDF);

  const sha256 = createHash("sha256").update(PDF).digest("hex");
  expect(response.status).toBe(201);
  expect(await response.json()).toEqual({ uploadId, byteSize: PDF.length, sha256 });
  const row = await rowOf(uploadId);
  expect(row).toMatchObject({ state: "STORED", file_name: "tender.pdf" });
  expect(row["sha256"].toString("hex")).toBe(sha256);
  const [stored] = filesThere().filter((name) => name.endsWith(row["id"]));
  expect(stored).toBeDefined();

  const again = await put(world, uploadUrl, PDF);
  expect(again.status).toBe(409);
  expect((await rowOf(uploadId))["stored_at"]).toEqual(row["stored_at"]);
});

test("of two senders at once one is let in, and its file is the one that is kept", async () => {
  for (let round = 0; round < 5; round += 1) {
    const bytes = [1, 2, 3].map(() => Buffer.concat([Buffer.from("%PDF-"), randomBytes(200_000)]));
    const [first = PDF] = bytes;
    const { uploadId, uploadUrl } = await announce(world, anna.key, {
      contentType: "application/pdf",
      bytes: first,
    });
    const answers = await Promise.all(bytes.map((each) => put(world, uploadUrl, each)));

    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([
      201, 409, 409,
    ]);
    const winner = answers.findIndex(({ status }) => status === 201);
    const told: Json = JSON.parse(await answers[winner]!.text());
    const sha256 = createHash("sha256").update(bytes[winner]!).digest("hex");
    expect(told["sha256"]).toBe(sha256);
    expect((await rowOf(uploadId))["sha256"].toString("hex")).toBe(sha256);
  }
});

describe("what is not what was announced is told plainly, leaves nothing, and may be sent again", () => {
  const WRONG: readonly (readonly [string, string, Buffer, string])[] = [
    ["a program", "application/pdf", Buffer.from("MZ\x90\0\x03"), "none of the kinds"],
    ["an image", "application/pdf", Buffer.from("\x89PNG\r\n\x1a\n0000", "latin1"), "a PNG image"],
    ["a spreadsheet", "text/plain", Buffer.from("PK\x03\x04xlsx\0\0"), "a zip archive"],
    ["text", "image/png", Buffer.from("hello"), "text"],
    ["bytes", "text/plain", Buffer.from("a\0b"), "none of the kinds"],
  ];
  test.each(WRONG)("%s that says it is %s", async (_, contentType, bytes, words) => {
    const before = filesThere();
    const { uploadId, uploadUrl } = await announce(world, anna.key, { contentType, bytes });
    const response = await put(world, uploadUrl, bytes);

    expect(response.status).toBe(415);
    const { errors }: Json = JSON.parse(await response.text());
    expect(errors[0].message).toContain(words);
    expect((await rowOf(uploadId))["state"]).toBe("AWAITED");
    expect(filesThere()).toEqual(before);
  });

  test("a file of another size, or of none that is said", async () => {
    const { uploadId, uploadUrl } = await announce(world, anna.key, { bytes: "12345" });
    const longer = await put(world, uploadUrl, "123456");
    expect(longer.status).toBe(400);
    expect(await longer.text()).toContain("announced with 5 bytes, and has 6");
    const unsaid = await fetch(new URL(uploadUrl, world.url), {
      method: "PUT",
      body: new ReadableStream({
        start: (controller) => {
          controller.enqueue(Buffer.from("12345"));
          controller.close();
        },
      }),
      duplex: "half",
    });
    expect(unsaid.status).toBe(411);
    expect((await rowOf(uploadId))["state"]).toBe("AWAITED");
    expect((await put(world, uploadUrl, "12345")).status).toBe(201);
  });

  test("a file whose sender hangs up", async () => {
    const before = filesThere();
    const bytes = Buffer.concat([Buffer.from("%PDF-"), randomBytes(500_000)]);
    const { uploadId, uploadUrl } = await announce(world, anna.key, {
      contentType: "application/pdf",
      bytes,
    });
    const { port } = new URL(world.url);
    const socket = connect(Number(port), "127.0.0.1");
    socket.write(`PUT ${uploadUrl} HTTP/1.1\r\nHost: x\r\nContent-Length: ${bytes.length}\r\n\r\n`);
    socket.write(bytes.subarray(0, 300_000));
    await expect
      .poll(async () => (await rowOf(uploadId))["state"], { timeout: 5_000 })
      .toBe("ARRIVING");
    socket.destroy();
    await expect
      .poll(async () => (await rowOf(uploadId))["state"], { timeout: 5_000 })
      .toBe("AWAITED");

    expect(filesThere()).toEqual(before);
    expect((await put(world, uploadUrl, bytes)).status).toBe(201);
  });
});

describe("a link", () => {
  test("that was changed, or is another kind's, opens nothing", async () => {
    const { uploadUrl } = await announce(world, anna.key, { bytes: "12345" });
    const changed = `${uploadUrl.slice(0, -1)}${uploadUrl.endsWith("A") ? "B" : "A"}`;
    for (const url of [changed, "/uploads", "/uploads?link=", "/uploads?link=a.b"]) {
      const response = await put(world, url, "12345");
      expect([url, response.status]).toEqual([url, 403]);
    }
    const fetched = await fetch(new URL(uploadUrl.replace("/uploads", "/files"), world.url));
    expect(fetched.status).toBe(403);
    expect((await fetch(new URL(uploadUrl, world.url))).status).toBe(405);
  });

  test("ends when who asked for it leaves, and with a key when the key is revoked", async () => {
    const partner = await addPartner(world, "Gamma");
    const admin = await plantMember(world, ["PARTNER_ADMIN"], partner);
    const leaving = await plantMember(world, ["PARTNER_MEMBER"], partner);
    const ofLeaving = await announce(world, leaving.key, { bytes: "12345" });
    await done(world, admin.key, "deactivateMember", { memberId: leaving.memberId });
    expect((await put(world, ofLeaving["uploadUrl"], "12345")).status).toBe(403);

    const ofKey = await announce(world, admin.key, { bytes: "12345" });
    await done(world, admin.key, "revokeApiKey", { keyId: admin.keyId });
    expect((await put(world, ofKey["uploadUrl"], "12345")).status).toBe(403);
    expect((await rowOf(ofKey["uploadId"]))["state"]).toBe("AWAITED");
  });

  test("a repeated call with its key is told the same file and place", async () => {
    const input = { purpose: "IMPORT", fileName: "x.csv", contentType: "text/csv", byteSize: 3 };
    const options = { key: "announced-once", selection: "uploadId uploadUrl expiresAt" };
    const first = await mutate(world, anna.key, "createUpload", input, options);
    const second = await mutate(world, anna.key, "createUpload", input, options);
    expect(second.data).toEqual(first.data);
  });
});

test("what may not be sent is refused when it is announced, all faults at once", async () => {
  const input = {
    purpose: "EVIDENCE",
    fileName: " ",
    contentType: "text/html",
    byteSize: 26_214_401,
  };
  const { data } = await mutate(world, anna.key, "createUpload", input);
  const errors: readonly Json[] = data?.["createUpload"].errors;
  expect(errors.map((error) => [error["code"], error["path"]])).toEqual([
    ["VALIDATION_FAILED", ["contentType"]],
    ["VALIDATION_FAILED", ["byteSize"]],
    ["VALIDATION_FAILED", ["fileName"]],
  ]);
});

test("nobody fills the disk with files that nothing needs: the hundred and first is refused", async () => {
  const partner = await addPartner(world, "Delta");
  const admin = await plantMember(world, ["PARTNER_ADMIN"], partner);
  const one = await announce(world, admin.key, { bytes: "12345" });
  const row = await rowOf(one["uploadId"]);
  await world.asOwner(
    `alter table upload disable trigger upload_guard;
     insert into upload (id, partner_id, purpose, file_name, content_type, byte_size, created_at, created_by, expires_at)
     select gen_random_uuid(), partner_id, purpose, file_name, content_type, byte_size, created_at, created_by, expires_at
     from upload, generate_series(1, 99) where id = '${row["id"]}';
     alter table upload enable trigger upload_guard`,
  );
  const input = { purpose: "EVIDENCE", fileName: "x", contentType: "text/plain", byteSize: 1 };
  const refused = await mutate(world, admin.key, "createUpload", input);
  expect(refused.data?.["createUpload"].errors).toMatchObject([{ code: "LIMIT_EXCEEDED" }]);
  expect((await announce(world, beate.key, { bytes: "x" }))["uploadId"]).toMatch(/^upl_/);
});

test("what expired is swept: the bytes go, the row says so, and what is needed stays", async () => {
  const unused = await sendFile(world, anna.key, { bytes: "unused" });
  const fresh = await sendFile(world, anna.key, { bytes: "fresh" });
  const { id } = await rowOf(unused);
  await world.asOwner("update upload set expires_at = now() - interval '2 minutes' where id = $1", [
    id,
  ]);
  const sweep = sweepUploads({
    database: world.database,
    clock: () => new Date(),
    ...world.files,
  });
  expect(await sweep("sweep")).toBe(1);
  expect(await sweep("sweep")).toBe(0);

  expect((await rowOf(unused))["state"]).toBe("GONE");
  expect(filesThere().filter((name) => name.endsWith(id))).toEqual([]);
  const kept = await rowOf(fresh);
  expect(kept["state"]).toBe("STORED");
  expect(filesThere().filter((name) => name.endsWith(kept["id"]))).toHaveLength(1);
});

// what is garbage already is no memory that the file takes
setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

test("a large file takes no more memory than a small one", async () => {
  const { uploadUrl } = await announce(world, anna.key, {
    contentType: "application/pdf",
    bytes: Buffer.concat([Buffer.from("%PDF-"), Buffer.alloc(24 * 1_048_576 - 5)]),
  });
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  const part = Buffer.alloc(1_048_576);
  let sent = 0;
  const { port } = new URL(world.url);
  const socket = connect(Number(port), "127.0.0.1");
  socket.write(
    `PUT ${uploadUrl} HTTP/1.1\r\nHost: x\r\nContent-Length: ${24 * part.length}\r\nConnection: close\r\n\r\n%PDF-`,
  );
  let answer = "";
  socket.on("data", (bytes) => (answer += bytes.toString()));
  for (sent = 0; sent < 24; sent += 1) {
    const bytes = sent === 0 ? part.subarray(5) : part;
    if (!socket.write(bytes)) await new Promise((resolve) => socket.once("drain", resolve));
    await pause(1);
    collect();
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }
  await new Promise((resolve) => socket.once("close", resolve));
  expect(answer).toMatch(/^HTTP\/1.1 201/);
  expect(most).toBeLessThan(8 * 1_048_576);
});

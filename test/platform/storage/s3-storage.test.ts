import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { IncomingHttpHeaders, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";

import { afterAll, beforeAll, expect, test } from "vitest";

import {
  DiskStorage,
  FileIsGone,
  receiveFile,
  S3Storage,
} from "../../../src/platform/storage/index.ts";
import type { FileStorage } from "../../../src/platform/storage/index.ts";

/** As much of an S3-compatible storage as is asked: it holds what is signed to what arrives. */
const objects = new Map<string, Buffer>();
const asked: { method: string; url: string; headers: IncomingHttpHeaders }[] = [];
let broken = false;
let server: Server;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "baton-storage-"));
  server = createServer((request, response) => {
    const { method = "", url = "", headers } = request;
    buffer(request).then(
      (body) => {
        asked.push({ method, url, headers });
        const said = headers["x-amz-content-sha256"];
        const isSigned =
          headers.authorization?.startsWith("AWS4-HMAC-SHA256 Credential=key/") ?? false;
        const isWhole =
          method !== "PUT" || said === createHash("sha256").update(body).digest("hex");
        if (broken) return response.writeHead(503).end();
        if (!isSigned || !isWhole) return response.writeHead(403).end();
        if (method === "PUT") objects.set(url, body);
        if (method === "DELETE") return response.writeHead(objects.delete(url) ? 204 : 404).end();
        const object = objects.get(url);
        return object ? response.writeHead(200).end(object) : response.writeHead(404).end();
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await new Promise((resolve) => server.close(resolve));
});

const bucket = (): FileStorage =>
  new S3Storage({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bucket: "files",
    region: "eu-central-1",
    accessKeyId: "key",
    secretAccessKey: "secret-of-the-key",
  });

const STORAGES: readonly (readonly [string, () => FileStorage])[] = [
  ["a bucket", bucket],
  ["a folder", () => new DiskStorage(folder)],
];
const NAME = "01970000-0000-7000-8000-0000000000ab";

test.each(STORAGES)(
  "%s keeps a file as it was received, gives it back, and lets it go",
  async (_, open) => {
    const storage = open();
    const bytes = randomBytes(300_000);
    const received = await receiveFile(
      path.join(folder, "arriving"),
      Readable.from([bytes]),
      bytes.length,
    );
    await storage.keep(NAME, received);
    await received.drop();

    expect(existsSync(received.path)).toBe(false);
    expect(await buffer(await storage.open(NAME))).toEqual(bytes);
    await storage.remove(NAME);
    await storage.remove(NAME);
    await expect(storage.open(NAME)).rejects.toThrow(FileIsGone);
  },
);

test("what is sent to a bucket is signed with its own hash and length, under the bucket's path", () => {
  const put = asked.find(({ method }) => method === "PUT");
  expect(put?.url).toBe(`/files/${NAME}`);
  expect(put?.headers).toMatchObject({
    "content-length": "300000",
    "x-amz-content-sha256": expect.stringMatching(/^[0-9a-f]{64}$/),
    authorization: expect.stringMatching(/SignedHeaders=[^,]*host;x-amz-content-sha256;x-amz-date/),
  });
  expect(put?.headers["transfer-encoding"]).toBeUndefined();
});

test("a bucket that does not answer as it should is an error, and no file that was kept", async () => {
  broken = true;
  try {
    const received = await receiveFile(
      path.join(folder, "arriving"),
      Readable.from([Buffer.from("x")]),
      1,
    );
    await expect(bucket().keep(NAME, received)).rejects.toThrow("503");
    await expect(bucket().open(NAME)).rejects.toThrow("503");
    await expect(bucket().remove(NAME)).rejects.toThrow("503");
    await received.drop();
  } finally {
    broken = false;
  }
});

test.each(["../secrets.json", "a/b", "A", "", "x".repeat(81)])(
  "%j is no name of a file",
  async (name) => {
    for (const [, open] of STORAGES)
      await expect(open().open(name)).rejects.toThrow("not one of ours");
  },
);

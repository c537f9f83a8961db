import { createReadStream } from "node:fs";
import { Readable } from "node:stream";

import { AwsV4Signer } from "aws4fetch";

import { checkedName, FileIsGone } from "./file-storage.ts";
import type { FileStorage } from "./file-storage.ts";
import type { ReceivedFile } from "./receive-file.ts";

export interface S3Options {
  /** The bucket is a part of the path after it, which every storage of this kind understands. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Files in a bucket. What is sent is signed with its SHA-256, so that it arrives as it was received. */
export class S3Storage implements FileStorage {
  readonly #options: S3Options;

  constructor(options: S3Options) {
    this.#options = options;
  }

  async keep(name: string, received: ReceivedFile): Promise<void> {
    const headers = {
      "content-length": String(received.byteSize),
      "x-amz-content-sha256": received.sha256.toString("hex"),
    };
    const body = Readable.toWeb(createReadStream(received.path));
    const response = await this.#send("PUT", name, headers, body);
    await response.body?.cancel();
    if (!response.ok) throw new Error(`the storage answered a PUT with ${response.status}`);
  }

  async open(name: string): Promise<Readable> {
    const response = await this.#send("GET", name);
    if (response.ok && response.body) return Readable.fromWeb(response.body);
    await response.body?.cancel();
    if (response.status === 404) throw new FileIsGone("no such file");
    throw new Error(`the storage answered a GET with ${response.status}`);
  }

  async remove(name: string): Promise<void> {
    const response = await this.#send("DELETE", name);
    await response.body?.cancel();
    if (!response.ok && response.status !== 404)
      throw new Error(`the storage answered a DELETE with ${response.status}`);
  }

  async #send(
    method: "GET" | "PUT" | "DELETE",
    name: string,
    headers: Readonly<Record<string, string>> = {},
    body: ReadableStream | null = null,
  ): Promise<Response> {
    const { endpoint, bucket, region, accessKeyId, secretAccessKey } = this.#options;
    const signed = await new AwsV4Signer({
      method,
      url: `${endpoint}/${bucket}/${checkedName(name)}`,
      headers,
      accessKeyId,
      secretAccessKey,
      region,
      service: "s3",
    }).sign();
    return fetch(signed.url, {
      method,
      headers: signed.headers,
      ...(body ? { body, duplex: "half" } : {}),
    });
  }
}

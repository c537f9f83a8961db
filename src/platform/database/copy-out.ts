import type { Duplex } from "node:stream";

import type { Connection, Submittable } from "pg";

/** What the protocol calls the messages that matter here; each has a letter and its length in front. */
const [COPY_DATA, COPY_OUT, COPY_DONE] = [0x64, 0x48, 0x63] as const;
/** What the server may say at any time: a notice, a setting, a notification. */
const ASIDES: readonly number[] = [0x4e, 0x53, 0x41];
const HEAD_BYTES = 5;
const LENGTH_BYTES = 4;

type Listener = (chunk: Buffer) => void;
const isListener = (each: unknown): each is Listener => typeof each === "function";

/**
 * COPY … TO STDOUT, read off the connection's socket in the very buffers in which it comes. A million
 * lines are not worth an object each, and buffers that are left to the collector pile up to tens of
 * megabytes before it comes: here each is given back as soon as its reader has moved on. While the
 * reader is busy the socket waits, and with it the database.
 */
export class CopyOut implements Submittable, AsyncIterable<Buffer> {
  readonly #text: string;
  readonly #head = Buffer.alloc(HEAD_BYTES);
  #headed = 0;
  /** Bytes of the message under way that are still to come. */
  #left = 0;
  #stream: Duplex | null = null;
  #isOurs = false;
  #drivers: readonly Listener[] = [];
  #chunk: Buffer | null = null;
  #data: Buffer | null = null;
  #isDone = false;
  #error: Error | null = null;
  #wake: () => void = () => undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** The driver's call when it is this statement's turn. Until the data end the socket is ours. */
  submit(connection: Connection): void {
    const { stream } = connection;
    this.#stream = stream;
    this.#drivers = stream.listeners("data").filter(isListener);
    stream.removeAllListeners("data");
    stream.on("data", this.#take);
    this.#isOurs = true;
    connection.query(this.#text);
  }

  /** What the data are in; each part is good until the next one is asked for. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    try {
      for (;;) {
        await this.#arrival();
        if (this.#error) throw this.#error;
        const data = this.#data;
        if (data === null) return;
        this.#data = null;
        yield data;
        this.#giveBack();
      }
    } finally {
      // a socket that nobody reads would never notice its end
      if (this.#isOurs) this.#stream?.off("data", this.#take).resume();
    }
  }

  #arrival(): Promise<void> | null {
    if (this.#data || this.#isDone || this.#error) return null;
    return new Promise((resolve) => {
      this.#wake = resolve;
      this.#stream?.resume();
    });
  }

  readonly #take: Listener = (chunk) => {
    this.#chunk = chunk;
    // the data of its messages move together at its beginning
    let to = 0;
    for (let at = 0; at < chunk.length;) {
      if (this.#headed < HEAD_BYTES) {
        this.#head[this.#headed++] = chunk[at++] ?? 0;
        if (this.#headed < HEAD_BYTES) continue;
        this.#left = this.#head.readUInt32BE(1) - LENGTH_BYTES;
        if (!this.#isCopy()) {
          this.#leave(Buffer.concat([this.#head, chunk.subarray(at)]));
          break;
        }
      }
      const end = Math.min(at + this.#left, chunk.length);
      if (this.#head[0] === COPY_DATA) {
        chunk.copyWithin(to, at, end);
        to += end - at;
      }
      this.#left -= end - at;
      at = end;
      if (this.#left === 0) this.#headed = 0;
    }
    if (to > 0) {
      this.#data = chunk.subarray(0, to);
      if (this.#isOurs) this.#stream?.pause();
    } else this.#giveBack();
    if (this.#data || this.#isDone) this.#wake();
  };

  #isCopy(): boolean {
    const kind = this.#head[0] ?? 0;
    return kind === COPY_DATA || kind === COPY_OUT || ASIDES.includes(kind);
  }

  /** The end of the data, or an error: from here on it is the driver's to read. */
  #leave(rest: Buffer): void {
    this.#isDone = this.#head[0] === COPY_DONE;
    this.#isOurs = false;
    const stream = this.#stream;
    stream?.off("data", this.#take);
    for (const listener of this.#drivers) {
      stream?.on("data", listener);
      listener(rest);
    }
  }

  /** Frees the memory of a chunk that was read. One that is part of another buffer is left alone. */
  #giveBack(): void {
    const chunk = this.#chunk;
    this.#chunk = null;
    if (chunk === null || !(chunk.buffer instanceof ArrayBuffer)) return;
    if (chunk.length === chunk.buffer.byteLength) chunk.buffer.transfer(0);
  }

  /** The driver's word that the statement failed or the connection is lost. */
  handleError(error: Error): void {
    this.#error = error;
    this.#wake();
  }

  handleCommandComplete(): void {
    // what counts is the end of the data
  }

  handleReadyForQuery(): void {
    // the next statement is the driver's
  }
}

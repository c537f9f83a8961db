import { connect } from "node:net";
import type { Socket } from "node:net";

export interface Answer {
  readonly status: number;
  readonly retryAfter: boolean;
  /** The beginning of the body: where a GraphQL answer says its errors. */
  readonly start: string;
  readonly bytes: number;
}

const HEAD_END = Buffer.from("\r\n\r\n");
const LAST_CHUNK = Buffer.from("0\r\n\r\n");
const START_BYTES = 400;
const ANSWER_MS = 15_000;

/**
 * One keep-alive connection that asks one thing at a time. It reads no more of HTTP than it must:
 * on two cores what the generator uses is taken from those it measures.
 */
export class Wire {
  readonly #port: number;
  #socket: Socket | null = null;
  #settle: ((answer: Answer | Error) => void) | null = null;
  #head: { status: number; retryAfter: boolean; left: number; chunked: boolean } | null = null;
  #rest: Buffer = Buffer.alloc(0);
  #start = "";
  #bytes = 0;
  #closes = false;

  constructor(port: number) {
    this.#port = port;
  }

  ask(request: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => this.#drop(new Error("no answer")), ANSWER_MS);
      this.#settle = (answer) => {
        clearTimeout(late);
        this.#settle = null;
        if (answer instanceof Error) reject(answer);
        else resolve(answer);
      };
      this.#open().write(request);
    });
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = null;
  }

  #open(): Socket {
    if (this.#socket && !this.#socket.destroyed) return this.#socket;
    const socket = connect(this.#port, "127.0.0.1");
    socket.setNoDelay(true);
    socket.on("data", (part) => this.#read(part));
    socket.on("error", (error) => this.#drop(error));
    socket.on("close", () => {
      if (this.#socket === socket) this.#drop(new Error("connection closed"));
    });
    this.#socket = socket;
    return socket;
  }

  #drop(error: Error): void {
    this.#head = null;
    this.#rest = Buffer.alloc(0);
    this.close();
    this.#settle?.(error);
  }

  #read(part: Buffer): void {
    let body = part;
    if (!this.#head) {
      const all = this.#rest.length === 0 ? part : Buffer.concat([this.#rest, part]);
      const end = all.indexOf(HEAD_END);
      if (end < 0) {
        this.#rest = all;
        return;
      }
      this.#rest = Buffer.alloc(0);
      this.#readHead(all.toString("latin1", 0, end));
      body = all.subarray(end + HEAD_END.length);
    }
    this.#readBody(body);
  }

  #readHead(head: string): void {
    const length = /\r\ncontent-length: *([0-9]+)/i.exec(head)?.[1];
    this.#head = {
      status: Number(head.slice(9, 12)),
      retryAfter: /\r\nretry-after:/i.test(head),
      left: length === undefined ? 0 : Number(length),
      chunked: length === undefined && /\r\ntransfer-encoding: *chunked/i.test(head),
    };
    this.#closes = /\r\nconnection: *close/i.test(head);
    this.#start = "";
    this.#bytes = head.length;
  }

  #readBody(body: Buffer): void {
    const head = this.#head;
    if (!head) return;
    this.#bytes += body.length;
    if (this.#start.length < START_BYTES) {
      this.#start += body.toString("latin1", 0, START_BYTES - this.#start.length);
    }
    if (head.chunked) {
      this.#rest = Buffer.concat([this.#rest, body]).subarray(-LAST_CHUNK.length);
      if (!this.#rest.equals(LAST_CHUNK)) return;
      this.#rest = Buffer.alloc(0);
    } else {
      head.left -= body.length;
      if (head.left > 0) return;
    }
    this.#head = null;
    if (this.#closes) this.close();
    this.#settle?.({
      status: head.status,
      retryAfter: head.retryAfter,
      start: this.#start,
      bytes: this.#bytes,
    });
  }
}

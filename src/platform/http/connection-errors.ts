import { randomUUID } from "node:crypto";
import type { Socket } from "node:net";

import { errorBody } from "./answer-error.ts";
import { takesLonger } from "./slow-bodies.ts";

interface Words {
  readonly line: string;
  readonly message: string;
}

const UNREADABLE: Words = { line: "400 Bad Request", message: "This is not HTTP" };

const WORDS: Readonly<Record<string, Words>> = {
  ERR_HTTP_REQUEST_TIMEOUT: {
    line: "408 Request Timeout",
    message: "The request took too long to arrive",
  },
  HPE_HEADER_OVERFLOW: {
    line: "431 Request Header Fields Too Large",
    message: "The request's headers are too large",
  },
};

/** Answers on a connection whose request never became one, and closes it. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ERR_HTTP_REQUEST_TIMEOUT" && takesLonger(socket)) return;
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const { line, message } = WORDS[error.code ?? ""] ?? UNREADABLE;
  const requestId = randomUUID();
  const body = errorBody("BAD_REQUEST", message, requestId);
  const head = [
    `HTTP/1.1 ${line}`,
    "Content-Type: application/json; charset=utf-8",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Cache-Control: no-store",
    "X-Content-Type-Options: nosniff",
    `X-Request-Id: ${requestId}`,
    "Connection: close",
  ].join("\r\n");
  socket.end(`${head}\r\n\r\n${body}`);
}

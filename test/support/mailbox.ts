import type { AddressInfo } from "node:net";

import { SMTPServer } from "smtp-server";

/** A mail as it arrived. */
export interface ReceivedMail {
  readonly to: string;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly raw: string;
}

export interface Mailbox {
  readonly url: string;
  readonly mails: readonly ReceivedMail[];
  /** Mails to one person, in the order in which they came. */
  readonly to: (address: string) => readonly ReceivedMail[];
  /** Answers to an address with a refusal, as `550 5.1.1 No such person`; null takes its mails again. */
  readonly refuse: (address: string, answer: string | null) => void;
  readonly close: () => Promise<void>;
}

/** A real mail server on this machine that keeps what it is sent. */
export async function openMailbox(): Promise<Mailbox> {
  const mails: ReceivedMail[] = [];
  const refusals = new Map<string, string>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    onRcptTo: ({ address }, _session, done) => {
      const answer = refusals.get(address);
      if (answer === undefined) {
        done();
        return;
      }
      const [, code = "550", words = ""] = /^(\d+) (.*)$/.exec(answer) ?? [];
      done(Object.assign(new Error(words), { responseCode: Number(code) }));
    },
    onData: (stream, session, done) => {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", () => {
        const [to] = session.envelope.rcptTo;
        mails.push(read(to?.address ?? "", Buffer.concat(parts).toString("latin1")));
        done();
      });
    },
  });
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    to: (address) => mails.filter((mail) => mail.to === address),
    refuse: (address, answer) => {
      if (answer === null) refusals.delete(address);
      else refusals.set(address, answer);
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function read(to: string, raw: string): ReceivedMail {
  const { headers, body } = split(raw);
  const boundary = /boundary="?([^";]+)/.exec(headers["content-type"] ?? "")?.[1] ?? "";
  const parts = body.split(`--${boundary}`).map((part) => split(part.replace(/^\r\n/, "")));
  const partOf = (type: string): string => {
    const part = parts.find((each) => each.headers["content-type"]?.startsWith(type));
    return part ? decoded(part.headers["content-transfer-encoding"] ?? "7bit", part.body) : "";
  };
  return {
    to,
    headers,
    subject: inWords(headers["subject"] ?? ""),
    text: partOf("text/plain"),
    html: partOf("text/html"),
    raw,
  };
}

function split(text: string): { headers: Record<string, string>; body: string } {
  const [head = "", ...rest] = text.split("\r\n\r\n");
  const lines = head.replaceAll(/\r\n[ \t]+/g, " ").split("\r\n");
  const headers = lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  return { headers: Object.fromEntries(headers), body: rest.join("\r\n\r\n") };
}

function decoded(encoding: string, body: string): string {
  const bytes =
    encoding === "base64" ? Buffer.from(body, "base64") : Buffer.from(unquoted(body), "latin1");
  const utf8 = encoding === "7bit" ? body : bytes.toString("utf8");
  return utf8.replaceAll("\r\n", "\n").trimEnd();
}

const unquoted = (text: string): string =>
  text
    .replaceAll(/=\r\n/g, "")
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );

/** A header in other letters than ASCII (RFC 2047). */
const inWords = (text: string): string =>
  text
    .replaceAll(/\?=\s+=\?/g, "?==?")
    .replaceAll(/=\?UTF-8\?([BQ])\?([^?]*)\?=/gi, (_, how: string, what: string) =>
      how.toUpperCase() === "B"
        ? Buffer.from(what, "base64").toString("utf8")
        : Buffer.from(unquoted(what.replaceAll("_", " ")), "latin1").toString("utf8"),
    );

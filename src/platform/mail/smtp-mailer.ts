import { createTransport } from "nodemailer";

import type { Mailer, OutgoingMail, Refused } from "./mailer.ts";
import { MailRefused } from "./mailer.ts";

export interface SmtpOptions {
  /** smtp://user:password@host:587, or smtps://…:465. */
  readonly url: string;
  /** `Name <address>`, or the address alone. */
  readonly from: string;
}

/** How long a server may take, in milliseconds. */
export interface Patience {
  /** Until it has a mail to its last line: from connecting to it on. */
  readonly handoverMs: number;
  /** For its answer then, which says what became of the mail: ten minutes by RFC 5321, 4.5.3.2.6. */
  readonly answerMs: number;
}

const PATIENCE: Patience = { handoverMs: 60_000, answerMs: 600_000 };
/** No mail is on its way for longer. */
export const LONGEST_SENDING_MS = PATIENCE.handoverMs + PATIENCE.answerMs;
/** So many connections are kept; further mails wait for one. */
export const MAILS_AT_ONCE = 3;

/** A server that does not greet for so long is not there, and a connection unused for so long is closed. */
const SILENCE_MS = 20_000;

/** Sends by SMTP over a few connections that are kept. */
export function smtpMailer({ url, from }: SmtpOptions, patience = PATIENCE): Mailer {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: MAILS_AT_ONCE,
    connectionTimeout: SILENCE_MS,
    greetingTimeout: SILENCE_MS,
    idleTimeout: SILENCE_MS,
    socketTimeout: patience.answerMs,
    // what people typed names no file and no address to be fetched
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const underWay = new WeakMap<AbortSignal, Handover>();
  transport.use("stream", ({ data, message }, next) => {
    const handover = data.signal && underWay.get(data.signal);
    message.processFunc((body) => body.once("end", () => handover?.end()));
    next();
  });
  const domain = /@([^\s>]+)>?$/.exec(from)?.[1] ?? "localhost";
  return {
    send: async (mail) => {
      const handover = new Handover(patience.handoverMs);
      underWay.set(handover.signal, handover);
      try {
        await transport.sendMail({
          from,
          to: mail.to,
          subject: mail.subject,
          text: mail.text,
          html: mail.html,
          messageId: `<${mail.id}@${domain}>`,
          headers: headersOf(mail),
          signal: handover.signal,
        });
      } catch (error) {
        throw refusalOf(error, handover.isEnded);
      } finally {
        handover.giveUp();
      }
    },
    close: () => transport.close({ force: true }),
  };
}

/** A mail's way to its last line, which is broken off when it takes too long. */
class Handover {
  readonly #breaking = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #isEnded = false;

  constructor(longestMs: number) {
    this.#timer = setTimeout(() => this.#breaking.abort(), longestMs);
  }

  get signal(): AbortSignal {
    return this.#breaking.signal;
  }

  /** True from just before the last line goes out: from then on the server may have all of it. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  end(): void {
    this.#isEnded = true;
    this.giveUp();
  }

  /** There is nothing left to break off. */
  giveUp(): void {
    clearTimeout(this.#timer);
  }
}

/** That nobody wrote it, and how to be spared of it (RFC 2369, RFC 8058). */
function headersOf({ stopUrl }: OutgoingMail): Record<string, string> {
  const written = { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" };
  if (stopUrl === null) return written;
  return {
    ...written,
    "List-Unsubscribe": `<${stopUrl}>`,
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
  };
}

/** What the library says of an error: its own code, the command, and the server's answer where there is one. */
interface Said {
  readonly code?: unknown;
  readonly command?: unknown;
  readonly response?: unknown;
  readonly responseCode?: unknown;
  /** Of an answer: whether the same mail would get it again. */
  readonly permanent?: unknown;
}

function refusalOf(error: unknown, isHandedOver: boolean): MailRefused {
  const said: Said = typeof error === "object" && error !== null ? error : {};
  return new MailRefused(reasonOf(said), refusedBy(said, isHandedOver));
}

/** What is said of the server, of the password or of the sender is true of all mails, and of none for good. */
function refusedBy(said: Said, isHandedOver: boolean): Refused {
  const isAnswered = typeof said.responseCode === "number";
  if (isHandedOver && !isAnswered) return "UNKNOWN";
  const isOfThisMail =
    said.code === "EMESSAGE" ||
    (said.code === "EENVELOPE" && (said.command === "RCPT TO" || !isAnswered));
  return isOfThisMail && said.permanent !== false ? "NEVER" : "LATER";
}

const ENHANCED = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/;

/** The numbers that the server answered with, or the library's word for why it did not. */
function reasonOf({ code, response, responseCode }: Said): string {
  // nobody but the handover's timer breaks off
  if (code === "EABORT") return "ETIMEDOUT";
  if (typeof responseCode !== "number") return typeof code === "string" ? code : "nothing";
  const [, enhanced] = ENHANCED.exec(String(response)) ?? [];
  return [String(responseCode), ...(enhanced ? [enhanced] : [])].join(" ");
}

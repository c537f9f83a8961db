import { createTransport } from "nodemailer";

import type { Mailer, OutgoingMail } from "./mailer.ts";
import { MailRefused } from "./mailer.ts";

export interface SmtpOptions {
  /** smtp://user:password@host:587, or smtps://…:465. */
  readonly url: string;
  /** `Name <address>`, or the address alone. */
  readonly from: string;
}

/** A server that says nothing for so long is not there. In milliseconds. */
const SILENCE_MS = 20_000;
const CONNECTIONS = 3;

/** Sends by SMTP over a few connections that are kept. */
export function smtpMailer({ url, from }: SmtpOptions): Mailer {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: CONNECTIONS,
    connectionTimeout: SILENCE_MS,
    greetingTimeout: SILENCE_MS,
    socketTimeout: SILENCE_MS,
    // what people typed names no file and no address to be fetched
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = /@([^\s>]+)>?$/.exec(from)?.[1] ?? "localhost";
  return {
    send: async (mail) => {
      try {
        await transport.sendMail({
          from,
          to: mail.to,
          subject: mail.subject,
          text: mail.text,
          html: mail.html,
          messageId: `<${mail.id}@${domain}>`,
          headers: headersOf(mail),
        });
      } catch (error) {
        throw refusalOf(error);
      }
    },
    close: () => transport.close(),
  };
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

const ENHANCED = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/;

/** The numbers that the server answered with, or the library's word for why it did not. */
function refusalOf(error: unknown): MailRefused {
  const said: { responseCode?: unknown; response?: unknown; code?: unknown } =
    typeof error === "object" && error !== null ? error : {};
  if (typeof said.responseCode !== "number")
    return new MailRefused(typeof said.code === "string" ? said.code : "nothing", false);
  const [, enhanced] = ENHANCED.exec(String(said.response)) ?? [];
  const reason = [String(said.responseCode), ...(enhanced ? [enhanced] : [])].join(" ");
  return new MailRefused(reason, said.responseCode >= 500);
}

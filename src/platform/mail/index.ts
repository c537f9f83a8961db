/** Mails that are sent: over SMTP, and nothing is received. */
export { MAIL_ENDS, MailFigures } from "./mail-figures.ts";
export type { MailCounts, MailEnd } from "./mail-figures.ts";
export { MailRefused } from "./mailer.ts";
export type { Mailer, OutgoingMail } from "./mailer.ts";
export { LONGEST_SENDING_MS, MAILS_AT_ONCE, smtpMailer } from "./smtp-mailer.ts";

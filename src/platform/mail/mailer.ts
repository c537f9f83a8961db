/** A mail to one person. */
export interface OutgoingMail {
  /** By which it is known, also to whoever receives it twice. */
  readonly id: string;
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Where mails of its kind are switched off, by one request. */
  readonly stopUrl: string | null;
}

/** Hands mails over to a mail server. */
export interface Mailer {
  /** @throws MailRefused when the server does not take it. */
  send(mail: OutgoingMail): Promise<void>;
  close(): void;
}

/** A mail server did not take a mail, or was not there. */
export class MailRefused extends Error {
  readonly isForGood: boolean;
  /** The server's code, without its words: those may name the person. */
  readonly reason: string;

  constructor(reason: string, isForGood: boolean) {
    super(`the mail server answered ${reason}`);
    this.name = "MailRefused";
    this.reason = reason;
    this.isForGood = isForGood;
  }
}

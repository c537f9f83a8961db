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
  /** @throws MailRefused when the server did not say that it takes it. */
  send(mail: OutgoingMail): Promise<void>;
  /** Ends the connections; what is under way is refused, as far as is known. */
  close(): void;
}

/**
 * What became of a mail that no server said it takes: LATER, it may take it another time; NEVER, there is no
 * such person, or it does not take what is said; UNKNOWN, it had all of it, and did not answer.
 */
export type Refused = "LATER" | "NEVER" | "UNKNOWN";

/** A mail server did not take a mail, or was not there. */
export class MailRefused extends Error {
  readonly refused: Refused;
  /** The server's code, without its words: those may name the person. */
  readonly reason: string;

  constructor(reason: string, refused: Refused) {
    super(`the mail server answered ${reason}`);
    this.name = "MailRefused";
    this.reason = reason;
    this.refused = refused;
  }
}

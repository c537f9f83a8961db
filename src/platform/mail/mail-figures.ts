/** What became of the mails that this process was to send. */
export const MAIL_ENDS = ["sent", "failed", "uncertain", "dropped", "not_sent"] as const;
export type MailEnd = (typeof MAIL_ENDS)[number];

export interface MailCounts {
  readonly ended: Readonly<Record<MailEnd, number>>;
  /** How many wait for their time or their next attempt, when it was last looked; null before. */
  readonly waiting: number | null;
}

/** Counts mails, for /metrics. */
export class MailFigures {
  readonly #ended = { sent: 0, failed: 0, uncertain: 0, dropped: 0, not_sent: 0 };
  #waiting: number | null = null;

  ended(became: MailEnd, count = 1): void {
    this.#ended[became] += count;
  }

  waits(count: number): void {
    this.#waiting = count;
  }

  counts(): MailCounts {
    return { ended: { ...this.#ended }, waiting: this.#waiting };
  }
}

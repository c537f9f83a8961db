import type { Clock } from "../platform/clock.ts";
import { uuidOf } from "../kernel/index.ts";
import type { Database, Session } from "../platform/database/index.ts";
import { systemSession } from "../platform/database/index.ts";
import type { Mailer, OutgoingMail } from "../platform/mail/index.ts";
import { LONGEST_SENDING_MS, MailRefused, MAILS_AT_ONCE } from "../platform/mail/index.ts";

import { nextAttempt } from "./domain/attempts.ts";
import { writeMail } from "./domain/write-mail.ts";
import type { StopLinks } from "./stop-links.ts";
import { readTold } from "./store/facts-store.ts";
import {
  endNotice,
  gatherNotices,
  giveUpLost,
  keepUnsent,
  takeDueNotices,
} from "./store/notice-store.ts";
import type { NoticeEnd, TakenNotice } from "./store/notice-store.ts";

export interface SendNoticesDeps {
  readonly database: Database;
  readonly clock: Clock;
  /** Null where no mail server is named. */
  readonly mailer: Mailer | null;
  readonly stopLinks: StopLinks;
}

/** How far apart two mails to one person about one thing are. */
const APART = { minutes: 5, gatheredMinutes: 15 };
/** Longer than a mail can be under way: none that is taken waits for a connection. */
const LOST_AFTER_MS = LONGEST_SENDING_MS + 60_000;

/**
 * Turns what happened into notices, and sends those whose time has come: each once. That one is about to
 * be sent is on record before, so that a server that ends in between leaves it UNCERTAIN, and nobody is
 * told twice.
 */
export const sendNotices =
  (deps: SendNoticesDeps) =>
  async (requestId: string): Promise<void> => {
    const { database, clock, mailer } = deps;
    const session = systemSession(requestId);
    while ((await gatherNotices(database, session, APART)) > 0);
    if (mailer === null) return keepUnsent(database, session, clock());
    const at = clock();
    await giveUpLost(database, session, new Date(at.getTime() - LOST_AFTER_MS), at);
    for (;;) {
      const taken = await takeDueNotices(database, session, clock(), MAILS_AT_ONCE);
      const sent = await Promise.allSettled(
        taken.map((notice) => send(deps, mailer, session, notice)),
      );
      const failed = sent.find((each) => each.status === "rejected");
      if (failed) throw failed.reason;
      if (taken.length < MAILS_AT_ONCE) return;
    }
  };

async function send(
  deps: SendNoticesDeps,
  mailer: Mailer,
  session: Session,
  notice: TakenNotice,
): Promise<void> {
  const end = (became: NoticeEnd) =>
    endNotice(deps.database, session, notice.id, became, deps.clock());
  let mail: OutgoingMail | null;
  try {
    mail = await write(deps, session.requestId, notice);
  } catch (error) {
    // nothing was sent yet, so that it can be tried again
    await end(nextAttempt(UNWRITTEN, notice.attempts, deps.clock()));
    throw error;
  }
  await end(mail === null ? { state: "DROPPED" } : await handOver(deps, mailer, mail, notice));
}

const UNWRITTEN = { refused: "LATER", reason: "UNWRITTEN" } as const;

/** The mail as things stand; null where there is nothing to tell any more. */
async function write(
  { database, stopLinks }: SendNoticesDeps,
  requestId: string,
  notice: TakenNotice,
): Promise<OutgoingMail | null> {
  const { id, kind, member } = notice;
  if (!member.isThere) return null;
  const told = await readTold(database, sessionOf(notice, requestId), notice);
  if (told === null) return null;
  const { name, email: address, locale } = member;
  const stopUrl = stopLinks.to(member.id, kind);
  return {
    ...writeMail(kind, told, { name, locale, stopUrl }),
    id,
    to: { name, address },
    stopUrl,
  };
}

async function handOver(
  { clock }: SendNoticesDeps,
  mailer: Mailer,
  mail: OutgoingMail,
  { attempts }: TakenNotice,
): Promise<NoticeEnd> {
  try {
    await mailer.send(mail);
    return { state: "SENT" };
  } catch (error) {
    if (!(error instanceof MailRefused)) throw error;
    return nextAttempt(error, attempts, clock());
  }
}

/** Who is told reads it: nothing can be in a mail that the person could not see. */
const sessionOf = ({ member }: TakenNotice, requestId: string): Session => ({
  role: member.partnerId === null ? "vendor" : "partner",
  partnerId: member.partnerId,
  actorId: uuidOf(member.id),
  requestId,
});

import type { Clock } from "../platform/clock.ts";
import { uuidOf } from "../kernel/index.ts";
import type { Database, Session } from "../platform/database/index.ts";
import { systemSession } from "../platform/database/index.ts";
import type { Mailer } from "../platform/mail/index.ts";
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
      await Promise.all(taken.map((notice) => send(deps, mailer, session, notice)));
      if (taken.length < MAILS_AT_ONCE) return;
    }
  };

async function send(
  deps: SendNoticesDeps,
  mailer: Mailer,
  session: Session,
  notice: TakenNotice,
): Promise<void> {
  const { database, clock } = deps;
  const end = await tryToSend(deps, mailer, session.requestId, notice);
  await endNotice(database, session, notice.id, end, clock());
}

async function tryToSend(
  { database, clock, stopLinks }: SendNoticesDeps,
  mailer: Mailer,
  requestId: string,
  notice: TakenNotice,
): Promise<NoticeEnd> {
  const { kind, member } = notice;
  if (!member.isThere) return { state: "DROPPED" };
  const told = await readTold(database, sessionOf(notice, requestId), notice);
  if (told === null) return { state: "DROPPED" };
  const stopUrl = stopLinks.to(member.id, kind);
  const mail = writeMail(kind, told, { name: member.name, locale: member.locale, stopUrl });
  try {
    await mailer.send({
      ...mail,
      id: notice.id,
      to: { name: member.name, address: member.email },
      stopUrl,
    });
    return { state: "SENT" };
  } catch (error) {
    if (!(error instanceof MailRefused)) throw error;
    return nextAttempt(error, notice.attempts, clock());
  }
}

/** Who is told reads it: nothing can be in a mail that the person could not see. */
const sessionOf = ({ member }: TakenNotice, requestId: string): Session => ({
  role: member.partnerId === null ? "vendor" : "partner",
  partnerId: member.partnerId,
  actorId: uuidOf(member.id),
  requestId,
});

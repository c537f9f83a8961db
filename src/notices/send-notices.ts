import type { Clock } from "../platform/clock.ts";
import { uuidOf } from "../kernel/index.ts";
import type { Database, Session } from "../platform/database/index.ts";
import { systemSession } from "../platform/database/index.ts";
import type { MailEnd, Mailer, OutgoingMail } from "../platform/mail/index.ts";
import {
  LONGEST_SENDING_MS,
  MailFigures,
  MailRefused,
  MAILS_AT_ONCE,
} from "../platform/mail/index.ts";

import { nextAttempt } from "./domain/attempts.ts";
import { canBeMuted } from "./domain/kinds.ts";
import { writeMail } from "./domain/write-mail.ts";
import type { StopLinks } from "./stop-links.ts";
import { readTold } from "./store/facts-store.ts";
import {
  countWaiting,
  endNotice,
  giveUpLost,
  keepUnsent,
  takeDueNotices,
} from "./store/notice-store.ts";
import type { NoticeEnd, TakenNotice } from "./store/notice-store.ts";
import { gatherNotices } from "./store/occasion-store.ts";

export interface SendNoticesDeps {
  readonly database: Database;
  readonly clock: Clock;
  /** Null where no mail server is named. */
  readonly mailer: Mailer | null;
  readonly stopLinks: StopLinks;
  /** What becomes of them is counted here. */
  readonly mails?: MailFigures;
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
    const { database, clock, mailer, mails = new MailFigures() } = deps;
    const session = systemSession(requestId);
    while ((await gatherNotices(database, session, APART)) > 0);
    const at = clock();
    if (mailer === null) {
      mails.ended("not_sent", await keepUnsent(database, session, at));
      return;
    }
    const lostBefore = new Date(at.getTime() - LOST_AFTER_MS);
    mails.ended("uncertain", await giveUpLost(database, session, lostBefore, at));
    await sendDue({ ...deps, mails }, mailer, session);
  };

async function sendDue(
  deps: SendNoticesDeps & { readonly mails: MailFigures },
  mailer: Mailer,
  session: Session,
): Promise<void> {
  for (;;) {
    // again and again: a mail server that is slow to answer is when somebody looks
    deps.mails.waits(await countWaiting(deps.database, session));
    const taken = await takeDueNotices(deps.database, session, deps.clock(), MAILS_AT_ONCE);
    const sent = await Promise.allSettled(
      taken.map((notice) => send(deps, mailer, session, notice)),
    );
    const failed = sent.find((each) => each.status === "rejected");
    if (failed) throw failed.reason;
    if (taken.length < MAILS_AT_ONCE) break;
  }
  deps.mails.waits(await countWaiting(deps.database, session));
}

async function send(
  deps: SendNoticesDeps,
  mailer: Mailer,
  session: Session,
  notice: TakenNotice,
): Promise<void> {
  const end = async (became: NoticeEnd) => {
    await endNotice(deps.database, session, notice.id, became, deps.clock());
    const counted = COUNTED[became.state];
    if (counted !== null) deps.mails?.ended(counted);
  };
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

/** As what the end of a notice is counted; one that is tried again has not come to one. */
const COUNTED = {
  WAITING: null,
  SENT: "sent",
  FAILED: "failed",
  UNCERTAIN: "uncertain",
  DROPPED: "dropped",
} as const satisfies Readonly<Record<NoticeEnd["state"], MailEnd | null>>;

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
  const stopUrl = canBeMuted(kind) ? stopLinks.to(member.id, kind) : null;
  const file = told.of === "REPORT" ? told.report.exportRunId : null;
  const fileUrl = file === null ? null : stopLinks.toFile(member.id, file);
  return {
    ...writeMail(kind, told, { name, locale, stopUrl, fileUrl }),
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

import { sendNotices } from "../../src/notices/index.ts";
import { smtpMailer } from "../../src/platform/mail/index.ts";
import type { Mailer } from "../../src/platform/mail/index.ts";
import { openLivingWorld } from "../support/living-world.ts";
import type { LivingWorld } from "../support/living-world.ts";
import { openMailbox } from "../support/mailbox.ts";
import type { Mailbox } from "../support/mailbox.ts";

export interface PostOffice {
  readonly world: LivingWorld;
  readonly mailbox: Mailbox;
  readonly mailer: Mailer;
  /** Sends what is due now, or in so many minutes. */
  readonly send: (minutes?: number, mailer?: Mailer | null) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** A living world whose notices go to a mail server of their own. */
export async function openPostOffice(): Promise<PostOffice> {
  const [world, mailbox] = await Promise.all([openLivingWorld(), openMailbox()]);
  const mailer = smtpMailer({ url: mailbox.url, from: "Leads <leads@vendor.example>" });
  const { stopLinks } = world;
  return {
    world,
    mailbox,
    mailer,
    send: async (minutes = 0, by: Mailer | null = mailer) => {
      const clock = () => new Date(Date.now() + minutes * 60_000);
      await sendNotices({ database: world.database, clock, mailer: by, stopLinks })("notices");
    },
    close: async () => {
      mailer.close();
      await mailbox.close();
      await world.close();
    },
  };
}

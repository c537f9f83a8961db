import type { LeadId } from "../../src/kernel/index.ts";
import { sendNotices } from "../../src/notices/index.ts";
import { smtpMailer } from "../../src/platform/mail/index.ts";
import type { Mailer } from "../../src/platform/mail/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { matchLead } from "../../src/protection/index.ts";
import type { CastMember } from "../support/cast.ts";
import { openLivingWorld, registration } from "../support/living-world.ts";
import type { LivingWorld } from "../support/living-world.ts";
import { openMailbox } from "../support/mailbox.ts";
import type { Mailbox } from "../support/mailbox.ts";
import { done } from "../support/mutate.ts";
import { newName } from "../support/mutation-samples.ts";

export interface PostOffice {
  readonly world: LivingWorld;
  readonly mailbox: Mailbox;
  readonly mailer: Mailer;
  /** Sends what is due now, or in so many minutes. */
  readonly send: (minutes?: number, mailer?: Mailer | null) => Promise<void>;
  /** Registers a lead of Alpha's, which is compared with all others at once. */
  readonly register: (by: CastMember, name?: string) => Promise<LeadId>;
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
    register: async (by, name = newName()) => {
      const made = await done(world, by.key, "registerLead", registration(name), "lead { id }");
      const leadId: LeadId = made["lead"].id;
      const deps = { database: world.database, newId, clock: () => new Date() };
      await matchLead(deps)({ leadId, partnerId: world.alpha }, "job");
      return leadId;
    },
    close: async () => {
      mailer.close();
      await mailbox.close();
      await world.close();
    },
  };
}

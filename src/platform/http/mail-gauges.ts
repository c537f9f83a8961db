import { Counter, Gauge } from "prom-client";
import type { Registry } from "prom-client";

import { MAIL_ENDS } from "../mail/index.ts";
import type { MailCounts } from "../mail/index.ts";

/** What became of notices, each from the start on at 0: an alarm on one that grows needs its zero. */
export function mailGauges(registry: Registry, mails: () => MailCounts): void {
  const registers = [registry];
  new Counter({
    name: "baton_notices_total",
    help: "Notices that came to an end here, by what became of them",
    labelNames: ["outcome"],
    registers,
    collect() {
      this.reset();
      const { ended } = mails();
      for (const outcome of MAIL_ENDS) this.inc({ outcome }, ended[outcome]);
    },
  });
  new Gauge({
    name: "baton_notices_waiting",
    help: "Notices of all instances that wait for their time or their next attempt",
    registers,
    collect() {
      const { waiting } = mails();
      // one that does not know says nothing
      if (waiting === null) this.reset();
      else this.set(waiting);
    },
  });
}

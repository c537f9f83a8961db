import { runReports } from "../../src/exports/index.ts";
import { parseId, uuidOf } from "../../src/kernel/index.ts";
import { newId } from "../../src/platform/ids.ts";

import type { CastMember } from "./cast.ts";
import { done } from "./mutate.ts";
import type { ServedWorld } from "./served-world.ts";

/** A report of a name that nobody gave yet. */
export async function plantReport(
  world: ServedWorld,
  by: CastMember,
  more: object = {},
): Promise<string> {
  const input = { name: `Report ${newId("rpt")}`, kind: "TRIAL_BALANCE", ...more };
  return (await done(world, by.key, "saveReport", input, "report { id }"))["report"].id;
}

/** Reports that were run for months, one of which had no file, and one that was paused and retired; the first one's id is returned. */
export async function plantReports(world: ServedWorld, by: CastMember): Promise<string> {
  const scheduled = { schedule: "DAY_OF_MONTH", dayOfMonth: 5 };
  const own = { partnerId: by.memberId.replace("mem_", "prt_") };
  const report = await plantReport(world, by, {
    ...{ kind: "CREDIT_DETAIL", format: "PARQUET", currency: "EUR", creditState: "REVERSED" },
    reversalReason: "FRAUD",
    ...{ ...own, incentiveProgramId: by.memberId.replace("mem_", "inc_"), ...scheduled },
  });
  await plantReport(world, by, { kind: "PARTNER_STATEMENTS", ...scheduled });
  await plantReport(world, by, { kind: "GL_JOURNAL", grain: "DETAIL", profile: "XERO" });
  const paused = parseId("rpt", await plantReport(world, by));
  if (!paused.ok) throw new Error(paused.problem);
  await world.asOwner(
    "update report set paused_at = saved_at, pause_reason = 'Its author left' where id = $1",
    [uuidOf(paused.id)],
  );
  await done(world, by.key, "retireReport", { reportId: paused.id });
  const { database, identity } = world;
  const inSeventyDays = () => new Date(Date.now() + 70 * 86_400_000);
  const run = runReports({ database, identity, newId, clock: inSeventyDays });
  await run("test", new AbortController().signal);
  return report;
}

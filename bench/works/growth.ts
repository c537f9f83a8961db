import pg from "pg";

import type { Bench } from "../bench.ts";
import { openCluster } from "../cluster.ts";
import { R1, R1_STAGES } from "../documents.ts";
import { fireAt } from "../measure.ts";
import { startBaton } from "../rivals/baton.ts";
import { graphqlShot } from "../shots.ts";
import { plantWorld } from "../world.ts";
import { measureExport } from "./export.ts";
import { registerShot } from "./writes.ts";

/** One asker at each size, in turn: what a hundred times the data costs. */
export async function measureGrowth(bench: Omit<Bench, "cluster" | "world">): Promise<void> {
  const { report, options } = bench;
  if (options.sizes.length < 2) {
    const why = "it takes two sizes; --quick has one";
    report.skipped("growth/R1", why);
    report.skipped("growth/W1", why);
    report.skipped("X1/memory-growth", why);
    return;
  }
  const found: { leads: number; r1: number; w1: number; peakMb: number }[] = [];
  report.say("");
  for (const leads of options.sizes) {
    const cluster = await openCluster({ leads, pool: options.pool }, (line) => report.say(line));
    const owner = new pg.Client({ connectionString: cluster.url });
    owner.on("error", () => undefined);
    await owner.connect();
    const sized: Bench = { ...bench, cluster, world: await plantWorld(cluster, owner) };
    const baton = await startBaton(cluster, 0);
    const partners = sized.world.partners.slice(0, 5);
    const p50Of = async (shots: Parameters<typeof graphqlShot>[0][], kind: "R1" | "W1") => {
      const contender = {
        name: kind,
        served: baton,
        shots: shots.map((key) =>
          kind === "R1" ? graphqlShot(key, R1, { stages: R1_STAGES }) : registerShot(key),
        ),
      };
      const pace = { kind: "closed", seconds: options.seconds } as const;
      await fireAt(sized, contender, pace, 1);
      const rounds = [];
      for (let round = 0; round < 3; round += 1)
        rounds.push((await fireAt(sized, contender, pace, 1)).p50);
      return Math.min(...rounds);
    };
    const keys = partners.map((partner) => partner.key);
    const r1 = await p50Of(keys, "R1");
    const w1 = await p50Of(keys, "W1");
    await baton.stop();
    const isLarge = leads >= 100_000;
    const { peakMb } = isLarge
      ? await measureExport({
          ...sized,
          report: { ...report, found: () => undefined, skipped: () => undefined },
        })
      : { peakMb: Number.NaN };
    found.push({ leads, r1, w1, peakMb });
    report.say(
      `growth: ${leads} leads, one asker: R1 p50 ${r1.toFixed(2)} ms, W1 p50 ${w1.toFixed(2)} ms`,
    );
    await owner.end();
    await cluster.stop();
  }
  const [first, last] = [found[0], found.at(-1)];
  if (!first || !last) return;
  const span = `${first.leads} to ${last.leads} leads`;
  report.found("growth/R1", last.r1 / first.r1, span);
  report.found("growth/W1", last.w1 / first.w1, span);
  const middle = found.find((each) => each.leads === 100_000);
  if (middle && middle !== last)
    report.found("X1/memory-growth", last.peakMb / middle.peakMb, "100,000 leads to the largest");
  else report.skipped("X1/memory-growth", "it takes two sizes from 100,000 leads on");
}

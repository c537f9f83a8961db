import type { Bench } from "../bench.ts";
import { median } from "../bench.ts";
import { R3, reportsOf } from "../documents.ts";
import { fireAt, trafficOf } from "../measure.ts";
import type { Contender } from "../measure.ts";
import { startBaton } from "../rivals/baton.ts";
import { askOnce, graphqlShot } from "../shots.ts";
import type { Partner } from "../world.ts";

/** R3: the dashboard of the largest partner against that of the median one. */
export async function measureDashboard(bench: Bench): Promise<void> {
  const { cluster, world, report, options } = bench;
  const baton = await startBaton(cluster, 0);
  try {
    if (!(await hasReports(baton.url, world.salesKey))) {
      const why = "the schema has no funnelReport and creditReport";
      report.skipped("R3/spread", why);
      report.skipped("R3/statements", why);
      return;
    }
    const [span] = await world.ask<{ from: string; to: string }>(
      `select started::date::text as "from", (now() + interval '1 day')::date::text as "to" from bench.setting`,
    );
    const contenderOf = (partner: Partner): Contender => ({
      name: `partner with ${partner.leads} leads`,
      served: baton,
      shots: [graphqlShot(partner.key, R3, reportsOf(span))],
    });
    const [first] = world.partners;
    if (!first) throw new Error("nobody asks");
    const contenders = [contenderOf(first), contenderOf(world.middle)];
    const times = contenders.map((): number[] => []);
    for (let round = 0; round <= options.rounds; round += 1) {
      for (const [index, contender] of contenders.entries()) {
        const fired = await fireAt(
          bench,
          contender,
          { kind: "closed", seconds: options.seconds },
          1,
        );
        if (fired.failed > 0) throw new Error(`R3: ${fired.failure}`);
        if (round > 0) times[index]?.push(fired.p50);
      }
    }
    const [largest = [], middle = []] = times;
    report.say("");
    report.say(
      `R3: p50 ${median(largest).toFixed(1)} ms for the ${contenders[0]?.name}, ${median(middle).toFixed(1)} ms for the ${contenders[1]?.name}`,
    );
    report.found("R3/spread", median(largest) / median(middle));
    const one = { kind: "closed", seconds: 5, count: 1 } as const;
    const { statements } = await trafficOf(baton, () =>
      fireAt(bench, contenders[0] as Contender, one, 1),
    );
    report.found("R3/statements", statements);
  } finally {
    await baton.stop();
  }
}

export async function hasReports(url: string, key: string): Promise<boolean> {
  const text = await askOnce(
    url,
    graphqlShot(key, "{ __schema { queryType { fields { name } } } }", {}),
  );
  return ["funnelReport", "creditReport"].every((name) => text.includes(`"${name}"`));
}

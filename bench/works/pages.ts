import type { Bench } from "../bench.ts";
import { fireAt } from "../measure.ts";
import { startBaton } from "../rivals/baton.ts";
import { askOnce, graphqlShot } from "../shots.ts";
import type { Shot } from "../load/load.ts";

const ALL = `query Page($after: String) {
  leads(first: 50, after: $after) { nodes { id stage claimedAt company { name } } pageInfo { hasNextPage endCursor } }
}`;

/** The 1,000th page against the first, of the largest partner's leads; each reached by walking. */
export async function measurePages(bench: Bench): Promise<void> {
  const { cluster, world, report, options } = bench;
  const [partner] = world.partners;
  if (!partner) throw new Error("nobody asks");
  const baton = await startBaton(cluster, 0);
  const ask = (after: string | null): Shot => graphqlShot(partner.key, ALL, { after });
  const wanted = 1_000;
  let after: string | null = null;
  let before: string | null = null;
  let page = 1;
  for (; page < wanted; page += 1) {
    const answer = JSON.parse(await askOnce(baton.url, ask(after))) as {
      data: { leads: { pageInfo: { hasNextPage: boolean; endCursor: string } } };
    };
    const { hasNextPage, endCursor } = answer.data.leads.pageInfo;
    if (!hasNextPage) {
      // the last page is not a full one: the one before it counts
      after = before;
      page -= 1;
      break;
    }
    before = after;
    after = endCursor;
  }
  const times = new Map<string, number[]>([
    ["first", []],
    ["deep", []],
  ]);
  const served = baton;
  const contenders = [
    { name: "first", served, shots: [ask(null)] },
    { name: "deep", served, shots: [ask(after)] },
  ];
  for (let round = 0; round <= options.rounds; round += 1) {
    for (const contender of contenders) {
      const fired = await fireAt(bench, contender, { kind: "closed", seconds: options.seconds }, 1);
      if (round > 0) times.get(contender.name)?.push(fired.p50);
    }
  }
  await baton.stop();
  const best = (name: string): number => Math.min(...(times.get(name) ?? []));
  report.say("");
  report.say(
    `pages: p50 ${best("first").toFixed(2)} ms for page 1, ${best("deep").toFixed(2)} ms for page ${page}`,
  );
  report.found("pages/deep", best("deep") / best("first"), `page ${page}`);
}

import { plantMember } from "./cast.ts";
import { done } from "./mutate.ts";
import type { ServedWorld } from "./served-world.ts";

/** A list of target accounts that has the account on it, and one that was retired. */
export async function plantTargets(world: ServedWorld, accountId: string): Promise<string> {
  const { key } = await plantMember(world, ["MARKETING_OPS"]);
  const saved = async (name: string): Promise<string> => {
    const input = { name, purpose: `Why there is ${name}` };
    return (await done(world, key, "saveTargetList", input, "targetList { id }"))["targetList"].id;
  };
  const [past, listed] = [await saved("Last year"), await saved("This year")];
  for (const targetListId of [past, listed])
    await done(world, key, "addTargets", { targetListId, accountIds: [accountId] });
  await done(world, key, "retireTargetList", { targetListId: past, reason: "It is over" });
  return listed;
}

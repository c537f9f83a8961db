import { expect, test } from "vitest";

import { Slots } from "../../src/platform/live/index.ts";

/** Work that ends when it is told to, and says when it began. */
function workshop(slots: Slots) {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const work = (whose: string): Promise<void> =>
    slots.run(whose, () => {
      begun.push(whose);
      return new Promise((resolve) => ends.push(resolve));
    });
  const endOne = async (): Promise<void> => {
    ends.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { begun, work, endOne };
}

test("whoever has much to do keeps nobody else waiting for all of it", async () => {
  const { begun, work, endOne } = workshop(new Slots(1));
  const all = ["a", "a", "a", "a", "a", "b"].map(work);
  for (let count = 0; count < 6; count += 1) await endOne();
  await Promise.all(all);

  expect(begun.join("")).toBe("aabaaa");
});

test("so much is done at once, and what fails makes room as what is done does", async () => {
  const slots = new Slots(2);
  const { begun, work, endOne } = workshop(slots);
  const all = ["a", "b", "c"].map(work);
  expect(begun.join("")).toBe("ab");
  await endOne();
  expect(begun.join("")).toBe("abc");
  await endOne();
  await endOne();
  await Promise.all(all);

  const failing = () => slots.run("a", () => Promise.reject(new Error("broken")));
  for (let count = 0; count < 3; count += 1) await expect(failing()).rejects.toThrow("broken");
  expect(await slots.run("a", () => Promise.resolve("done"))).toBe("done");
});

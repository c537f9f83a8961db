import { parse } from "graphql";
import { describe, expect, it } from "vitest";

import { DocumentStore } from "../../../src/platform/http/document-store.ts";

describe("the store of documents", () => {
  it("forgets the one that was not used for the longest time when the thousandth and first comes", async () => {
    const store = new DocumentStore();
    for (let index = 0; index < 1_000; index += 1) await store.set(`d${index}`, parse("{ a }"));
    expect(await store.get("d0")).toBeDefined();

    await store.set("one more", parse("{ b }"));
    expect(await store.get("d0")).toBeDefined();
    expect(await store.get("d1")).toBeUndefined();
    expect(await store.get("one more")).toBeDefined();
  });

  it("keeps no huge document", async () => {
    const store = new DocumentStore();
    const long = (length: number) => parse(`{ a } #${"ü".repeat(length / 2)}`);

    await store.set("long", long(49_000));
    await store.set("huge", long(50_000));

    expect(await store.get("long")).toBeDefined();
    expect(await store.get("huge")).toBeUndefined();
  });

  it("holds 64 MB at most, by what documents take in memory and not by their texts alone", async () => {
    const store = new DocumentStore();
    // 2,000 words and signs: 4 kB of text, 1.6 MB by our reckoning
    const wide = parse(`{ ${"a ".repeat(1_998)}}`);
    for (let index = 0; index < 100; index += 1) await store.set(`d${index}`, wide);

    const kept = await Promise.all(
      Array.from({ length: 100 }, (_, index) => store.get(`d${index}`)),
    );

    expect(wide.tokenCount).toBe(2_000);
    expect(kept.filter((each) => each !== undefined)).toHaveLength(41);
    expect(kept.at(-1)).toBeDefined();
  });
});

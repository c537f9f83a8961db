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

  it("holds eight million characters at most, and keeps no huge document", async () => {
    const store = new DocumentStore();
    const long = (length: number) => parse(`{ a } #${"x".repeat(length)}`);
    await store.set("huge", long(60_000));
    expect(await store.get("huge")).toBeUndefined();

    for (let index = 0; index < 200; index += 1) await store.set(`d${index}`, long(45_000));
    const kept = await Promise.all(
      Array.from({ length: 200 }, (_, index) => store.get(`d${index}`)),
    );
    expect(kept.filter((each) => each !== undefined)).toHaveLength(177);
  });
});

import { hash, parseOptions, verify } from "@node-rs/argon2";
import { describe, expect, it } from "vitest";

import { makeGate } from "../../src/identity/credentials/hash-gate.ts";
import { makeAddressLimit } from "../../src/identity/credentials/address-limit.ts";
import { makePasswords } from "../../src/identity/credentials/passwords.ts";
import { isRefusal } from "../../src/kernel/index.ts";

describe("passwords", () => {
  it("are hashed by argon2id with 19 MiB, two passes, one lane", async () => {
    const stored = await makePasswords().hash("correct horse battery");

    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it("match their own hash and no other", async () => {
    const passwords = makePasswords();
    const stored = await passwords.hash("correct horse battery");
    if (isRefusal(stored)) throw new Error("refused");

    expect(await passwords.matches(stored, "correct horse battery")).toBe(true);
    expect(await passwords.matches(stored, "correct horse batterz")).toBe(false);
  });

  it("are checked against a made-up hash of the same costs where there is none", async () => {
    const checked: string[] = [];
    const passwords = makePasswords({
      hash,
      verify: async (stored, password) => {
        checked.push(String(stored));
        return verify(stored, password);
      },
    });
    const real = await passwords.hash("correct horse battery");
    if (isRefusal(real)) throw new Error("refused");

    expect(await passwords.matches(null, "anything at all")).toBe(false);
    expect(checked).toHaveLength(1);
    expect(parseOptions(checked[0] ?? "")).toEqual(parseOptions(real));
  });

  it("do not match where there is no hash, whatever the hash function says", async () => {
    const passwords = makePasswords({ hash, verify: () => Promise.resolve(true) });

    expect(await passwords.matches(null, "anything at all")).toBe(false);
  });
});

describe("the gate before the hash function", () => {
  it("lets two run, twenty wait, and refuses the rest at once", async () => {
    const gate = makeGate();
    let running = 0;
    let most = 0;
    const finish: (() => void)[] = [];
    const work = async (): Promise<string> => {
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((resolve) => finish.push(resolve));
      running -= 1;
      return "done";
    };

    const all = Array.from({ length: 30 }, () => gate.run(work));
    const refused = await Promise.all(all.slice(22));
    expect(refused.every((answer) => isRefusal(answer) && answer.code === "THROTTLED")).toBe(true);
    expect(running).toBe(2);

    let ended = false;
    const served = Promise.all(all.slice(0, 22)).finally(() => (ended = true));
    while (!ended) {
      finish.splice(0).forEach((end) => end());
      await new Promise(setImmediate);
    }

    expect(await served).toEqual(Array.from({ length: 22 }, () => "done"));
    expect(most).toBe(2);
    expect(running).toBe(0);
  });

  it("gives the place on after a failure", async () => {
    const gate = makeGate(1, 1);
    const failing = gate.run(() => Promise.reject(new Error("broken")));
    const next = gate.run(() => Promise.resolve("done"));

    await expect(failing).rejects.toThrow("broken");
    expect(await next).toBe("done");
    expect(await gate.run(() => Promise.resolve("again"))).toBe("again");
  });
});

describe("the limit per network address", () => {
  const at = new Date("2027-02-01T10:00:00Z");
  const later = (seconds: number): Date => new Date(at.getTime() + seconds * 1000);

  it("refuses the thirty-first attempt in a minute, from that address alone", () => {
    const limit = makeAddressLimit();
    const answers = Array.from({ length: 31 }, () => limit.refuse("203.0.113.9", at));

    expect(answers.slice(0, 30).every((answer) => answer === null)).toBe(true);
    expect(answers[30]).toMatchObject({ code: "THROTTLED", details: { retryAfterSeconds: 60 } });
    expect(limit.refuse("203.0.113.10", at)).toBeNull();
    expect(limit.refuse("203.0.113.9", later(60))).toBeNull();
  });

  it("remembers ten thousand addresses at most", () => {
    const limit = makeAddressLimit();
    for (let count = 0; count < 30; count += 1) limit.refuse("203.0.113.9", at);
    for (let count = 0; count < 10_000; count += 1) limit.refuse(`2001:db8::${count}`, at);

    expect(limit.refuse("203.0.113.9", at)).toBeNull();
  });
});

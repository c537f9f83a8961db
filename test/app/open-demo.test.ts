import { describe, expect, test } from "vitest";

import { warnOfOpenDemo } from "../../src/app/demo/warn-of-open-demo.ts";
import { createLogger } from "../../src/platform/logger.ts";

const warningsFor = (host: string) => {
  const lines: string[] = [];
  warnOfOpenDemo(host, createLogger("info", { write: (line: string) => lines.push(line) }));
  return lines.map((line) => JSON.parse(line));
};

describe("a demo that others can reach", () => {
  test.each(["0.0.0.0", "::", "192.168.1.7", "leads.example.com"])("at %s is warned of", (host) => {
    expect(warningsFor(host)).toMatchObject([
      { level: "warn", note: expect.stringMatching(/demo.*tokens.*everything/i) },
    ]);
  });

  test.each(["127.0.0.1", "127.0.0.2", "localhost", "::1"])("is not at %s", (host) => {
    expect(warningsFor(host)).toEqual([]);
  });
});

import { availableParallelism } from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { ConfigError, VARIABLE_TABLE, readConfig } from "../../src/platform/config.ts";

const OWNER_URL = "postgres://owner:hush@db.example.com:5432/baton";
const ALL_ROLES = {
  DATABASE_URL: OWNER_URL,
  DATABASE_URL_PARTNER: "postgres://app_partner:p@db/baton",
  DATABASE_URL_VENDOR: "postgres://app_vendor:p@db/baton",
  DATABASE_URL_JOBS: "postgres://app_jobs:p@db/baton",
  DATABASE_URL_AUTH: "postgres://app_auth:p@db/baton",
  DATABASE_URL_QUEUE: "postgres://app_queue:p@db/baton",
};

function faultsOf(environment: Record<string, string>) {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

test("An empty environment gives the defaults, frozen", () => {
  const config = readConfig({});

  expect(config).toEqual({
    port: 4000,
    host: "127.0.0.1",
    publicUrl: null,
    trustProxy: false,
    bodyLimitBytes: 262_144,
    maxCost: 10_000,
    databaseUrl: null,
    roleUrls: null,
    s3: null,
    mail: null,
    anchorsTo: null,
    coolingDays: 7,
    payer: null,
    poolSize: 2 * availableParallelism(),
    admission: {
      operations: 16 * availableParallelism(),
      waiting: 64 * availableParallelism(),
      waitMs: 1_000,
    },
    strictIsolation: false,
    dataDir: path.resolve(".baton"),
    environment: "development",
    demo: true,
    logLevel: "info",
    metricsToken: null,
    jwtIssuer: "baton",
    jwtAudience: "baton-api",
    accessTokenTtlSeconds: 900,
    refreshTokenTtlDays: 30,
    workerConcurrency: 2,
  });
  expect(Object.isFrozen(config)).toBe(true);
});

test("Who is let in follows the size of the pools, where nothing else is said", () => {
  expect(readConfig({ POOL_SIZE: "2" }).admission).toEqual({
    operations: 16,
    waiting: 64,
    waitMs: 1_000,
  });
  const given = { MAX_OPERATIONS: "10", MAX_WAITING: "0", MAX_WAIT_MS: "250" };
  expect(readConfig(given).admission).toEqual({ operations: 10, waiting: 0, waitMs: 250 });
});

test("A variable set to nothing counts as absent", () => {
  const nothing = Object.fromEntries(VARIABLE_TABLE.map(({ name }) => [name, ""]));

  expect(readConfig(nothing)).toEqual(readConfig({}));
});

test("Names that are not ours are ignored, also those that begin like ours", () => {
  expect(readConfig({ BATON_PORT: "tcp://10.0.0.1:4000", HOME: "/" })).toEqual(readConfig({}));
});

test.each([
  ["PORT", "http", 'PORT: expected a whole number from 0 to 65535, found "http".'],
  ["PORT", "65536", 'PORT: expected a whole number from 0 to 65535, found "65536".'],
  ["PORT", "-1", 'PORT: expected a whole number from 0 to 65535, found "-1".'],
  ["PORT", "4e3", 'PORT: expected a whole number from 0 to 65535, found "4e3".'],
  ["HOST", "a b", 'HOST: expected a text, found "a b".'],
  ["LOG_LEVEL", "loud", /^LOG_LEVEL: expected one of fatal, error, .*, found "loud"\.$/],
  ["NODE_ENV", "prod", /^NODE_ENV: expected one of development, test, production, /],
  ["STRICT_ISOLATION", "yes", /^STRICT_ISOLATION: expected true or false /],
  ["BODY_LIMIT_BYTES", "10", /^BODY_LIMIT_BYTES: expected a whole number from 1024 to 10485760/],
  ["POOL_SIZE", "0", /^POOL_SIZE: expected a whole number from 1 to 200/],
  ["WORKER_CONCURRENCY", "51", /^WORKER_CONCURRENCY: expected a whole number from 0 to 50/],
  ["ACCESS_TOKEN_TTL_SECONDS", "59", /^ACCESS_TOKEN_TTL_SECONDS: expected .* from 60 to 86400/],
  ["REFRESH_TOKEN_TTL_DAYS", "366", /^REFRESH_TOKEN_TTL_DAYS: expected .* from 1 to 365/],
  ["PUBLIC_URL", "baton.example.com", /^PUBLIC_URL: expected an address such as https:/],
  ["PUBLIC_URL", "https://x.example/?a=1", /^PUBLIC_URL: expected/],
  ["TRUST_PROXY", "true", /^TRUST_PROXY: expected false, the number of proxies/],
  ["TRUST_PROXY", "10.0.0.0/33", /^TRUST_PROXY: expected/],
  ["DATA_DIR", "a\0b", /^DATA_DIR: expected a folder/],
  ["JWT_ISSUER", "a b", /^JWT_ISSUER: expected/],
  ["JWT_AUDIENCE", " ", /^JWT_AUDIENCE: expected/],
  ["DEMO", "maybe", /^DEMO: expected true or false/],
])("%s=%j is refused, by name and with what is expected", (name, text, message) => {
  expect(faultsOf({ [name]: text })).toEqual([expect.stringMatching(message)]);
});

test.each([
  ["DATABASE_URL", "mysql://root:hush@db/baton"],
  ["DATABASE_URL", "postgres://root:hush@db"],
  ["METRICS_TOKEN", "hush"],
  ["SMTP_URL", "http://root:hush@mail.example"],
  ["PAYER_IBAN", "DE00hush"],
])("A bad %s is named but not repeated, for it may hold a secret", (name, text) => {
  const [fault] = faultsOf({ [name]: text });

  expect(fault).toMatch(new RegExp(`^${name}: expected `));
  expect(fault).not.toContain("hush");
});

test("A mail server is named with whom its mails are from, and neither without the other", () => {
  const mail = { SMTP_URL: "smtp://mail.example:587", MAIL_FROM: "Leads <leads@vendor.example>" };
  expect(readConfig(mail).mail).toEqual({ url: mail.SMTP_URL, from: mail.MAIL_FROM });
  const told = (to: string) => readConfig({ ...mail, ANCHORS_TO: to }).anchorsTo;
  expect(told("Audit <audit@firm.example>")).toEqual({
    name: "Audit",
    address: "audit@firm.example",
  });
  expect(told("audit@firm.example")).toEqual({ name: "", address: "audit@firm.example" });
  expect(() => readConfig({ ANCHORS_TO: "audit@firm.example" })).toThrow(
    "SMTP_URL: expected too, since ANCHORS_TO is given.",
  );
  for (const [given, missing] of [
    ["SMTP_URL", "MAIL_FROM"],
    ["MAIL_FROM", "SMTP_URL"],
  ] as const)
    expect(faultsOf({ [given]: mail[given] })).toEqual([
      `${missing}: expected too, since ${given} is given.`,
    ]);
  expect(faultsOf({ ...mail, MAIL_FROM: "a@b.example\r\nBcc: c@d.example" })).toHaveLength(1);
});

test("All faults are told at once", () => {
  const start = () => readConfig({ PORT: "x", LOG_LEVEL: "y", METRICS_TOKEN: "z" });

  expect(start).toThrow(/PORT: .*\n.*LOG_LEVEL: .*\n.*METRICS_TOKEN: .*/);
  expect(faultsOf({ PORT: "x", LOG_LEVEL: "y", METRICS_TOKEN: "z" })).toHaveLength(3);
});

describe("The roles' connections", () => {
  test("are given all five", () => {
    const { roleUrls, databaseUrl } = readConfig(ALL_ROLES);

    expect(databaseUrl).toBe(OWNER_URL);
    expect(roleUrls?.queue).toBe("postgres://app_queue:p@db/baton");
    expect(Object.keys(roleUrls ?? {})).toEqual(["partner", "vendor", "jobs", "auth", "queue"]);
  });

  test("are refused in part, naming the missing", () => {
    const { DATABASE_URL_JOBS: _, ...rest } = ALL_ROLES;

    expect(faultsOf(rest)).toEqual([expect.stringMatching(/^DATABASE_URL_JOBS: expected too/)]);
  });

  test("are refused without the owner's", () => {
    const { DATABASE_URL: _, ...rest } = ALL_ROLES;

    expect(faultsOf(rest)).toEqual([expect.stringMatching(/^DATABASE_URL: expected too/)]);
  });
});

describe("Demo data", () => {
  test.each([
    [{}, true],
    [{ DEMO: "0" }, false],
    [{ NODE_ENV: "test", DEMO: "true" }, true],
    [{ NODE_ENV: "production" }, false],
    [{ DATABASE_URL: OWNER_URL }, false],
    [{ DATABASE_URL: OWNER_URL, DEMO: "false" }, false],
  ])("%j: %s", (environment, demo) => {
    expect(readConfig(environment).demo).toBe(demo);
  });

  test.each([{ NODE_ENV: "production" }, { DATABASE_URL: OWNER_URL }])(
    "cannot be asked for with %j",
    (environment) => {
      const faults = faultsOf({ ...environment, DEMO: "1" });

      expect(faults).toEqual(["DEMO: expected false with DATABASE_URL or NODE_ENV=production."]);
    },
  );
});

test.each([
  ["0", false],
  ["2", 2],
  ["127.0.0.1, 10.0.0.0/8,::1", "127.0.0.1,10.0.0.0/8,::1"],
])("TRUST_PROXY=%s", (text, expected) => {
  expect(readConfig({ TRUST_PROXY: text }).trustProxy).toBe(expected);
});

test("PUBLIC_URL loses its last slash", () => {
  const { publicUrl } = readConfig({ PUBLIC_URL: "https://partners.example.com/api/" });

  expect(publicUrl).toBe("https://partners.example.com/api");
});

test("The table for people has every variable once, with a default and a meaning", () => {
  const names = VARIABLE_TABLE.map(({ name }) => name);

  expect(new Set(names).size).toBe(names.length);
  expect(names).toHaveLength(44);
  expect(VARIABLE_TABLE.filter((row) => row.default === "" || row.expected === "")).toEqual([]);
  expect(VARIABLE_TABLE.filter((row) => !/^[A-Z].*\.$/.test(row.meaning))).toEqual([]);
});

test("Who pays is said whole or not at all", () => {
  const payer = { PAYER_NAME: "Vendor GmbH", PAYER_IBAN: "DE75 5121 0800 1245 1261 99" };

  expect(faultsOf({ ...payer, PAYER_BIC: "SOGEDEFF" })).toEqual([
    "PAYER_TOWN, PAYER_COUNTRY: expected too, since another of PAYER_… is given.",
  ]);
  expect(readConfig({ ...payer, PAYER_TOWN: "Hamburg", PAYER_COUNTRY: "DE" }).payer).toEqual({
    ...{ name: "Vendor GmbH", iban: "DE75512108001245126199", bic: null },
    address: {
      ...{ street: null, building: null, postcode: null, town: "Hamburg", region: null },
      country: "DE",
    },
  });
});

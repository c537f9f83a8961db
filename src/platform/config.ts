import { availableParallelism } from "node:os";
import path from "node:path";
import { VARIABLES } from "./config-variables.ts";
import type { VariableName } from "./config-variables.ts";

export { VARIABLE_TABLE } from "./config-variables.ts";

/** The environment as read, e.g. `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The connections of the five roles that serve, none of which owns a table of ours. */
export interface RoleUrls {
  readonly partner: string;
  readonly vendor: string;
  readonly jobs: string;
  readonly auth: string;
  readonly queue: string;
}

/** All that may differ from one running server to the next. Frozen, and read once. */
export type Config = ReturnType<typeof assemble>;

/** The environment does not say what the program needs; each fault names its variable. */
export class ConfigError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(["The configuration is not usable:", ...faults].join("\n  "));
    this.name = "ConfigError";
    this.faults = faults;
  }
}

/**
 * Reads the config. A variable set to nothing counts as absent. Names that are not in the table
 * are ignored: orchestrators add their own, some of which begin like ours.
 * @throws ConfigError that names every variable at fault and what is expected of it.
 */
export function readConfig(environment: Environment): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, text]) => text !== ""));
  const faults = [...faultsOfEach(given), ...faultsTogether(given)];
  if (faults.length > 0) throw new ConfigError(faults);
  return assemble(given);
}

function faultsOfEach(given: Environment): string[] {
  return Object.entries(VARIABLES).flatMap(([name, variable]) => {
    try {
      variable.read(given[name]);
      return [];
    } catch {
      const found = variable.secret ? "" : `, found ${JSON.stringify(given[name])}`;
      return [`${name}: expected ${variable.expected}${found}.`];
    }
  });
}

const ROLES = [
  "DATABASE_URL_PARTNER",
  "DATABASE_URL_VENDOR",
  "DATABASE_URL_JOBS",
  "DATABASE_URL_AUTH",
  "DATABASE_URL_QUEUE",
] satisfies VariableName[];

const S3 = [
  "S3_ENDPOINT",
  "S3_BUCKET",
  "S3_ACCESS_KEY_ID",
  "S3_SECRET_ACCESS_KEY",
] satisfies VariableName[];

const PAYER = ["PAYER_NAME", "PAYER_IBAN", "PAYER_TOWN", "PAYER_COUNTRY"] satisfies VariableName[];
const MORE_OF_PAYER: readonly string[] = [
  ...["PAYER_BIC", "PAYER_STREET", "PAYER_BUILDING", "PAYER_POSTCODE"],
];

function payerFaults(given: Environment): string[] {
  const missing = PAYER.filter((name) => given[name] === undefined);
  const isBegun = [...PAYER, ...MORE_OF_PAYER].some((name) => given[name] !== undefined);
  if (!isBegun || missing.length === 0) return [];
  return [`${missing.join(", ")}: expected too, since another of PAYER_… is given.`];
}

function faultsTogether(given: Environment): string[] {
  const faults: string[] = [];
  const missing = ROLES.filter((name) => given[name] === undefined);
  const present = ROLES.filter((name) => given[name] !== undefined);
  if (present.length > 0 && missing.length > 0) {
    faults.push(`${missing.join(", ")}: expected too, since ${present.join(", ")} is given.`);
  }
  if (present.length > 0 && given["DATABASE_URL"] === undefined) {
    faults.push(`DATABASE_URL: expected too, since ${present.join(", ")} is given.`);
  }
  const s3Missing = S3.filter((name) => given[name] === undefined);
  if (s3Missing.length > 0 && s3Missing.length < S3.length) {
    faults.push(`${s3Missing.join(", ")}: expected too, since another of S3_… is given.`);
  }
  if ((given["SMTP_URL"] === undefined) !== (given["MAIL_FROM"] === undefined)) {
    const [missing, other] =
      given["SMTP_URL"] === undefined ? ["SMTP_URL", "MAIL_FROM"] : ["MAIL_FROM", "SMTP_URL"];
    faults.push(`${missing}: expected too, since ${other} is given.`);
  }
  if (given["ANCHORS_TO"] !== undefined && given["SMTP_URL"] === undefined)
    faults.push("SMTP_URL: expected too, since ANCHORS_TO is given.");
  faults.push(...payerFaults(given));
  const demo = ["true", "1"].includes((given["DEMO"] ?? "").toLowerCase());
  if (demo && !mayHaveDemo(given)) {
    faults.push("DEMO: expected false with DATABASE_URL or NODE_ENV=production.");
  }
  return faults;
}

function mayHaveDemo(given: Environment): boolean {
  return given["DATABASE_URL"] === undefined && given["NODE_ENV"] !== "production";
}

function assemble(given: Environment) {
  const poolSize = VARIABLES.POOL_SIZE.read(given["POOL_SIZE"]) ?? 2 * availableParallelism();
  const operations = VARIABLES.MAX_OPERATIONS.read(given["MAX_OPERATIONS"]) ?? 8 * poolSize;
  return Object.freeze({
    port: VARIABLES.PORT.read(given["PORT"]),
    host: VARIABLES.HOST.read(given["HOST"]),
    publicUrl: VARIABLES.PUBLIC_URL.read(given["PUBLIC_URL"]),
    trustProxy: VARIABLES.TRUST_PROXY.read(given["TRUST_PROXY"]),
    bodyLimitBytes: VARIABLES.BODY_LIMIT_BYTES.read(given["BODY_LIMIT_BYTES"]),
    /** What one operation may cost. */
    maxCost: VARIABLES.MAX_COST.read(given["MAX_COST"]),
    databaseUrl: VARIABLES.DATABASE_URL.read(given["DATABASE_URL"]),
    roleUrls: roleUrls(given),
    /** Connections at most, for each serving role. */
    poolSize,
    /** Who is let in, and who waits how long. */
    admission: Object.freeze({
      operations,
      waiting: VARIABLES.MAX_WAITING.read(given["MAX_WAITING"]) ?? 4 * operations,
      waitMs: VARIABLES.MAX_WAIT_MS.read(given["MAX_WAIT_MS"]),
    }),
    strictIsolation: VARIABLES.STRICT_ISOLATION.read(given["STRICT_ISOLATION"]),
    /** An absolute path. */
    dataDir: path.resolve(VARIABLES.DATA_DIR.read(given["DATA_DIR"])),
    /** Null: files lie in the data folder. */
    s3: s3(given),
    /** Null: notices are kept, and not sent. */
    mail: mail(given),
    /** Who is mailed anchors of the ledger; null: nobody. */
    anchorsTo: mailboxOf(VARIABLES.ANCHORS_TO.read(given["ANCHORS_TO"])),
    /** So long after it was verified nothing is paid to an account. */
    coolingDays: VARIABLES.COOLING_DAYS.read(given["COOLING_DAYS"]),
    /** From whose account payouts go; null: no file of credit transfers is made. */
    payer: payer(given),
    environment: VARIABLES.NODE_ENV.read(given["NODE_ENV"]),
    demo: VARIABLES.DEMO.read(given["DEMO"]) ?? mayHaveDemo(given),
    logLevel: VARIABLES.LOG_LEVEL.read(given["LOG_LEVEL"]),
    /** Null: /metrics answers callers on this machine only. */
    metricsToken: VARIABLES.METRICS_TOKEN.read(given["METRICS_TOKEN"]),
    jwtIssuer: VARIABLES.JWT_ISSUER.read(given["JWT_ISSUER"]),
    jwtAudience: VARIABLES.JWT_AUDIENCE.read(given["JWT_AUDIENCE"]),
    accessTokenTtlSeconds: VARIABLES.ACCESS_TOKEN_TTL_SECONDS.read(
      given["ACCESS_TOKEN_TTL_SECONDS"],
    ),
    refreshTokenTtlDays: VARIABLES.REFRESH_TOKEN_TTL_DAYS.read(given["REFRESH_TOKEN_TTL_DAYS"]),
    /** Background jobs at once in this process; 0: none here. */
    workerConcurrency: VARIABLES.WORKER_CONCURRENCY.read(given["WORKER_CONCURRENCY"]),
  });
}

function s3(given: Environment) {
  const endpoint = VARIABLES.S3_ENDPOINT.read(given["S3_ENDPOINT"]);
  const bucket = VARIABLES.S3_BUCKET.read(given["S3_BUCKET"]);
  const accessKeyId = VARIABLES.S3_ACCESS_KEY_ID.read(given["S3_ACCESS_KEY_ID"]);
  const secretAccessKey = VARIABLES.S3_SECRET_ACCESS_KEY.read(given["S3_SECRET_ACCESS_KEY"]);
  if (!endpoint || !bucket || !accessKeyId || !secretAccessKey) return null;
  const region = VARIABLES.S3_REGION.read(given["S3_REGION"]);
  return Object.freeze({ endpoint, bucket, region, accessKeyId, secretAccessKey });
}

function mail(given: Environment) {
  const url = VARIABLES.SMTP_URL.read(given["SMTP_URL"]);
  const from = VARIABLES.MAIL_FROM.read(given["MAIL_FROM"]);
  return url && from ? Object.freeze({ url, from }) : null;
}

function payer(given: Environment) {
  const name = VARIABLES.PAYER_NAME.read(given["PAYER_NAME"]);
  const iban = VARIABLES.PAYER_IBAN.read(given["PAYER_IBAN"]);
  const town = VARIABLES.PAYER_TOWN.read(given["PAYER_TOWN"]);
  const country = VARIABLES.PAYER_COUNTRY.read(given["PAYER_COUNTRY"]);
  if (!name || !iban || !town || !country) return null;
  const bic = VARIABLES.PAYER_BIC.read(given["PAYER_BIC"]);
  const street = VARIABLES.PAYER_STREET.read(given["PAYER_STREET"]);
  const building = VARIABLES.PAYER_BUILDING.read(given["PAYER_BUILDING"]);
  const postcode = VARIABLES.PAYER_POSTCODE.read(given["PAYER_POSTCODE"]);
  const address = { street, building, postcode, town, region: null, country };
  return Object.freeze({ name, iban, bic, address: Object.freeze(address) });
}

/** A name and an address, of which the name may be missing. */
function mailboxOf(text: string | null) {
  if (text === null) return null;
  const [, name = "", address = text] = /^(.+) <(.+)>$/.exec(text) ?? [];
  return Object.freeze({ name, address });
}

/** Null: the roles are made by the migration, with passwords of this data folder. */
function roleUrls(given: Environment): RoleUrls | null {
  const partner = VARIABLES.DATABASE_URL_PARTNER.read(given["DATABASE_URL_PARTNER"]);
  const vendor = VARIABLES.DATABASE_URL_VENDOR.read(given["DATABASE_URL_VENDOR"]);
  const jobs = VARIABLES.DATABASE_URL_JOBS.read(given["DATABASE_URL_JOBS"]);
  const auth = VARIABLES.DATABASE_URL_AUTH.read(given["DATABASE_URL_AUTH"]);
  const queue = VARIABLES.DATABASE_URL_QUEUE.read(given["DATABASE_URL_QUEUE"]);
  if (!partner || !vendor || !jobs || !auth || !queue) return null;
  return Object.freeze({ partner, vendor, jobs, auth, queue });
}

import {
  bic,
  countryCode,
  databaseUrl,
  flag,
  folder,
  iban,
  line,
  mailbox,
  oneOf,
  proxies,
  smtpUrl,
  webUrl,
  whole,
  word,
} from "./config-values.ts";
import type { Kind } from "./config-values.ts";

/** One variable of the environment: what it may say, what holds without it, and what it means. */
export interface Variable<T> {
  readonly expected: string;
  /** The text that holds when the variable is absent; null when there is none. */
  readonly fallback: string | null;
  /** The default as people read it, where `fallback` alone does not say it. */
  readonly defaultWords: string;
  readonly meaning: string;
  /** True when its text must not be repeated in a message. */
  readonly secret: boolean;
  /** @throws InvalidValue when the text is not what is expected. */
  read(text: string | undefined): T;
}

/** A variable holds something else than what is expected. */
class InvalidValue extends Error {}

const MEGABYTE = 1_048_576;

/** Every variable that the program reads; docs/OPERATIONS.md holds the same table. */
export const VARIABLES = {
  PORT: given(whole(0, 65_535), "4000", "Port of the HTTP server; 0 takes any free one."),
  HOST: given(word(1), "127.0.0.1", "Address the HTTP server listens on; 0.0.0.0 for all."),
  PUBLIC_URL: optional(webUrl, "from HOST and PORT", "Address under which others reach it."),
  TRUST_PROXY: given(proxies, "false", "Proxies whose X-Forwarded-For is believed."),
  BODY_LIMIT_BYTES: given(
    whole(1_024, 10 * MEGABYTE),
    "262144",
    "Largest request body, in bytes; a larger one is refused.",
  ),
  MAX_COST: given(
    whole(100, 100_000_000),
    "10000",
    "What one GraphQL operation may cost at most, in objects; a dearer one is refused.",
  ),
  DATABASE_URL: optional(
    databaseUrl,
    "embedded PostgreSQL in DATA_DIR",
    "The database, as its owner, who migrates.",
    { secret: true },
  ),
  DATABASE_URL_PARTNER: role("partners"),
  DATABASE_URL_VENDOR: role("the vendor's people"),
  DATABASE_URL_JOBS: role("background jobs"),
  DATABASE_URL_AUTH: role("logins"),
  DATABASE_URL_QUEUE: role("the job queue"),
  POOL_SIZE: optional(
    whole(1, 200),
    "2 × processor cores",
    "Database connections at most, for each serving role.",
  ),
  MAX_OPERATIONS: optional(
    whole(1, 10_000),
    "8 × POOL_SIZE",
    "GraphQL operations under way at most; more wait for their turn.",
  ),
  MAX_WAITING: optional(
    whole(0, 100_000),
    "4 × MAX_OPERATIONS",
    "GraphQL operations that wait at most; more are refused with 503.",
  ),
  MAX_WAIT_MS: given(
    whole(1, 60_000),
    "1000",
    "Longest wait of a GraphQL operation, in milliseconds; who would wait longer is refused with 503.",
  ),
  STRICT_ISOLATION: given(
    flag,
    "false",
    "Refuse to start when the database cannot isolate partners in full.",
  ),
  DATA_DIR: given(
    folder,
    ".baton",
    "Folder for secrets and the embedded database; instances of one database share its secrets.",
  ),
  S3_ENDPOINT: optional(
    webUrl,
    "files in DATA_DIR/files",
    "Address of an S3-compatible storage for files, for example https://s3.eu-central-1.amazonaws.com; give all of S3_… or none.",
  ),
  S3_BUCKET: optional(word(3), "none", "The bucket for files, which is ours alone."),
  S3_REGION: given(word(2), "us-east-1", "The region that requests are signed for."),
  S3_ACCESS_KEY_ID: optional(word(3), "none", "Who signs requests to the storage."),
  S3_SECRET_ACCESS_KEY: optional(word(8), "none", "With what they are signed.", { secret: true }),
  SMTP_URL: optional(
    smtpUrl,
    "nobody is told by e-mail",
    "The mail server that sends notices; give MAIL_FROM with it.",
    { secret: true },
  ),
  MAIL_FROM: optional(mailbox, "none", "Who notices are from."),
  ANCHORS_TO: optional(
    mailbox,
    "nobody",
    "Who is mailed the daily anchor of the ledger's chain; give SMTP_URL with it.",
  ),
  COOLING_DAYS: given(
    whole(0, 90),
    "7",
    "Days after a payout account was verified on which nothing is paid to it.",
  ),
  PAYER_NAME: optional(
    line(70),
    "no file of credit transfers",
    "Whose account payouts go from; give PAYER_IBAN, PAYER_TOWN and PAYER_COUNTRY with it.",
  ),
  PAYER_IBAN: optional(iban, "none", "The account that payouts in euros go from.", {
    secret: true,
  }),
  PAYER_BIC: optional(bic, "found by the bank", "The BIC of its bank."),
  PAYER_STREET: optional(line(70), "none", "Where the payer is: the street."),
  PAYER_BUILDING: optional(line(16), "none", "The number of the building in it."),
  PAYER_POSTCODE: optional(line(16), "none", "The postcode."),
  PAYER_TOWN: optional(line(35), "none", "The town."),
  PAYER_COUNTRY: optional(countryCode, "none", "The country."),
  NODE_ENV: given(
    oneOf("development", "test", "production"),
    "development",
    "In production there is never demo data.",
  ),
  DEMO: optional(
    flag,
    "true without DATABASE_URL and outside production",
    "Fill a new database with demo data; impossible with DATABASE_URL and in production.",
  ),
  LOG_LEVEL: given(
    oneOf("fatal", "error", "warn", "info", "debug", "trace", "silent"),
    "info",
    "Least important line that is logged.",
  ),
  METRICS_TOKEN: optional(
    word(16),
    "/metrics for callers on this machine only",
    "Bearer token that opens /metrics.",
    { secret: true },
  ),
  JWT_ISSUER: given(word(1), "baton", "Issuer in tokens made and accepted."),
  JWT_AUDIENCE: given(word(1), "baton-api", "Audience in tokens made and accepted."),
  ACCESS_TOKEN_TTL_SECONDS: given(whole(60, 86_400), "900", "Life of an access token, in seconds."),
  REFRESH_TOKEN_TTL_DAYS: given(whole(1, 365), "30", "Life of a refresh token, in days."),
  WORKER_CONCURRENCY: given(
    whole(0, 50),
    "2",
    "Background jobs at once in this process; 0 leaves them to other processes.",
  ),
};

export type VariableName = keyof typeof VARIABLES;

/** The table of the variables, for people: name, default, expected, meaning. */
export const VARIABLE_TABLE = Object.entries(VARIABLES).map(([name, variable]) => ({
  name,
  default: variable.defaultWords,
  expected: variable.expected,
  meaning: variable.meaning,
}));

function given<T>(kind: Kind<T>, fallback: string, meaning: string): Variable<T> {
  return {
    expected: kind.expected,
    fallback,
    defaultWords: fallback,
    meaning,
    secret: false,
    read: (text) => readAs(kind, text ?? fallback),
  };
}

function optional<T>(
  kind: Kind<T>,
  defaultWords: string,
  meaning: string,
  { secret = false } = {},
): Variable<T | null> {
  return {
    expected: kind.expected,
    fallback: null,
    defaultWords,
    meaning,
    secret,
    read: (text) => (text === undefined ? null : readAs(kind, text)),
  };
}

function role(whom: string): Variable<string | null> {
  return optional(
    databaseUrl,
    "a role and password of our own making",
    `The same database, as the role that serves ${whom}; give all five or none.`,
    { secret: true },
  );
}

function readAs<T>(kind: Kind<T>, text: string): T {
  const value = kind.read(text);
  if (value === undefined) throw new InvalidValue(kind.expected);
  return value;
}

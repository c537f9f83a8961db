/**
 * The ladder: the modules of `src`, lowest first, and the laws of who may import whom, as rules of
 * dependency-cruiser. This is the one place where the list is written down; read it aloud, it is
 * the business.
 */
import type { IForbiddenRuleType } from "dependency-cruiser";

export const LADDER = [
  "kernel",
  "platform",
  "identity",
  "files",
  "products",
  "partners",
  "ledger",
  "closing",
  "exchange",
  "leads",
  "notices",
  "waivers",
  "intake",
  "protection",
  "targets",
  "usage",
  "attribution",
  "incentives",
  "settlement",
  "routing",
  "scoring",
  "handover",
  "qualification",
  "succession",
  "approval",
  "tax",
  "payouts",
  "fraud",
  "engagement",
  "integrations",
  "reporting",
  "exports",
  "statements",
  "app",
] as const;

/** What `domain/` may use besides the kernel: no clock, no database, no randomness, no network. */
const PURE_LIBRARIES = [
  "zod",
  "tldts",
  "libphonenumber-js",
  "any-ascii",
  "@marcbachmann/cel-js",
  "ibantools",
];

/**
 * Where others may come in. Platform is plumbing of many kinds, so each of its rooms has a door of
 * its own: who needs the clock does not load the database.
 */
const DOORS = [
  "^src/[^/]+/index\\.ts$",
  "^src/platform/[^/]+\\.ts$",
  "^src/platform/[^/]+/index\\.ts$",
];

const installed = (names: readonly string[]): string => `node_modules/(${names.join("|")})/`;

/** A module may use those below it, never those above. */
const lookDown: IForbiddenRuleType[] = LADDER.slice(0, -1).map((module, rung) => ({
  name: `${module}-looks-down`,
  severity: "error",
  from: { path: `^src/${module}/` },
  to: { path: `^src/(${LADDER.slice(rung + 1).join("|")})/` },
}));

export const FORBIDDEN: IForbiddenRuleType[] = [
  ...lookDown,
  {
    name: "every-module-is-on-the-ladder",
    severity: "error",
    from: {},
    to: { path: "^src/", pathNot: `^src/(${LADDER.join("|")})/` },
  },
  {
    name: "modules-meet-at-the-door",
    severity: "error",
    from: { path: "^src/([^/]+)/", pathNot: "^src/app/" },
    to: { path: "^src/", pathNot: ["^src/$1/", ...DOORS] },
  },
  {
    name: "app-reaches-only-doors-rows-and-resolvers",
    severity: "error",
    from: { path: "^src/app/" },
    to: {
      path: "^src/",
      pathNot: [
        "^src/app/",
        ...DOORS,
        "^src/[^/]+/store/[^/]+\\.row\\.ts$",
        "^src/[^/]+/graphql/[^/]+\\.resolver\\.ts$",
      ],
    },
  },
  {
    name: "domain-is-pure",
    severity: "error",
    from: { path: "^src/([^/]+)/domain/" },
    to: { pathNot: ["^src/kernel/", "^src/$1/domain/", installed(PURE_LIBRARIES)] },
  },
  {
    name: "kernel-is-pure",
    severity: "error",
    from: { path: "^src/kernel/" },
    to: { pathNot: ["^src/kernel/", installed(PURE_LIBRARIES)] },
  },
  {
    name: "typeorm-only-in-store-and-platform",
    severity: "error",
    from: { path: "^src/", pathNot: ["^src/[^/]+/store/", "^src/platform/"] },
    to: { path: installed(["typeorm"]) },
  },
  {
    name: "type-graphql-only-at-the-edge",
    severity: "error",
    from: { path: "^src/", pathNot: ["^src/[^/]+/graphql/", "^src/(platform|app)/"] },
    to: { path: installed(["type-graphql"]) },
  },
  {
    name: "src-imports-no-tests",
    severity: "error",
    from: { path: "^src/" },
    to: { path: "^(test|bench|\\.ci)/" },
  },
  {
    name: "migrations-import-nothing-from-src",
    severity: "error",
    from: { path: "^migrations/" },
    to: { path: "^src/" },
  },
  { name: "no-circles", severity: "error", from: {}, to: { circular: true } },
  { name: "imports-resolve", severity: "error", from: {}, to: { couldNotResolve: true } },
];

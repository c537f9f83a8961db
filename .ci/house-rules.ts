/**
 * The laws of this house that no published lint rule knows, as rules of oxlint. Where each of them
 * holds, and each exception with its reason, stands in `.oxlintrc.json`.
 */
import type { RuleTester } from "oxlint/plugins-dev";

type Rule = Extract<Parameters<RuleTester["run"]>[1], { create: unknown }>;
type Visitor = ReturnType<Rule["create"]>;
type Call = Parameters<NonNullable<Visitor["CallExpression"]>>[0];

/** `Date.now` for `Date.now()`, `Number` for `Number(x)`, `toFixed` for `anything().toFixed()`. */
function calleeOf(call: Call): string {
  const callee = call.callee;
  if (callee.type === "Identifier") return callee.name;
  if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return "";
  const object = callee.object.type === "Identifier" ? callee.object.name : "";
  return `${object}.${callee.property.name}`;
}

/** A test sets the clock, and a lead's times come from one place: only the clock asks for now. */
const clock: Rule = {
  create: (context) => ({
    NewExpression(node) {
      if (node.callee.type !== "Identifier" || node.callee.name !== "Date") return;
      if (node.arguments.length > 0) return;
      context.report({ node, message: "Ask the clock for now, not `new Date()`." });
    },
    CallExpression(node) {
      const callee = calleeOf(node);
      if (callee !== "Date.now" && callee !== "Date") return;
      context.report({ node, message: `Ask the clock for now, not \`${callee}()\`.` });
    },
  }),
};

const FLOATING = new Set([
  "Number",
  "parseFloat",
  "parseInt",
  "Number.parseFloat",
  "Number.parseInt",
]);

/** Money is whole minor units in a bigint. A float in its neighbourhood loses a cent some day. */
const money: Rule = {
  create: (context) => ({
    CallExpression(node) {
      const callee = calleeOf(node);
      const floats =
        FLOATING.has(callee) || callee.startsWith("Math.") || callee.endsWith(".toFixed");
      if (!floats) return;
      context.report({ node, message: `Money is a bigint: no \`${callee}()\` here.` });
    },
    UnaryExpression(node) {
      if (node.operator !== "+") return;
      context.report({ node, message: "Money is a bigint: no unary `+` here." });
    },
  }),
};

/** A union of texts (`as const`) is what the database and the API hold too; an enum is a third thing. */
const noEnum: Rule = {
  create: (context) => ({
    TSEnumDeclaration(node) {
      context.report({ node, message: "Write an `as const` object instead of an enum." });
    },
  }),
};

export default { meta: { name: "house" }, rules: { clock, money, "no-enum": noEnum } };

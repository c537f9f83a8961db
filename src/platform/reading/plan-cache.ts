import type { FragmentDefinitionNode, GraphQLResolveInfo, OperationDefinitionNode } from "graphql";
import { Kind, visit } from "graphql";

/**
 * Plans by what they depend on: the operation, the place in it, the type, what the viewer may
 * read, and which fields @skip and @include leave. They live as long as the parsed document.
 */
export class PlanCache<Plan> {
  readonly #byOperation = new WeakMap<OperationDefinitionNode, Map<string, Plan>>();

  get(info: GraphQLResolveInfo, key: string, make: () => Plan): Plan {
    const plans = this.#byOperation.get(info.operation) ?? new Map<string, Plan>();
    this.#byOperation.set(info.operation, plans);
    const whole = `${placeOf(info)} ${key} ${conditionsOf(info)}`;
    const known = plans.get(whole);
    if (known) return known;
    // roles and conditions are few; a caller that makes them many makes plans anew
    if (plans.size >= MOST_PLANS) plans.clear();
    const made = make();
    plans.set(whole, made);
    return made;
  }
}

const MOST_PLANS = 64;

/** The keys on the way to the field, without positions in lists. */
export function placeOf(info: GraphQLResolveInfo): string {
  const { prev, key } = info.path;
  if (!prev) return String(key);
  const keys: string[] = [];
  for (let step: typeof prev | undefined = info.path; step; step = step.prev) {
    if (typeof step.key === "string") keys.push(step.key);
  }
  return keys.toReversed().join(".");
}

const variablesOfOperations = new WeakMap<OperationDefinitionNode, readonly string[]>();

/** The values of all variables that stand in @skip or @include. */
function conditionsOf(info: GraphQLResolveInfo): string {
  const known = variablesOfOperations.get(info.operation);
  const names = known ?? conditionVariables([info.operation, ...Object.values(info.fragments)]);
  if (!known) variablesOfOperations.set(info.operation, names);
  return names.map((name) => (info.variableValues[name] === true ? "1" : "0")).join("");
}

function conditionVariables(
  definitions: readonly (OperationDefinitionNode | FragmentDefinitionNode)[],
): readonly string[] {
  const names = new Set<string>();
  for (const definition of definitions) {
    visit(definition, {
      Directive: ({ name, arguments: given }) => {
        if (name.value !== "skip" && name.value !== "include") return;
        for (const { value } of given ?? []) {
          if (value.kind === Kind.VARIABLE) names.add(value.name.value);
        }
      },
    });
  }
  return [...names];
}

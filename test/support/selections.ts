import type { GraphQLOutputType, GraphQLSchema } from "graphql";
import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
} from "graphql";

/** One field of an operation that a test builds, with what is known of it. */
export interface Selected {
  /** Its key in the answer. */
  readonly key: string;
  readonly name: string;
  /** `(first: 10)`, or nothing. */
  readonly args: string;
  /** `Lead.contact` */
  readonly coordinate: string;
  readonly type: GraphQLOutputType;
  /** The object type that the children are asked of; null where the field's own type has them. */
  readonly on: string | null;
  readonly children: readonly Selected[];
}

/** The arguments to send to a field: `Query.lead` → one text for each object that is worth a look. */
export type Samples = Readonly<Record<string, readonly string[]>>;

/** The fields as the text of a selection. */
export function printSelection(selected: readonly Selected[]): string {
  return selected.map(printField).join(" ");
}

function printField(field: Selected): string {
  const alias = field.key === field.name ? "" : `${field.key}: `;
  return `${alias}${field.name}${field.args}${printChildren(field)}`;
}

function printChildren({ type, on, children }: Selected): string {
  if (!isCompositeType(getNamedType(type))) return "";
  const inside = children.length === 0 ? "__typename" : printSelection(children);
  return on === null ? ` { ${inside} }` : ` { ... on ${on} { ${inside} } }`;
}

/** Every coordinate that a selection uses, once. */
export function coordinatesOf(selected: readonly Selected[]): readonly string[] {
  const all = selected.flatMap((field) => [field.coordinate, ...coordinatesOf(field.children)]);
  return [...new Set(all)];
}

/**
 * The fields of one object type, none of them opened further: of an object it is only asked
 * whether it is there.
 */
export function fieldsOf(schema: GraphQLSchema, typeName: string): readonly Selected[] {
  const type = schema.getType(typeName);
  if (!isObjectType(type) && !isInterfaceType(type)) throw new Error(`no type ${typeName}`);
  return Object.values(type.getFields()).map((field) => {
    const unfilled = field.args.filter(isRequiredArgument);
    if (unfilled.length > 0) {
      throw new Error(`${typeName}.${field.name} cannot be asked for without ${unfilled[0]?.name}`);
    }
    return {
      key: field.name,
      name: field.name,
      args: "",
      coordinate: `${typeName}.${field.name}`,
      type: field.type,
      on: null,
      children: [],
    };
  });
}

interface Step {
  readonly parent: string;
  readonly field: string;
  /** The object type that is reached. */
  readonly to: string;
  readonly before: Step | null;
}

export interface PathOptions {
  /** Where the path begins. */
  readonly root: "Query" | "Mutation";
  readonly samples: Samples;
  /** Which fields it may pass. */
  readonly mayPass: (coordinate: string) => boolean;
  /** Which of those it begins with. */
  readonly mayBegin?: (field: string) => boolean;
}

/**
 * The shortest way to an object type, with all its fields at the end; null where there is none. A
 * first field with several samples is asked for once with each.
 */
export function pathTo(
  schema: GraphQLSchema,
  typeName: string,
  options: PathOptions,
): readonly Selected[] | null {
  const last = shortest(schema, typeName, options);
  if (!last) return null;
  let inside = fieldsOf(schema, typeName);
  for (let step: Step | null = last; step; step = step.before) {
    inside = selectedOf(schema, step, inside, options.samples);
  }
  return inside;
}

function shortest(schema: GraphQLSchema, typeName: string, options: PathOptions): Step | null {
  const root = schema.getType(options.root);
  if (!isObjectType(root)) return null;
  const seen = new Set([root.name]);
  const waiting: (Step | null)[] = [null];
  for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
    const parent = step === null ? root.name : step.to;
    const type = schema.getType(parent);
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${parent}.${field.name}`;
      if (!options.mayPass(coordinate)) continue;
      if (step === null && options.mayBegin?.(field.name) === false) continue;
      const samples = options.samples[coordinate];
      if (field.args.some(isRequiredArgument) && samples === undefined) continue;
      for (const to of objectTypesOf(schema, field.type)) {
        const found = { parent, field: field.name, to, before: step };
        if (to === typeName) return found;
        if (!seen.has(to)) waiting.push(found);
        seen.add(to);
      }
    }
  }
  return null;
}

function objectTypesOf(schema: GraphQLSchema, type: GraphQLOutputType): readonly string[] {
  const named = getNamedType(type);
  if (isObjectType(named)) return [named.name];
  return isAbstractType(named) ? schema.getPossibleTypes(named).map((each) => each.name) : [];
}

function selectedOf(
  schema: GraphQLSchema,
  step: Step,
  children: readonly Selected[],
  samples: Samples,
): readonly Selected[] {
  const parent = schema.getType(step.parent);
  const field = isObjectType(parent) ? parent.getFields()[step.field] : undefined;
  if (!field) throw new Error(`no field ${step.parent}.${step.field}`);
  const coordinate = `${step.parent}.${step.field}`;
  const isPaged = field.args.some((argument) => argument.name === "first");
  const given = samples[coordinate] ??
    samples[`${coordinate} ${step.to}`] ?? [isPaged ? "(first: 50)" : ""];
  return given.map((args, index) => ({
    key: given.length === 1 ? field.name : `${field.name}${index}`,
    name: field.name,
    args,
    coordinate,
    type: field.type,
    on: isAbstractType(getNamedType(field.type)) ? step.to : null,
    children,
  }));
}

/** In the place of a value that is the caller's own. */
const OWN = "(its own)";

/** What a caller gets, as the declarations say it. */
export interface Expectation {
  readonly isGranted: (coordinate: string) => boolean;
  /** True where values differ between callers of one side. */
  readonly isOwn: (coordinate: string) => boolean;
}

/**
 * The answer that a caller must get, out of what one gets who may have everything: what is not
 * granted is null, and takes its parent with it where it may not be null. Null where all is.
 */
export function expectedAnswer(
  selected: readonly Selected[],
  whole: Readonly<Record<string, unknown>> | null | undefined,
  expectation: Expectation,
): Record<string, unknown> | null {
  const answer = expectedObject(selected, whole ?? {}, expectation);
  return answer === WIPED ? null : answer;
}

const WIPED = Symbol("a field that may not be null was");

function expectedObject(
  selected: readonly Selected[],
  whole: Readonly<Record<string, unknown>>,
  expectation: Expectation,
): Record<string, unknown> | typeof WIPED {
  const answer: Record<string, unknown> = {};
  for (const field of selected) {
    const value = expectation.isGranted(field.coordinate)
      ? expectedValue(field, field.type, whole[field.key], expectation)
      : isNonNullType(field.type)
        ? WIPED
        : null;
    if (value === WIPED) return WIPED;
    answer[field.key] = value;
  }
  return answer;
}

function expectedValue(
  field: Selected,
  type: GraphQLOutputType,
  value: unknown,
  expectation: Expectation,
): unknown {
  if (expectation.isOwn(field.coordinate)) return OWN;
  if (isNonNullType(type)) {
    const inner = expectedValue(field, type.ofType, value, expectation);
    return inner === null ? WIPED : inner;
  }
  if (value === null || value === undefined) return null;
  if (isListType(type)) {
    const items = (value as unknown[]).map((item) =>
      expectedValue(field, type.ofType, item, expectation),
    );
    return items.includes(WIPED) ? null : items;
  }
  if (!isCompositeType(type) || field.children.length === 0) return value;
  const inside = expectedObject(field.children, value as Record<string, unknown>, expectation);
  return inside === WIPED ? null : inside;
}

/** Tells of every value in an answer where it was found. */
export function visitValues(
  selected: readonly Selected[],
  data: unknown,
  visit: (coordinate: string, value: unknown) => void,
): void {
  if (typeof data !== "object" || data === null) return;
  if (Array.isArray(data)) {
    for (const item of data) visitValues(selected, item, visit);
    return;
  }
  for (const field of selected) {
    const value = (data as Record<string, unknown>)[field.key];
    visit(field.coordinate, value);
    visitValues(field.children, value, visit);
  }
}

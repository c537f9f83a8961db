import type { GraphQLField, GraphQLOutputType, GraphQLSchema } from "graphql";
import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
} from "graphql";

import type { Samples } from "./selections.ts";

/** An operation as a client may write it, with its variables. */
export interface Operation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Numbers that look random and are the same each time. */
function dice(seed: number): (sides: number) => number {
  let state = seed >>> 0 || 1;
  return (sides) => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % sides;
  };
}

/**
 * Writes queries by chance: fields, aliases, the same field twice, fragments named and inline, on
 * types and interfaces, @skip and @include by variables and literals, pages of all kinds and some
 * that there are not.
 */
export class OperationWriter {
  readonly #schema: GraphQLSchema;
  readonly #samples: Samples;
  readonly #roll: (sides: number) => number;
  #fragments: string[] = [];
  #aliases = 0;

  constructor(schema: GraphQLSchema, samples: Samples, seed: number) {
    this.#schema = schema;
    this.#samples = samples;
    this.#roll = dice(seed);
  }

  write(): Operation {
    this.#fragments = [];
    this.#aliases = 0;
    const query = this.#schema.getQueryType();
    if (!query) throw new Error("the schema has no Query");
    const fields = Object.values(query.getFields());
    const roots = Array.from({ length: 1 + this.#roll(3) }, () =>
      this.#field("Query", this.#one(fields), 3 + this.#roll(2)),
    );
    const body = `query ($yes: Boolean!, $no: Boolean!, $size: Int) { ${roots.join(" ")} }`;
    // all variables are used, or the document is not valid
    const used = `fragment Used on Query { viewer @include(if: $no) @skip(if: $yes) { side } leads(first: $size) @skip(if: $yes) { totalCount } }`;
    return {
      query: [body.replace(/ \}$/, " ...Used }"), used, ...this.#fragments].join("\n"),
      variables: { yes: true, no: false, size: 1 + this.#roll(4) },
    };
  }

  #field(parent: string, field: GraphQLField<unknown, unknown>, depth: number): string {
    const type = getNamedType(field.type);
    // two fields of one key would have to be alike
    this.#aliases += 1;
    const alias = `a${this.#aliases}: `;
    const args = this.#arguments(`${parent}.${field.name}`, field);
    const selection = isCompositeType(type) ? ` { ${this.#selection(field.type, depth)} }` : "";
    const written = `${alias}${field.name}${args}`;
    // the same key twice: what both select is put together
    const again =
      isCompositeType(type) && this.#roll(6) === 0
        ? ` ${written} { ${this.#selection(field.type, depth - 1)} }`
        : "";
    return `${written}${this.#directive()}${selection}${again}`;
  }

  #selection(output: GraphQLOutputType, depth: number): string {
    const type = getNamedType(output);
    if (isAbstractType(type)) {
      const possible = this.#schema.getPossibleTypes(type);
      const parts = [this.#one(possible), this.#one(possible)].map(
        (each) => `... on ${each.name} { ${this.#selection(each, depth)} }`,
      );
      return ["__typename", "id", ...parts].join(" ");
    }
    if (!isObjectType(type)) return "__typename";
    const fields = Object.values(type.getFields()).filter(
      (field) => depth > 0 || !isCompositeType(getNamedType(field.type)),
    );
    const chosen = Array.from({ length: 1 + this.#roll(5) }, () => this.#one(fields)).filter(
      (field) => field !== undefined,
    );
    const texts = chosen.map((field) => this.#field(type.name, field, depth - 1));
    if (this.#roll(4) === 0) texts.unshift("__typename");
    if (this.#roll(5) === 0 && texts.length > 1)
      texts.push(`... on ${type.name}${this.#directive()} { ${texts.pop()} }`);
    if (this.#roll(6) === 0) texts.push(this.#spread(type.name, texts.pop() ?? "__typename"));
    const node = type.getInterfaces().find((each) => isInterfaceType(each));
    if (node && this.#roll(6) === 0) texts.push(`... on ${node.name} { id __typename }`);
    return texts.length === 0 ? "__typename" : texts.join(" ");
  }

  #spread(type: string, inside: string): string {
    const name = `F${this.#fragments.length}`;
    this.#fragments.push(`fragment ${name} on ${type} { ${inside} }`);
    return `...${name}`;
  }

  #arguments(coordinate: string, field: GraphQLField<unknown, unknown>): string {
    const samples = this.#samples[coordinate];
    if (samples) return this.#one(samples);
    if (field.args.some(isRequiredArgument)) throw new Error(`${coordinate} has no sample`);
    if (!field.args.some((each) => each.name === "first")) return "";
    return this.#one(PAGES);
  }

  #directive(): string {
    return this.#roll(7) === 0 ? this.#one(DIRECTIVES) : "";
  }

  #one<Item>(items: readonly Item[]): Item {
    return items[this.#roll(items.length)] as Item;
  }
}

const PAGES = [
  "",
  "",
  "(first: 1)",
  "(first: 2)",
  "(first: $size)",
  "(last: 2)",
  "(last: 1)",
  "(first: 0)",
  "(first: 1, last: 1)",
  '(first: 2, after: "stray.cursor")',
];

const DIRECTIVES = [
  " @include(if: $yes)",
  " @include(if: $no)",
  " @skip(if: $no)",
  " @skip(if: $yes)",
  " @include(if: true)",
  " @skip(if: true)",
  " @include(if: $yes) @skip(if: $no)",
];

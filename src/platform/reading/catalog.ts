import type { GraphQLSchema } from "graphql";
import { isObjectType } from "graphql";

import type { Fields, Source } from "./source.ts";

/** Fields that a module adds to another module's type. */
export interface AddedFields {
  readonly type: string;
  readonly fields: Fields;
}

/** How all that is read is read, by the names of the GraphQL types. */
export class Catalog {
  readonly #sources: ReadonlyMap<string, Source>;

  constructor(sources: readonly Source[], added: readonly AddedFields[]) {
    const byType = new Map(sources.map((source) => [source.type, source]));
    for (const { type, fields } of added) {
      const source = byType.get(type);
      if (!source) throw new Error(`fields are added to ${type}, which nothing reads`);
      const twice = Object.keys(fields).find((name) => Object.hasOwn(source.fields, name));
      if (twice !== undefined) throw new Error(`${type}.${twice} is read in two ways`);
      byType.set(type, { ...source, fields: { ...source.fields, ...fields } });
    }
    this.#sources = byType;
  }

  source(type: string): Source {
    const source = this.#sources.get(type);
    if (!source) throw new Error(`nothing says how ${type} is read`);
    return source;
  }

  types(): readonly string[] {
    return [...this.#sources.keys()];
  }

  /** Throws where a field of a type that is read says nothing of how, or the other way round. */
  checkAgainst(schema: GraphQLSchema): void {
    const problems = [...this.#sources.values()].flatMap((source) => {
      const type = schema.getType(source.type);
      if (!isObjectType(type)) return [`${source.type} is no type of the schema`];
      const declared = Object.keys(type.getFields());
      const read = Object.keys(source.fields);
      return [
        ...declared
          .filter((name) => !read.includes(name))
          .map((name) => `nothing says how ${source.type}.${name} is read`),
        ...read
          .filter((name) => !declared.includes(name))
          .map((name) => `${source.type}.${name} is read and not in the schema`),
      ];
    });
    if (problems.length > 0) throw new Error(problems.join("; "));
  }
}

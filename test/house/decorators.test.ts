import "reflect-metadata";
import { graphql, printSchema } from "graphql";
import { Arg, buildSchema, Field, ID, ObjectType, Query, Resolver } from "type-graphql";
import { Column, Entity, getMetadataArgsStorage, PrimaryColumn } from "typeorm";
import { expect, test } from "vitest";

@ObjectType({ description: "A cup.", simpleResolvers: true })
class CupType {
  @Field(() => ID, { description: "Its name." })
  declare readonly id: string;
}

@Resolver(() => CupType)
class CupResolver {
  @Query(() => CupType, { description: "One cup." })
  cup(@Arg("id", () => ID, { description: "Which." }) id: string): CupType {
    return { id };
  }
}

@Entity("cup")
class CupRow {
  @PrimaryColumn({ type: "uuid" })
  id!: string;

  @Column({ type: "bigint", name: "price_minor" })
  priceMinor!: bigint;
}

test("type-graphql reads decorators that state their type, without emitted metadata", async () => {
  const schema = await buildSchema({ resolvers: [CupResolver], validate: false });

  const result = await graphql({ schema, source: `{ cup(id: "c1") { id } }` });

  expect(result).toEqual({ data: { cup: { id: "c1" } } });
  expect(printSchema(schema)).toContain("type Cup");
});

test("TypeORM reads the columns of a row, and a row has no fields of its own until it is filled", () => {
  const columns = getMetadataArgsStorage().filterColumns(CupRow);

  expect(columns.map((column) => column.options.name ?? column.propertyName)).toEqual([
    "id",
    "price_minor",
  ]);
  expect(Object.keys(new CupRow())).toEqual([]);
});

test("no type metadata is emitted: a decorator without its type would fail, as in the build", () => {
  expect(Reflect.getMetadata("design:type", CupRow.prototype, "priceMinor")).toBeUndefined();
});

/** The row classes of all modules: what TypeORM knows of the tables. */
export const entities: readonly (new () => object)[] = [];

import { In, type FindOperator } from "typeorm";

/** Whose things are everybody's: those from before keys owned what they create, and those made without a key. */
export const NOBODYS = "";

/**
 * The condition that a row is a viewer's to see and to change: their own, or nobody's. Without a viewer all are: where
 * there are no keys, and for a key that may administrate.
 * @param parameter the number of the statement's parameter that holds the viewer's name, or null
 */
export const isVisibleTo = (parameter: number): string =>
  `($${parameter}::text IS NULL OR owner IN ($${parameter}, '${NOBODYS}'))`;

/** The same for entities of TypeORM. */
export const visibleTo = (viewer: string | undefined): { owner?: FindOperator<string> } =>
  viewer === undefined ? {} : { owner: In([viewer, NOBODYS]) };

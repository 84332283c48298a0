import { In, type FindOperator } from "typeorm";

/** Owner of rows that every caller may use: created without a key, or before rows had owners. */
export const NOBODYS = "";

/**
 * The condition that a viewer may read and change a row: it is their own, or has no owner. Without a viewer (no
 * keys, or a key with the scope `admin`) all rows match.
 * @param parameter the number of the statement's parameter that holds the viewer's name, or null
 */
export const isVisibleTo = (parameter: number): string =>
  `($${parameter}::text IS NULL OR owner IN ($${parameter}, '${NOBODYS}'))`;

/** The same for entities of TypeORM. */
export const visibleTo = (viewer: string | undefined): { owner?: FindOperator<string> } =>
  viewer === undefined ? {} : { owner: In([viewer, NOBODYS]) };

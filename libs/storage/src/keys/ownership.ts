import { In, type FindOperator } from "typeorm";

/** Owner of rows that every caller may use: created without a key, or before rows had owners. */
export const NOBODYS = "";

/**
 * The condition that a viewer may read and change an entity: it is their own, or has no owner. Without a viewer (no
 * keys, or a key with the scope `admin`) all match.
 */
export const visibleTo = (viewer: string | undefined): { owner?: FindOperator<string> } =>
  viewer === undefined ? {} : { owner: In([viewer, NOBODYS]) };

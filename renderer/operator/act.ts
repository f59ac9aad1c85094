import type { OperatorAction } from '../../preload/operator.ts';

/** Tells main what was pressed. */
export type Act = (action: OperatorAction) => void;

/** Before each file that runs beside others: the display of the worker that runs it. */
import { inject } from 'vitest';

const worker = Number(process.env['VITEST_POOL_ID']);
const display = inject('displays')[worker - 1];
if (display !== undefined) process.env['DISPLAY'] = display;

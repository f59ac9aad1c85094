import { expect, it } from 'vitest';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { documentExamples } from '../test/support/document-table.ts';
import { SandboxPayment } from './control.ts';
import { FaultSwitch } from './faults.ts';

it('docs/sandbox.md shows the faults and the payments of the control port as they are', () => {
  const [faults, payments] = documentExamples('sandbox.md', 'Control port');
  expect(faults).toEqual(new FaultSwitch().faults);
  expect([...Value.Errors(Type.Array(SandboxPayment), payments)]).toEqual([]);
});

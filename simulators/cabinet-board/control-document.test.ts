import { expect, it } from 'vitest';
import { Value } from 'typebox/value';
import { documentExamples, documentTable } from '../../test/support/document-table.ts';
import { VirtualCabinetAction, VirtualCabinetState } from './control.ts';

it('docs/cabinet-control.md shows the state of a cabinet as it is', () => {
  const [state] = documentExamples('cabinet-control.md', 'The control port');
  expect([...Value.Errors(VirtualCabinetState, state)]).toEqual([]);
});

it('docs/cabinet-control.md has every action, as it is taken', () => {
  const actions = documentTable('cabinet-control.md', 'The control port', 1).map(([action]): unknown =>
    JSON.parse(action?.replaceAll('`', '') ?? ''),
  );
  for (const action of actions) expect([...Value.Errors(VirtualCabinetAction, action)]).toEqual([]);
  const existing = VirtualCabinetAction.anyOf.map(({ properties }) => properties.action.const);
  expect(actions.map((action) => (action as VirtualCabinetAction).action).toSorted()).toEqual(
    existing.toSorted(),
  );
});

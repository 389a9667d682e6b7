// Which states of a definition are drawn as an execution's way.
import { expect, it } from '@jest/globals';
import type { StateMachine } from '../../console/api/executions.ts';
import { statesOnTheWay } from '../../console/web/executions/states-on-the-way.ts';
import { readDefinition } from '../../statemachines/read-definition.ts';

const definition = readDefinition('provision-camera') as StateMachine;

it('of one that has just begun is the way on which nothing fails', () => {
  const way = statesOnTheWay(definition, ['IdentifyCamera'], true);
  expect([...way]).toEqual(
    expect.arrayContaining(['ProvisionResources', 'CreateSignalingChannel', 'RecordOwnership', 'ActivateCertificate']),
  );
  expect(way).not.toContain('UndoRegistration');
  expect(way).not.toContain('ExplainFailure');
});

it('of one that is being undone leads to its end', () => {
  const way = statesOnTheWay(definition, ['IdentifyCamera', 'ProvisionResources', 'UndoRegistration'], true);
  expect([...way]).toEqual(expect.arrayContaining(['ExplainFailure', 'ProvisioningFailed']));
  expect(way).not.toContain('ActivateCertificate');
});

it('of one that has ended is what it visited', () => {
  const visited = ['IdentifyCamera', 'ExplainFailure', 'ProvisioningFailed'];
  expect([...statesOnTheWay(definition, visited, false)]).toEqual(visited);
});

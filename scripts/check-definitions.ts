// Checks every definition in statemachines/: valid YAML, valid ASL, and within our own rules.
import { definitionNames, definitionText } from '../statemachines/read-definition.ts';
import { checkDefinition } from './definitions/check-definition.ts';

for (const name of definitionNames) {
  for (const fault of checkDefinition(definitionText(name))) {
    console.error(`statemachines/${name}.asl.yaml: ${fault}`);
    process.exitCode = 1;
  }
}

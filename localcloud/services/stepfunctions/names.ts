// Names and ARNs of state machines and executions.
import { AwsError } from '../../core/aws-error.ts';

// [StartExecution: name] White space, brackets, wildcards, special and control characters, surrogates.

const forbidden = /[\s{}[\]<>?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f\ufffe\uffff\ud800-\udfff]/;

/** Throws InvalidName unless the name has 1 to 80 characters, all of them allowed. */
export function checkName(name: string): void {
  if (name.length < 1 || name.length > 80 || forbidden.test(name))
    throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
}

/** Throws InvalidArn unless it is the ARN of a state machine. */
export function checkStateMachineArn(arn: string): void {
  checkArn(arn, /^arn:aws[a-z-]*:states:[a-z0-9-]+:\d{12}:stateMachine:[^:]+(:[^:]+)?$/);
}

export function checkExecutionArn(arn: string): void {
  checkArn(arn, /^arn:aws[a-z-]*:states:[a-z0-9-]+:\d{12}:execution:[^:]+:[^:]+$/);
}

function checkArn(arn: string | undefined, pattern: RegExp): void {
  if (!arn || !pattern.test(arn)) throw new AwsError('InvalidArn', `Invalid Arn: '${arn ?? ''}'`);
}

export function executionArn(stateMachineArn: string, name: string): string {
  return `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
}

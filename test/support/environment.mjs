// Where tests run: jest's environment for Node, in workers that end at once.
import { TestEnvironment } from 'jest-environment-node';

// Node takes its heap apart when a process ends: for one of 600 MB on a busy machine that is more than the half second that jest waits,
// and jest reports a leak where no handle is open. What a worker has to say has gone to its parent by then.
if (process.send) process.on('exit', (code) => process.reallyExit(code));

export default TestEnvironment;

export default {
  globalSetup: '<rootDir>/test/support/assemble.mjs',
  maxWorkers: 2,
  // Modules of finished test files stay in memory (jestjs/jest#14605): a worker that has grown is replaced by a new one.
  workerIdleMemoryLimit: '512MB',
  // So is one that has grown with its last test file, and jest then waits for a process that is just starting. Half a second, jest's
  // own limit, is too short for that on a busy machine: it would report a leak where no handle is open.
  workerGracefulExitTimeout: 10_000,
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/.assembly', '<rootDir>/cdk.out', '<rootDir>/.lensgate', '<rootDir>/.console'],
  testTimeout: 180_000,
};

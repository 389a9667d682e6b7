// Lints api/openapi.json by Redocly's recommended rules, every warning counted as an error.
import { createConfig, formatProblems, getTotals, lint } from '@redocly/openapi-core';

const config = await createConfig({
  extends: ['recommended-strict'],
  rules: {
    // The server is whoever deploys: its address is a variable.
    'no-server-example.com': 'off',
  },
});
const problems = await lint({ ref: 'api/openapi.json', config });
const totals = getTotals(problems);
formatProblems(problems, { format: 'codeframe', maxProblems: 100, totals, version: '' });
process.exitCode = problems.length ? 1 : 0;

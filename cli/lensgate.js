#!/usr/bin/env node
// The `lensgate` command. There is nothing to build: it bundles itself when its sources have changed.
import { bundleWhenStale } from './bundle.js';

// Before the SDK is loaded: on Node 20 it would announce, at every command, when it will want a newer one.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
// Whoever reads may have read enough: `lensgate executions list | head`.
process.stdout.on('error', () => process.exit());
const { main } = await import((await bundleWhenStale()) ?? (await fromSources()));
await main(process.argv);
// libwebrtc's threads would keep a camera's process alive (camera/web-rtc.ts); what was printed goes out first.
process.stdout.write('', () => process.exit());

/** In a folder that belongs to somebody else. */
async function fromSources() {
  const { register } = await import('tsx/esm/api');
  register();
  return './main.ts';
}

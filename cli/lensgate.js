#!/usr/bin/env node
// The `lensgate` command: TypeScript is loaded as it stands, so that there is nothing to build.
import { register } from 'tsx/esm/api';

register();
// Before the SDK is loaded: on Node 20 it would announce, at every command, when it will want a newer one.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
// Whoever reads may have read enough: `lensgate executions list | head`.
process.stdout.on('error', () => process.exit());
const { main } = await import('./main.ts');
await main(process.argv);
// libwebrtc's threads would keep a camera's process alive (camera/web-rtc.ts); what was printed goes out first.
process.stdout.write('', () => process.exit());

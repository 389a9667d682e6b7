// How the pages are built: one script and one style sheet, no inline code (the backend's content security policy allows none).
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  resolve: {
    alias: {
      events: fileURLToPath(new URL('watch/event-emitter.ts', import.meta.url)),
      'isomorphic-webcrypto': fileURLToPath(new URL('watch/browser-crypto.ts', import.meta.url)),
    },
  },
  build: {
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});

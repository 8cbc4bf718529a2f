import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const folder = (name: string): string => fileURLToPath(new URL(`./src/${name}`, import.meta.url));
const server = process.env['TANDEM_SERVER'] ?? 'http://127.0.0.1:8000';

/** What the workspace and most pages need travels in one file: each request has its price. */
const SHARED = /node_modules\/(?:svelte|idb)\/|src\/(?:styles\/|components\/(?:Badge|Button|Icon|IconButton|Notice|ProgressBar)\.svelte|api\/(?:campaigns|client|error)\.ts|domain\/(?:protocol|recall)\.ts|state\/(?:loaded|preferences)\.svelte\.ts)/;

/** Parts of Svelte that only forms and the manager's pages use. */
const FORMS = /svelte\/src\/internal\/client\/dom\/(?:elements\/bindings\/(?:input|size)|blocks\/svelte-element)\.js/;

function chunkOf(id: string): string | undefined {
  if (FORMS.test(id)) return 'forms';
  return SHARED.test(id) ? 'shared' : undefined;
}

/** Writes `.br` and `.gz` beside what is built: the server hands them out as they are. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    writeBundle({ dir }) {
      const assets = `${dir ?? folder('../dist')}/assets`;
      for (const name of readdirSync(assets).filter((file) => /\.(js|css|svg)$/.test(file))) {
        const content = readFileSync(`${assets}/${name}`);
        writeFileSync(`${assets}/${name}.br`, brotliCompressSync(content));
        writeFileSync(`${assets}/${name}.gz`, gzipSync(content, { level: 9 }));
      }
    },
  };
}

export default defineConfig(({ command }) => ({
  base: command === 'build' ? '/static/app/' : '/',
  plugins: [svelte(), compressed()],
  resolve: {
    alias: Object.fromEntries(
      ['api', 'domain', 'i18n', 'state', 'storage', 'components', 'pages'].map((name) => [`$${name}`, folder(name)]),
    ),
  },
  build: {
    target: 'es2022',
    manifest: true,
    // The content security policy allows nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { output: { manualChunks: chunkOf } },
  },
  server: { proxy: { '/api': server, '/media': server } },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
}));

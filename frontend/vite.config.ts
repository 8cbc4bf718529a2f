import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const folder = (name: string): string => fileURLToPath(new URL(`./src/${name}`, import.meta.url));
const BASE = '/static/app/';
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

/** `judge.html`: the page for whoever opens the workspace, with its scripts and styles named beside those of every page, so that all come at once. */
function judgePage(): Plugin {
  return {
    name: 'judge-page',
    apply: 'build',
    writeBundle({ dir }, bundle) {
      const chunks = Object.values(bundle).filter((one) => one.type === 'chunk');
      const page = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith('/src/pages/Judge.svelte'));
      if (!page) throw new Error('There is no chunk of src/pages/Judge.svelte.');
      const needed = new Set([page]);
      for (const chunk of needed) for (const one of chunks) if (chunk.imports.includes(one.fileName)) needed.add(one);
      const scripts = [...needed].map(({ fileName }) => `<link rel="modulepreload" crossorigin href="${BASE}${fileName}">`);
      const styles = [...needed].flatMap((one) => [...(one.viteMetadata?.importedCss ?? [])]).map((file) => `<link rel="stylesheet" crossorigin href="${BASE}${file}">`);
      const html = readFileSync(`${dir ?? folder('../dist')}/index.html`, 'utf8');
      const missing = [...scripts, ...styles].filter((link) => !html.includes(link.split('href=')[1] ?? link));
      writeFileSync(`${dir ?? folder('../dist')}/judge.html`, html.replace('</head>', `${missing.join('\n')}\n</head>`));
    },
  };
}

export default defineConfig(({ command }) => ({
  base: command === 'build' ? BASE : '/',
  plugins: [svelte(), compressed(), judgePage()],
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

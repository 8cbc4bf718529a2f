import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Manifest, Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

import { ahead } from './src/ahead';

const folder = (name: string): string => fileURLToPath(new URL(`./src/${name}`, import.meta.url));
const server = process.env['TANDEM_SERVER'] ?? 'http://127.0.0.1:8000';

/** What the workspace and most pages need travels in one file: each request has its price. */
const SHARED = /node_modules\/(?:svelte|idb)\/|src\/(?:styles\/|components\/(?:Badge|Button|Icon|IconButton|Notice|ProgressBar)\.svelte|api\/(?:campaigns|client|error)\.ts|domain\/(?:protocol|recall)\.ts|i18n\/(?:en|index|language\.svelte|translator)\.ts|state\/(?:loaded|preferences)\.svelte\.ts)/;

/** What pages in the shell share, and no first pair needs: many small files of it would each cost a request. */
const SHELL = /svelte\/src\/internal\/client\/dom\/(?:elements\/bindings\/(?:input|size)|blocks\/svelte-element)\.js|src\/(?:components\/(?:Card|CheckField|ChoiceCards|Dialog|Field|Figures|PageHead|Skeleton|TextAreaField)\.svelte|domain\/(?:format|naming)\.ts|state\/(?:action|polled)\.svelte\.ts|i18n\/later\.ts)/;

function chunkOf(id: string): string | undefined {
  if (SHELL.test(id)) return 'shell';
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

/** What a chunk and all it imports need before it runs. */
function closure(manifest: Manifest, name: string, found = new Set<string>()): Set<string> {
  const chunk = manifest[name];
  if (!chunk) throw new Error(`${name} of src/ahead.ts is no chunk of its own.`);
  if (found.has(chunk.file)) return found;
  for (const file of [chunk.file, ...(chunk.css ?? [])]) found.add(file);
  for (const other of chunk.imports ?? []) closure(manifest, other, found);
  return found;
}

/** Writes for each address of `ahead` the files that come on top of those that every page names. */
function named(): Plugin {
  return {
    name: 'named-ahead',
    apply: 'build',
    writeBundle({ dir }) {
      const folderOf = `${dir ?? folder('../dist')}/.vite`;
      const manifest = JSON.parse(readFileSync(`${folderOf}/manifest.json`, 'utf8')) as Manifest;
      const everywhere = closure(manifest, 'index.html');
      const pages = ahead.map(({ path, files, data }) => {
        const needed = new Set(files.flatMap((file) => [...closure(manifest, `src/${file}`)]));
        return { path, files: [...needed].filter((file) => !everywhere.has(file)), data };
      });
      writeFileSync(`${folderOf}/ahead.json`, JSON.stringify(pages));
    },
  };
}

export default defineConfig(({ command }) => ({
  base: command === 'build' ? '/static/app/' : '/',
  plugins: [svelte(), compressed(), named()],
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

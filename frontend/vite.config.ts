import { fileURLToPath } from 'node:url';

import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const folder = (name: string): string => fileURLToPath(new URL(`./src/${name}`, import.meta.url));
const server = process.env['TANDEM_SERVER'] ?? 'http://127.0.0.1:8000';

export default defineConfig(({ command }) => ({
  base: command === 'build' ? '/static/app/' : '/',
  plugins: [svelte()],
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
  },
  server: { proxy: { '/api': server, '/media': server } },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
}));

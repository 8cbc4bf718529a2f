import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const folder = (name: string): string => fileURLToPath(new URL(`./src/${name}`, import.meta.url));

export default defineConfig({
  base: '/static/app/',
  plugins: [svelte()],
  resolve: {
    alias: {
      $api: folder('api'),
      $components: folder('components'),
      $domain: folder('domain'),
      $state: folder('state'),
    },
  },
  build: { assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  test: { include: ['src/**/*.test.ts'] },
});

import { defineConfig } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';

import svelteConfig from './svelte.config.js';

/** Imports point down: a layer names what it must not know. */
const below = (folder, forbidden, why) => ({
  files: [`src/${folder}/**`],
  rules: { 'no-restricted-imports': ['error', { patterns: [{ group: forbidden, message: why }] }] },
});

export default defineConfig(
  { ignores: ['dist', 'src/api/schema.d.ts', '*.config.js'] },
  ts.configs.strictTypeChecked,
  svelte.configs.recommended,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['vite.config.ts'] },
        extraFileExtensions: ['.svelte'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      complexity: ['error', 8],
      'max-lines': ['error', { max: 250, skipBlankLines: true }],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      'no-restricted-globals': [
        'error',
        { name: 'fetch', message: 'Only src/api talks to the server.' },
        { name: 'indexedDB', message: 'Only src/storage keeps things on this computer.' },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'svelte/no-inline-styles': ['error', { allowTransitions: false }],
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
  },
  {
    files: ['**/*.svelte'],
    rules: {
      'max-lines-per-function': 'off',
      'prefer-const': 'off',
      'svelte/prefer-const': 'error',
      // ESLint sees an imported component as `any`; svelte-check sees its types.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },
  { files: ['**/*.test.ts'], rules: { 'max-lines-per-function': 'off' } },
  // A table of sentences is as long as what it is about.
  { files: ['src/i18n/en.ts', 'src/i18n/**/locales/*.ts'], rules: { 'max-lines': 'off' } },
  { files: ['src/api/**'], rules: { 'no-restricted-globals': 'off' } },
  { files: ['src/storage/**'], rules: { 'no-restricted-globals': ['error', 'fetch'] } },
  below('domain', ['$*/**', '!$domain/**', 'svelte', 'svelte/*', 'idb'], 'domain is plain TypeScript.'),
  below('api', ['$state/*', '$storage/*', '$components/*', '$pages/*', 'svelte', 'svelte/*'], 'api knows no screen.'),
  below('storage', ['$state/*', '$components/*', '$pages/*', 'svelte', 'svelte/*'], 'storage knows no screen.'),
  below('state', ['$components/*', '$pages/*'], 'state knows no component.'),
  below('components', ['$api/*', '$state/*', '$storage/*', '$pages/*'], 'components take props and call back.'),
);

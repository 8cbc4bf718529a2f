import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const forbid = (files, group, message) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns: [{ group, message }] }] },
});

export default ts.config(
  { ignores: ['dist', 'src/api/schema.d.ts', '*.config.js', 'vite.config.ts'] },
  ...ts.configs.strictTypeChecked,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      parserOptions: {
        projectService: true,
        extraFileExtensions: ['.svelte'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      complexity: ['error', 8],
      'max-lines': ['error', { max: 250, skipBlankLines: true }],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      'no-restricted-globals': ['error', { name: 'fetch', message: 'Only src/api asks the server.' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
  },
  { files: ['src/api/**'], rules: { 'no-restricted-globals': 'off' } },
  forbid(['src/domain/**'], ['$api/*', '$state/*', '$components/*', 'svelte'], 'domain is plain.'),
  forbid(['src/api/**'], ['$state/*', '$components/*', 'svelte'], 'api knows no screen.'),
  forbid(['src/state/**'], ['$components/*'], 'state knows no component.'),
  forbid(['src/components/**'], ['$api/*', '$state/*'], 'components take props and call back.'),
);

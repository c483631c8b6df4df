import js from '@eslint/js';
import globals from 'globals';

/**
 * What a page that promises "your file never leaves this tab" must not contain, and what would let
 * a cell of the file become markup or code. The browser forbids most of it too (the page's content
 * security policy); navigation and WebRTC it does not, so here is where they are kept out.
 */
const FORBIDDEN_IN_THE_PAGE = [
  ...['innerHTML', 'outerHTML', 'srcdoc'].map((name) => ({
    selector: `AssignmentExpression > MemberExpression.left[property.name='${name}']`,
    message: `${name}: build nodes; cell text must never be parsed as markup.`,
  })),
  ...['insertAdjacentHTML', 'setHTMLUnsafe', 'parseFromString', 'createContextualFragment'].map(
    (name) => ({
      selector: `CallExpression[callee.property.name='${name}']`,
      message: `${name}: build nodes; cell text must never be parsed as markup.`,
    }),
  ),
  {
    selector: "CallExpression[callee.object.name='document'][callee.property.name=/^write(ln)?$/]",
    message: 'document.write: build nodes.',
  },
  ...['fetch', 'XMLHttpRequest', 'WebSocket', 'WebTransport', 'EventSource'].map((name) => ({
    selector: `:matches(CallExpression, NewExpression)[callee.name='${name}']`,
    message: `${name}: nothing leaves the machine.`,
  })),
  {
    selector:
      ':matches(CallExpression, NewExpression)[callee.property.name=/^(fetch|sendBeacon)$/]',
    message: 'nothing leaves the machine.',
  },
  {
    selector: 'NewExpression[callee.name=/^(webkit)?RTCPeerConnection$/]',
    message: 'WebRTC escapes connect-src: not here.',
  },
  {
    selector:
      "CallExpression[callee.object.name=/^(window|globalThis|self)$/][callee.property.name='open']",
    message: 'window.open: navigation escapes connect-src.',
  },
  {
    selector:
      "AssignmentExpression > :matches(Identifier.left[name='location'], MemberExpression.left[property.name='location'], MemberExpression.left[object.name='location'][property.name='href'])",
    message: 'location: navigation escapes connect-src.',
  },
  {
    selector:
      "CallExpression[callee.object.name='location'][callee.property.name=/^(assign|replace)$/]",
    message: 'location: navigation escapes connect-src.',
  },
  {
    selector:
      "CallExpression[callee.property.name='unsafeHTML'], CallExpression[callee.name=/^unsafe(HTML|SVG|Static)$/]",
    message: 'cell text must never be parsed as markup.',
  },
];

const HOUSE = {
  'no-eval': 'error',
  'no-implied-eval': 'error',
  'no-new-func': 'error',
  'no-script-url': 'error',
  'no-var': 'error',
  'prefer-const': 'error',
  eqeqeq: ['error', 'always', {null: 'ignore'}],
  curly: ['error', 'multi-line'],
  'no-console': 'error',
  'no-unused-vars': ['error', {argsIgnorePattern: '^_', caughtErrors: 'none'}],
  // A named import can be searched for; a default one is called something else in each file.
  'no-restricted-exports': ['error', {restrictDefaultExports: {direct: true, named: true}}],
};

export default [
  {
    ignores: [
      '**/node_modules/',
      'target/',
      'pkg/wasm/',
      'pkg/types/',
      'pkg/dist/',
      'www/dist/',
      'tests/packaging/consumer/',
    ],
  },
  js.configs.recommended,
  {languageOptions: {ecmaVersion: 2023, sourceType: 'module', globals: {...globals.node}}},
  {rules: HOUSE},
  {
    files: ['pkg/**/*.js', 'www/**/*.js'],
    languageOptions: {globals: {...globals.browser, ...globals.worker}},
    rules: {'no-restricted-syntax': ['error', ...FORBIDDEN_IN_THE_PAGE]},
  },
  // For terminals, and for a page's own wasm and worker when it serves them as files.
  {files: ['pkg/bin/*.js'], rules: {'no-console': 'off'}},
  {
    files: ['pkg/index.js', 'pkg/client.js', 'pkg/worker.js', 'pkg/session.js'],
    rules: {
      // The package may load its own wasm file by URL; the page that we ship never uses this path,
      // and its policy would refuse it.
      'no-restricted-syntax': [
        'error',
        ...FORBIDDEN_IN_THE_PAGE.filter((rule) => !rule.message.startsWith('fetch')),
      ],
    },
  },
  {
    files: ['scripts/**/*.js', 'tests/**/*.js', 'benches/**/*.{js,mjs}'],
    languageOptions: {globals: {...globals.node, ...globals.browser}},
    rules: {'no-console': 'off'},
  },
  {
    files: ['*.config.js', '**/*.config.js'],
    rules: {'no-restricted-exports': 'off', 'no-restricted-syntax': 'off'},
  },
];

import type { Rolldown } from 'vite';

/**
 * How the code is split into files: packages, which change only when they are updated, apart from the project's own
 * code, and what every page loads (`$initial`) apart from what several pages load when they are opened.
 */
export const groups: Rolldown.CodeSplittingGroup[] = [
  { name: 'vendor', test: /\/node_modules\//, tags: ['$initial'], priority: 5 },
  { name: 'vendor-drag', test: /\/node_modules\/@(dnd-kit|preact)\//, priority: 4 },
  { name: 'vendor-lazy', test: /\/node_modules\/(?!monaco-editor\/)/, minShareCount: 2, priority: 3 },
  { name: 'app', test: /^(?!.*\/node_modules\/)/, tags: ['$initial'], priority: 2 },
  { name: 'pages', test: /^(?!.*\/node_modules\/)/, minShareCount: 2, priority: 1 },
];

/**
 * The name of a file of code, without a hash of its content, so that a change of one module changes one file of the
 * repository. Modules of packages have their path in it, because many of them are called the same.
 */
export function chunkFileName({ name, facadeModuleId }: Rolldown.PreRenderedChunk): string {
  const path = facadeModuleId?.split('/node_modules/').at(-1);
  const packaged = path !== undefined && path !== facadeModuleId && !name.startsWith('vendor');
  return `assets/${packaged ? path.replace(/\.js$/, '').replaceAll(/[^\w.-]+/g, '-') : name}.js`;
}

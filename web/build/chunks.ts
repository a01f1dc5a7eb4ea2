import type { Rolldown } from 'vite';

/** The components that only forms use, without their parts that the selects of filters need. */
const formComponents = [
  'Autocomplete',
  'Combobox(?!/(Combobox.module|ComboboxChevron|get-parsed))',
  'Fieldset',
  'MultiSelect',
  'Pill',
  'PillsInput',
  'Select',
  'Switch',
  'TagsInput',
  'Textarea',
];

/**
 * How the code is split into files: packages, which change only when they are updated, apart from the project's own
 * code, and what every page loads (`$initial`) apart from what several pages load when they are opened. The first page
 * after the sign-in is the one with the shop's numbers, so it loads no lists and forms, and lists load no forms.
 */
export const groups: Rolldown.CodeSplittingGroup[] = [
  { name: 'vendor', test: /\/node_modules\//, tags: ['$initial'], priority: 7 },
  { name: 'vendor-drag', test: /\/node_modules\/@(dnd-kit|preact)\//, priority: 6 },
  {
    name: 'vendor-forms',
    test: new RegExp(`/@mantine/core/esm/components/(${formComponents.join('|')})/`),
    minShareCount: 2,
    includeDependenciesRecursively: false,
    priority: 5,
  },
  { name: 'vendor-lazy', test: /\/node_modules\/(?!monaco-editor\/)/, minShareCount: 2, priority: 4 },
  { name: 'app', test: /^(?!.*\/node_modules\/)/, tags: ['$initial'], priority: 3 },
  {
    name: 'parts',
    test: /\/dashboard\/(app|parts\/(?!LanguageSelect)|palette|settings\/sections|lists\/useListState)/,
    minShareCount: 2,
    priority: 2.5,
  },
  {
    name: 'lists',
    test: /\/dashboard\/(lists|bulk\/(BulkBar|actions|target)|jobs\/ExportButton|marketing\/state|fields\/(FieldValue|typed|useTyped|values))/,
    minShareCount: 2,
    priority: 2,
  },
  { name: 'forms', test: /^(?!.*\/node_modules\/)/, minShareCount: 2, priority: 1 },
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

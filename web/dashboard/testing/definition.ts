import type { DefinitionFragment } from '../operations/generated';

/** The definition of a custom field of customers, with what a test changes. */
export function definition(change: Partial<DefinitionFragment> = {}): DefinitionFragment {
  return {
    id: 'field_1',
    owner: 'CUSTOMER',
    key: 'size',
    label: 'Size',
    description: null,
    type: 'STRING',
    list: false,
    required: false,
    unique: false,
    personal: true,
    options: [],
    referenceTo: null,
    rules: { min: null, max: null, pattern: null },
    default: null,
    access: 'NONE',
    position: 0,
    deprecationReason: null,
    archivedAt: null,
    version: 1,
    ...change,
  };
}

import { describe, expect, test, vi } from 'vitest';
import { definition } from '../testing/definition';
import { t } from '../texts';
import { createInput, definitionFaults, draftOf, keyOf, optionsOf, previewOf, updateInput } from './draft';

vi.hoisted(() => vi.stubGlobal('navigator', { languages: ['en-IE'] })); // Node 20 has none

const empty = draftOf(undefined);

test.each([
  ['', []],
  ['RED', [{ value: 'RED', label: 'RED' }]],
  [
    'RED = Red\n\n  BLUE=Blue  ',
    [
      { value: 'RED', label: 'Red' },
      { value: 'BLUE', label: 'Blue' },
    ],
  ],
  ['SUM = a = b', [{ value: 'SUM', label: 'a=b' }]],
  ['RED =', [{ value: 'RED', label: 'RED' }]],
])('the options of %j', (options, want) => {
  expect(optionsOf({ ...empty, options })).toEqual(want);
});

test('the draft of a definition becomes the same definition', () => {
  const field = definition({
    description: 'European size',
    type: 'ENUM',
    required: true,
    options: [
      { value: 'SMALL', label: 'Small' },
      { value: 'L', label: 'L' },
    ],
    default: 'SMALL',
    access: 'READ',
    deprecationReason: 'Use tier',
  });
  expect(draftOf(field).options).toBe('SMALL = Small\nL');
  expect(previewOf(draftOf(field), 'CUSTOMER')).toEqual({ ...field, id: 'preview', version: 0 });
});

describe('what is sent for a new field', () => {
  const rules = { min: '1', max: '9', pattern: 'x+' };
  test.each([
    ['STRING', { min: '1', max: '9', pattern: 'x+' }],
    ['EMAIL', { min: '1', max: '9', pattern: null }],
    ['INTEGER', { min: '1', max: '9', pattern: null }],
    ['BOOLEAN', { min: null, max: null, pattern: null }],
    ['REFERENCE', { min: null, max: null, pattern: null }],
  ] as const)('the rules of %s', (type, want) => {
    expect(createInput({ ...empty, ...rules, type }, 'ORDER').rules).toEqual(want);
  });

  test.each([
    ['STRING', null, null],
    ['ENUM', [{ value: 'A', label: 'A' }], null],
    ['REFERENCE', null, 'ORDER'],
  ] as const)('the options and the target of %s', (type, options, referenceTo) => {
    const input = createInput({ ...empty, options: 'A', referenceTo: 'ORDER', type }, 'ORDER');
    expect([input.options, input.referenceTo]).toEqual([options, referenceTo]);
  });

  test('texts that are left empty are null, and a list has no default', () => {
    const blank = createInput({ ...empty, key: 'size', label: 'Size', description: ' ', default: '' }, 'CUSTOMER');
    expect(blank).toMatchObject({ owner: 'CUSTOMER', key: 'size', label: 'Size', description: null, default: null });
    expect(createInput({ ...empty, default: 'a' }, 'CUSTOMER').default).toBe('a');
    expect(createInput({ ...empty, default: 'a', list: true }, 'CUSTOMER').default).toBeNull();
  });
});

describe('what is sent for a changed field', () => {
  test('has the version that was read, and nothing that cannot change', () => {
    const field = definition({ version: 7 });
    const input = updateInput({ ...draftOf(field), label: 'Shoe size' }, field);
    expect(input).toMatchObject({ label: 'Shoe size', expectedVersion: 7, deprecationReason: null });
    for (const key of ['key', 'type', 'list', 'owner', 'referenceTo', 'options']) expect(input).not.toHaveProperty(key);
  });

  test('has options only for a choice, and a default only for a single value', () => {
    const choice = definition({ type: 'ENUM', options: [{ value: 'A', label: 'A' }] });
    expect(updateInput(draftOf(choice), choice).options).toEqual([{ value: 'A', label: 'A' }]);
    const list = definition({ list: true });
    expect(updateInput(draftOf(list), list)).not.toHaveProperty('default');
  });
});

test.each([
  ['Shoe size', 'shoeSize'],
  ['VAT number', 'vatNumber'],
  ['  T-shirt   (EU) ', 'tShirtEu'],
  ['Größe', 'grosse'],
  ['2nd address', 'ndAddress'],
  ['誕生日', ''],
  ['', ''],
  ['a'.repeat(50), 'a'.repeat(40)],
])('the key of the label %j', (label, key) => {
  expect(keyOf(label)).toBe(key);
});

describe('what is wrong with a draft before it is sent', () => {
  const good = { ...empty, label: 'Size', key: 'size' };
  const f = t.fields;
  test.each([
    ['nothing', good, {}],
    ['no label and no key', { ...good, label: ' ', key: '' }, { label: t.common.required, key: t.common.required }],
    ['a capital letter first', { ...good, key: 'Size' }, { key: f.wrongKey }],
    ['a key that is too long', { ...good, key: 'a'.repeat(41) }, { key: f.wrongKey }],
    ['no options', { ...good, type: 'ENUM' }, { options: f.noOptions }],
    ['options of a field that has none', { ...good, options: 'a b' }, {}],
    ['a wrong option', { ...good, type: 'ENUM', options: 'A\nb c = x' }, { options: f.wrongOption('b c') }],
    ['an option twice', { ...good, type: 'ENUM', options: 'A\nB\nA = x' }, { options: f.optionTwice('A') }],
  ] as const)('%s', (_, draft, want) => {
    expect(definitionFaults(draft)).toEqual(want);
  });
});

import { expect, test } from 'vitest';
import { CustomersDocument } from '../operations/generated';
import { narrowed } from './narrowed';

type Node = { kind: string; name: { value: string }; selectionSet: { selections: { name: { value: string } }[] } };

const definitionsOf = (document: object) => (document as { definitions: Node[] }).definitions;
const fieldsIn = (document: object, fragment: string) =>
  definitionsOf(document)
    .find(({ name }) => name.value === fragment)
    ?.selectionSet.selections.map(({ name }) => name.value);

test('only the fields of some columns are requested, with the fragments that they need', () => {
  const document = narrowed(CustomersDocument, 'CustomerRow', new Set(['id', 'email', 'spent', 'gone']));
  expect(fieldsIn(document, 'CustomerRow')).toEqual(['id', 'email', 'spent']);
  expect(fieldsIn(document, 'Amount')).toEqual(['amount', 'currency']);
  expect(fieldsIn(document, 'CustomerCustom'), 'an unused fragment makes a document invalid').toBeUndefined();
  expect(fieldsIn(document, 'Standing')).toBeDefined();
});

test('a fragment of custom fields counts by its name', () => {
  const document = narrowed(CustomersDocument, 'CustomerRow', new Set(['id', 'CustomerCustom']));
  expect(fieldsIn(document, 'CustomerRow')).toEqual(['id', 'CustomerCustom']);
  expect(fieldsIn(document, 'CustomerCustom')).toEqual(['customFields']);
  expect(fieldsIn(document, 'Amount')).toBeUndefined();
});

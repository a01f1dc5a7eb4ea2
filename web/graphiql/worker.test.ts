import { describe, expect, it } from 'vitest';
import staff from '../../graph/testdata/staff.graphql?raw';
import storefront from '../../graph/testdata/storefront.graphql?raw';
import { collectExamples } from './examples';
import { Worker } from './worker';

const files = import.meta.glob<string>('./examples/*', { query: '?raw', import: 'default', eager: true });

let opened = 0;

/** The worker with one open document. Workers share the schemas by URI. */
function open(text: string, schema: string): Worker {
  const uri = { toString: () => 'document' };
  const context = { getMirrorModels: () => [{ uri, getValue: () => text }] };
  return new Worker(
    context as unknown as ConstructorParameters<typeof Worker>[0],
    {
      languageConfig: { schemas: [{ uri: `schema-${opened++}`, documentString: schema }] },
    } as unknown as ConstructorParameters<typeof Worker>[1],
  );
}

describe.each(collectExamples(files))('$number $name', ({ name, query, sender }) => {
  const worker = open(query, sender === 'shop' ? staff : storefront);

  it('is valid in the schema that the editor has without a key', async () => {
    const messages = (await worker.doValidation('document')).map(({ message }) => message);
    // The shop has no such field until another example has defined it.
    const unknown = [expect.stringContaining('"customFields" is not'), expect.stringContaining('field "shoeSize"')];
    expect(messages).toEqual(name === 'UseTheField' ? unknown : []);
  });
});

it.each([
  ['a default value', 'input I { a: Int! = 3, b: Int! }', ['b']],
  ['null as the default', 'input I { a: Int = null, b: Int! }', ['b']],
  ['no default value', 'input I { a: Int!, b: Int! }', ['a', 'b']],
  ['a nested input', 'input I { b: J! } input J { a: Boolean! = false }', ['b']],
])('requires the variables of %s as GraphQL does', async (_, inputs, want) => {
  const worker = open('query Q($i: I!) { f(i: $i) }', `type Query { f(i: I): Int } ${inputs}`);
  const schema = (await worker.doGetVariablesJSONSchema('document')) as { definitions: Record<string, object> };
  expect(schema.definitions.I).toMatchObject({ required: want });
  expect(schema.definitions.J ?? { required: [] }).toMatchObject({ required: [] });
});

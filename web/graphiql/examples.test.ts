import { expect, it } from 'vitest';
import { collectExamples, operationName } from './examples';

it('collects the files of each example, in order', () => {
  const examples = collectExamples({
    './examples/10-ten.graphql': 'query Ten { a }\n',
    './examples/02-two.headers.json': '{"A": "b"}\n',
    './examples/02-two.graphql': '# Says mutation Wrong\nmutation Two { a }\n',
    './examples/02-two.variables.json': '{}\n',
  });
  expect(examples).toEqual([
    { name: 'Two', query: '# Says mutation Wrong\nmutation Two { a }', variables: '{}', headers: '{"A": "b"}' },
    { name: 'Ten', query: 'query Ten { a }', variables: null, headers: null },
  ]);
});

const names: [query: string, want: string | undefined][] = [
  ['query Q { a }', 'Q'],
  ['fragment F on T { a }\nsubscription S { a }', 'S'],
  ['# query No { a }\n{ a }', undefined],
  ['{ a }', undefined],
  ['', undefined],
];
it.each(names)('names %j', (query, want) => {
  expect(operationName(query)).toBe(want);
});

const files = import.meta.glob<string>('./examples/*', { query: '?raw', import: 'default', eager: true });

it.each(collectExamples(files))(
  'ships $name with a unique name and valid JSON',
  ({ name, query, variables, headers }) => {
    expect(operationName(query)).toBe(name);
    expect(collectExamples(files).filter((other) => other.name === name)).toHaveLength(1);
    for (const text of [variables, headers]) expect(() => JSON.parse(text ?? '{}')).not.toThrow();
  },
);

import { expect, it } from 'vitest';
import { collectExamples, exampleWith, operationName } from './examples';

it('collects the files of each example, in order', () => {
  const examples = collectExamples({
    './examples/10-ten.graphql': 'query Ten { a }\n',
    './examples/02-two.headers.json': '{"A": "b"}\n',
    './examples/02-two.graphql': '# Says mutation Wrong\nmutation Two { a }\n',
    './examples/02-two.variables.json': '{}\n',
  });
  expect(examples).toEqual([
    {
      number: 2,
      name: 'Two',
      sender: 'visitor',
      query: '# Says mutation Wrong\nmutation Two { a }',
      variables: '{}',
      headers: '{"A": "b"}',
    },
    { number: 10, name: 'Ten', sender: 'visitor', query: 'query Ten { a }', variables: null, headers: null },
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

const examples = collectExamples(files);

it('groups the examples by their senders, with numbers without a gap', () => {
  expect(examples.map(({ number }) => number)).toEqual(examples.map((_, at) => at + 1));
  const senders = examples.map(({ sender }) => sender);
  expect(senders.filter((sender, at) => sender !== senders[at - 1])).toEqual(['visitor', 'customer', 'shop']);
});

it('has an example for each placeholder', () => {
  for (const { name, variables, headers } of examples) {
    for (const [, path = ''] of `${variables} ${headers}`.matchAll(/\{\{([\w.]+)\}\}/g)) {
      if (path !== 'key') expect(exampleWith(examples, path), `${path} in ${name}`).toBeDefined();
    }
  }
});

it.each(examples)('ships $name with a unique name and valid JSON', ({ name, query, variables, headers }) => {
  expect(operationName(query)).toBe(name);
  expect(examples.filter((other) => other.name === name)).toHaveLength(1);
  for (const text of [variables, headers]) expect(() => JSON.parse(text ?? '{}')).not.toThrow();
});

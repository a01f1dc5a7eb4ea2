import { getIntrospectionQuery } from 'graphql';
import { expect, it, vi } from 'vitest';
import { collectExamples } from './examples';
import { createFetcher } from './fetcher';
import { Memory } from './placeholders';

const signIn = { query: 'mutation LogIn { login { token } }', operationName: 'LogIn' };

const examples = collectExamples({ './examples/02-log-in.graphql': signIn.query });

function setUp({ key = '', answer = '{"data":{"login":{"token":"t1"}}}', status = 200 } = {}) {
  const sent: { url: string; init: RequestInit }[] = [];
  const send = (async (url: string, init: RequestInit) => {
    sent.push({ url, init });
    return new Response(answer, { status });
  }) as typeof fetch;
  const onSchemaChange = vi.fn();
  const fetcher = createFetcher({ memory: new Memory(), apiKey: () => key, examples, onSchemaChange, send });
  return { sent, fetcher, onSchemaChange };
}

it('posts JSON to /graphql and returns the response', async () => {
  const { sent, fetcher } = setUp();
  expect(await fetcher({ ...signIn, variables: { a: 1 } })).toEqual({ data: { login: { token: 't1' } } });
  expect(sent).toHaveLength(1);
  expect(sent[0]?.url).toBe('/graphql');
  expect(sent[0]?.init).toMatchObject({
    method: 'POST',
    credentials: 'omit',
    headers: {
      'Content-Type': 'application/json',
      Accept: 'application/graphql-response+json, application/json',
    },
    body: JSON.stringify({ ...signIn, variables: { a: 1 } }),
  });
});

const named: [query: string, name: string | undefined, want: string | undefined][] = [
  ['query A { a } query B { a }', 'B', 'B'],
  ['query A { a } query B { a }', 'Last', 'A'],
  ['fragment F on T { a } query A { a }', 'Last', 'A'],
  ['{ a }', 'Last', undefined],
  ['{ a', 'Last', 'Last'],
];
it.each(named)('runs of %j, with the operation name %s, %s', async (query, name, want) => {
  const { sent, fetcher } = setUp();
  await fetcher({ query, operationName: name });
  expect(JSON.parse(String(sent[0]?.init.body))).toEqual({ query, operationName: want });
});

it('fills headers and variables from earlier responses', async () => {
  const { sent, fetcher } = setUp();
  await fetcher(signIn);
  await fetcher(
    { ...signIn, variables: { t: '{{login.token}}' } },
    { headers: { 'X-Customer-Token': '{{login.token}}' } },
  );
  expect(sent[1]?.init.headers).toMatchObject({ 'X-Customer-Token': 't1' });
  expect(sent[1]?.init.body).toContain('"variables":{"t":"t1"}');
});

it('fills the API key, in headers only', async () => {
  const { sent, fetcher } = setUp({ key: 'sk_1' });
  await fetcher(signIn, { headers: { Authorization: 'Bearer {{key}}' } });
  expect(sent[0]?.init.headers).toMatchObject({ Authorization: 'Bearer sk_1' });
  expect(await fetcher({ ...signIn, variables: { key: '{{key}}' } })).toEqual({
    errors: [{ message: 'No value for {{key}} yet. First run the example that returns it.' }],
  });
});

const unready: [name: string, header: string, message: string][] = [
  ['value', '{{login.token}}', 'No value for {{login.token}} yet. First run 2 LogIn.'],
  ['value of no example', '{{other.id}}', 'No value for {{other.id}} yet. First run the example that returns it.'],
  [
    'key',
    'Bearer {{key}}',
    'Paste an API key into the field at the top right. Create one in the dashboard: Settings, API keys.',
  ],
];

it.each(unready)('sends nothing while a %s is missing', async (_, header, message) => {
  const { sent, fetcher } = setUp();
  expect(await fetcher(signIn, { headers: { 'X-Any': header } })).toEqual({ errors: [{ message }] });
  expect(sent).toHaveLength(0);
});

it.each(unready)('loads the schema without a header whose %s is missing', async (_, header) => {
  const { sent, fetcher } = setUp({ answer: '{"data":{"__schema":{"name":"x"}}}' });
  await fetcher(
    { query: 'query IntrospectionQuery { __schema { name } }', operationName: 'IntrospectionQuery' },
    { headers: { 'X-Any': header, 'X-Other': 'yes' } },
  );
  expect(sent[0]?.init.headers).toMatchObject({ 'X-Other': 'yes' });
  expect(sent[0]?.init.headers).not.toHaveProperty('X-Any');
});

it.each(['Bearer {{key}}', 'Bearer {{login.token}}'])(
  'describes the schema of the shop to a tab with %s that lacks it, without a request',
  async (header) => {
    const { sent, fetcher } = setUp();
    const answer = await fetcher(
      { query: getIntrospectionQuery(), operationName: 'IntrospectionQuery' },
      { headers: { Authorization: header } },
    );
    expect(sent).toHaveLength(0);
    expect(answer).not.toHaveProperty('errors');
    expect(JSON.stringify(answer)).toContain('"createQuote"');
  },
);

it.each([
  ['mutation A { createCustomField(input: {}) { customField { id } } }', 1],
  ['# Defines a field.\nmutation A($i: I!) {\n  createCustomField(input: $i) { customField { id } }\n}', 1],
  ['query A { customFields(owner: CUSTOMER) { key } }', 0],
  ['mutation A { updateCustomer(input: { customFields: { size: 43 } }) { customer { id } } }', 0],
])('after %s, loads the schema again %d times', async (query, times) => {
  const { fetcher, onSchemaChange } = setUp();
  await fetcher({ query });
  expect(onSchemaChange).toHaveBeenCalledTimes(times);
});

it('reports a response that is not JSON', async () => {
  const { fetcher } = setUp({ answer: '<html>', status: 502 });
  expect(await fetcher(signIn)).toEqual({ errors: [{ message: 'The server returned status 502 without JSON.' }] });
});

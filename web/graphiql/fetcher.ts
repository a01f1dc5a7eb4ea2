import type { FetcherParams } from '@graphiql/toolkit';
import { Kind, parse } from 'graphql';
import { exampleWith, type Example } from './examples';
import { fillHeaders, fillReadyHeaders, isMissing } from './headers';
import { fill, MissingValue, type Memory } from './placeholders';
import { introspectShop, lacksKey } from './shopSchema';

type Answer = Record<string, unknown>;

type Options = {
  memory: Memory;
  apiKey: () => string;
  examples: readonly Example[];
  /** Called after a mutation that can have changed the schema. */
  onSchemaChange: () => void;
  send?: typeof fetch;
};

/** Sends operations to /graphql with their placeholders filled, and remembers the responses. */
export function createFetcher({ memory, apiKey, examples, onSchemaChange, send = fetch }: Options) {
  return async (params: FetcherParams, options?: { headers?: unknown }): Promise<Answer> => {
    const introspection = params.operationName === 'IntrospectionQuery';
    if (introspection && lacksKey(options?.headers, apiKey(), memory.at)) return introspectShop(params.query);
    let variables: unknown;
    let headers: Record<string, string>;
    try {
      variables = fill(params.variables, memory.at);
      const read = introspection ? fillReadyHeaders : fillHeaders;
      headers = read(options?.headers, apiKey(), memory.at);
    } catch (error) {
      if (isMissing(error)) return failed(error instanceof MissingValue ? advice(examples, error) : error.message);
      throw error;
    }
    const response = await post(send, headers, {
      query: params.query,
      operationName: operationToRun(params),
      variables,
    });
    if (response.body === undefined) return failed(`The server returned status ${response.status} without JSON.`);
    if (!introspection) memory.remember(response.body);
    if (/^\s*mutation\b[\s\S]*CustomField\(/m.test(params.query)) onSchemaChange();
    return response.body;
  };
}

/** Sends a request to /graphql. The body of the response is undefined if it is not JSON. */
export async function post(
  send: typeof fetch,
  headers: Record<string, string>,
  body: object,
): Promise<{ status: number; body: Answer | undefined }> {
  const response = await send('/graphql', {
    method: 'POST',
    // The dashboard shares this origin, and its session must not affect responses here.
    credentials: 'omit',
    headers: {
      ...headers,
      'Content-Type': 'application/json',
      Accept: 'application/graphql-response+json, application/json',
    },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: parseAnswer(await response.text()) };
}

/** Names the example to run first, for a placeholder without a value. */
function advice(examples: readonly Example[], { path, message }: MissingValue): string {
  const example = exampleWith(examples, path);
  return example ? `No value for {{${path}}} yet. First run ${example.number} ${example.name}.` : message;
}

/** GraphiQL notices a change of the tab late, so its operation name can be from the previous tab. */
function operationToRun({ query, operationName }: FetcherParams): string | undefined {
  const given = operationName ?? undefined;
  try {
    const operations = parse(query).definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
    const names = operations.map((operation) => operation.name?.value);
    return names.includes(given) ? given : names[0];
  } catch {
    return given; // The server reports the error in the query.
  }
}

function parseAnswer(text: string): Answer | undefined {
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return undefined;
  }
}

function failed(message: string): Answer {
  return { errors: [{ message }] };
}

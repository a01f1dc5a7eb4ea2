import type { FetcherParams } from '@graphiql/toolkit';
import { Kind, parse } from 'graphql';
import { fillHeaders, fillReadyHeaders, isMissing } from './headers';
import { fill, type Memory } from './placeholders';

type Answer = Record<string, unknown>;

/** Sends operations to /graphql with their placeholders filled, and remembers what comes back. */
export function createFetcher(memory: Memory, serverKey: () => string, send: typeof fetch = fetch) {
  return async (params: FetcherParams, options?: { headers?: unknown }): Promise<Answer> => {
    const introspection = params.operationName === 'IntrospectionQuery';
    let variables: unknown;
    let headers: Record<string, string>;
    try {
      variables = fill(params.variables, memory.at);
      const read = introspection ? fillReadyHeaders : fillHeaders;
      headers = read(options?.headers, serverKey(), memory.at);
    } catch (error) {
      if (isMissing(error)) return failed(error.message);
      throw error;
    }
    const response = await send('/graphql', {
      method: 'POST',
      // The dashboard shares this origin; what it is signed in as must not colour an answer here.
      credentials: 'omit',
      headers: {
        ...headers,
        'Content-Type': 'application/json',
        Accept: 'application/graphql-response+json, application/json',
      },
      body: JSON.stringify({ query: params.query, operationName: operationToRun(params), variables }),
    });
    const answer = parseAnswer(await response.text());
    if (answer === undefined) return failed(`The server answered ${response.status} without JSON.`);
    if (!introspection) memory.remember(answer);
    return answer;
  };
}

/** GraphiQL notices a moment late that another tab is open, so the name it gives may be one of the last tab's. */
function operationToRun({ query, operationName }: FetcherParams): string | undefined {
  const told = operationName ?? undefined;
  try {
    const operations = parse(query).definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
    const names = operations.map((operation) => operation.name?.value);
    return names.includes(told) ? told : names[0];
  } catch {
    return told; // The server says what is wrong with the query.
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

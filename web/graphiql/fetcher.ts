import type { FetcherParams } from '@graphiql/toolkit';
import { Kind, parse } from 'graphql';
import { fillHeaders, fillReadyHeaders, isMissing } from './headers';
import { fill, type Memory } from './placeholders';

type Answer = Record<string, unknown>;

/** Sends operations to /graphql with their placeholders filled, and remembers the responses. */
export function createFetcher(memory: Memory, apiKey: () => string, send: typeof fetch = fetch) {
  return async (params: FetcherParams, options?: { headers?: unknown }): Promise<Answer> => {
    const introspection = params.operationName === 'IntrospectionQuery';
    let variables: unknown;
    let headers: Record<string, string>;
    try {
      variables = fill(params.variables, memory.at);
      const read = introspection ? fillReadyHeaders : fillHeaders;
      headers = read(options?.headers, apiKey(), memory.at);
    } catch (error) {
      if (isMissing(error)) return failed(error.message);
      throw error;
    }
    const response = await send('/graphql', {
      method: 'POST',
      // The dashboard shares this origin, and its session must not affect responses here.
      credentials: 'omit',
      headers: {
        ...headers,
        'Content-Type': 'application/json',
        Accept: 'application/graphql-response+json, application/json',
      },
      body: JSON.stringify({ query: params.query, operationName: operationToRun(params), variables }),
    });
    const answer = parseAnswer(await response.text());
    if (answer === undefined) return failed(`The server returned status ${response.status} without JSON.`);
    if (!introspection) memory.remember(answer);
    return answer;
  };
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

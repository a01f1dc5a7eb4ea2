import { Environment, type FetchFunction, type GraphQLResponse, Network } from 'relay-runtime';
import { RecordSource, Store, type Variables } from 'relay-runtime';

export interface Tokens {
  accessToken: string;
  refreshToken: string;
}

const REFRESH = `mutation($token: String!) {
  refreshToken(refreshToken: $token) { customerToken { accessToken refreshToken } userErrors { message } }
}`;

const isExpired = ({ extensions }: { extensions?: { code?: string; reason?: string } }): boolean =>
  extensions?.code === 'UNAUTHENTICATED' && extensions.reason === 'EXPIRED';

/** Creates an environment for a signed-in customer. It calls keep with each new pair of tokens. */
export function createEnvironment(url: string, tokens: Tokens, keep: (tokens: Tokens) => void): Environment {
  let refreshing: Promise<void> | undefined;

  async function send(query: string, variables: Variables, token?: string): Promise<any> {
    const headers: Record<string, string> = { 'Content-Type': 'application/json' };
    if (token) headers['X-Customer-Token'] = token;
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
    return response.json();
  }

  async function refresh(): Promise<void> {
    const answer = await send(REFRESH, { token: tokens.refreshToken });
    const next: Tokens | null = answer.data?.refreshToken?.customerToken;
    if (!next) throw new Error('The session has ended. Sign in again.');
    tokens = next;
    keep(tokens);
  }

  const fetchOperation: FetchFunction = async ({ text }, variables): Promise<GraphQLResponse> => {
    const used = tokens.accessToken;
    const answer = await send(text ?? '', variables, used);
    if (!answer.errors?.some(isExpired)) return answer;
    // Requests that fail at the same time share one refresh, since a refresh token can be used only once.
    if (used === tokens.accessToken) {
      refreshing ??= refresh().finally(() => { refreshing = undefined; });
      await refreshing;
    }
    return send(text ?? '', variables, tokens.accessToken);
  };

  return new Environment({ network: Network.create(fetchOperation), store: new Store(new RecordSource()) });
}

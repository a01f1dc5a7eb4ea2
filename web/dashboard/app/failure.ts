import type { CombinedError } from 'urql';
import { t } from '../texts';

/** Why a request was not answered as hoped, in words for people. */
export type Failure = {
  kind: 'network' | 'session' | 'forbidden' | 'limited' | 'schema' | 'other';
  message: string;
};

export function failureOf(error: CombinedError): Failure {
  if (error.networkError) return { kind: 'network', message: t.failure.network };
  const first = error.graphQLErrors[0];
  switch (codeOf(error)) {
    case 'UNAUTHENTICATED':
      return { kind: 'session', message: t.failure.session };
    case 'FORBIDDEN':
      return { kind: 'forbidden', message: t.failure.forbidden };
    case 'RATE_LIMITED':
      return { kind: 'limited', message: t.failure.limited(Number(first?.extensions.retryAfter ?? 60)) };
    case 'GRAPHQL_VALIDATION_FAILED':
      return { kind: 'schema', message: t.failure.other(first?.message ?? '') };
    default:
      return { kind: 'other', message: t.failure.other(first?.message ?? error.message) };
  }
}

export function codeOf(error: CombinedError): string | undefined {
  const code = error.graphQLErrors[0]?.extensions.code;
  return typeof code === 'string' ? code : undefined;
}

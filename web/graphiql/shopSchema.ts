import { buildSchema, execute, parse } from 'graphql';
import { fillHeaders, isMissing } from './headers';
import type { Lookup } from './placeholders';

/**
 * Whether a tab is for the shop, but has no token or API key yet. The server would describe the schema of visitors, and
 * the editor would mark what only the shop can do as unknown.
 */
export function lacksKey(headers: unknown, apiKey: string, remembered: Lookup): boolean {
  const shop = Object.entries(headers ?? {}).filter(([name]) => name.toLowerCase() === 'authorization');
  try {
    fillHeaders(Object.fromEntries(shop), apiKey, remembered);
    return false;
  } catch (error) {
    if (!isMissing(error)) throw error;
    return true;
  }
}

/** Answers an introspection query with the schema of the shop, without custom fields. It is loaded when it is needed. */
export async function introspectShop(query: string): Promise<Record<string, unknown>> {
  const { default: text } = await import('../../graph/testdata/staff.graphql?raw');
  const { data, errors } = await execute({
    schema: buildSchema(text, { assumeValid: true }),
    document: parse(query),
  });
  return { data, ...(errors && { errors }) };
}

import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect, useRef } from 'react';
import { fillReadyHeaders } from './headers';
import type { Memory } from './placeholders';

/**
 * Reloads the schema when the caller of the open tab changes. Staff and API keys see more of the schema than
 * storefronts, so with the wrong schema the editor would mark valid fields as unknown.
 */
export function useSchemaOfCaller(apiKey: string, memory: Memory): void {
  const { introspect } = useGraphiQLActions();
  const headers = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.headers ?? '');
  const caller = callerIn(headers, apiKey, memory);
  const known = useRef('');
  useEffect(() => {
    if (caller === known.current) return;
    const typing = setTimeout(() => {
      known.current = caller;
      introspect();
    }, 300);
    return () => clearTimeout(typing);
  }, [caller, introspect]);
}

function callerIn(headers: string, apiKey: string, memory: Memory): string {
  try {
    const ready = fillReadyHeaders(JSON.parse(headers), apiKey, memory.at);
    return Object.entries(ready).find(([name]) => name.toLowerCase() === 'authorization')?.[1] ?? '';
  } catch {
    return '';
  }
}

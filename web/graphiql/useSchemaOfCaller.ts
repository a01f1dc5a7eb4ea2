import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect, useRef } from 'react';
import { fillReadyHeaders } from './headers';
import type { Memory } from './placeholders';

/**
 * Reads the schema again when the open tab calls as somebody else: staff and keys are shown more of it than a storefront,
 * and with the wrong one the editor would mark good fields as unknown.
 */
export function useSchemaOfCaller(serverKey: string, memory: Memory): void {
  const { introspect } = useGraphiQLActions();
  const headers = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.headers ?? '');
  const caller = callerIn(headers, serverKey, memory);
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

function callerIn(headers: string, serverKey: string, memory: Memory): string {
  try {
    const ready = fillReadyHeaders(JSON.parse(headers), serverKey, memory.at);
    return Object.entries(ready).find(([name]) => name.toLowerCase() === 'authorization')?.[1] ?? '';
  } catch {
    return '';
  }
}

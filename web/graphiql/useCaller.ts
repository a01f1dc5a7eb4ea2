import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect, useRef, useState } from 'react';
import { type Caller, credentialsIn, identify } from './caller';
import type { Memory } from './placeholders';

/**
 * The caller of the open tab. When the caller changes, the schema is loaded again: staff and API keys see more of it than
 * storefronts, so with the wrong schema the editor would mark valid fields as unknown.
 */
export function useCaller(apiKey: string, memory: Memory): Caller {
  const { introspect } = useGraphiQLActions();
  const { headers, running } = useGraphiQL((state) => ({
    headers: state.tabs[state.activeTabIndex]?.headers ?? '',
    running: state.isFetching, // a response can bring the token
  }));
  const credentials = JSON.stringify(running ? undefined : credentialsIn(headers, apiKey, memory));
  const [caller, setCaller] = useState<Caller>({ kind: 'Visitor' });
  const known = useRef('');
  useEffect(() => {
    if (credentials === undefined) return;
    let current = true;
    const typing = setTimeout(async () => {
      const { authorization, customerToken, awaits } = JSON.parse(credentials) as ReturnType<typeof credentialsIn>;
      const schema = `${authorization} ${awaits === 'shop'}`;
      if (schema !== known.current) introspect();
      known.current = schema;
      const found = await identify({ authorization, customerToken, awaits });
      if (current) setCaller(found);
    }, 300);
    return () => {
      current = false;
      clearTimeout(typing);
    };
  }, [credentials, introspect]);
  return caller;
}

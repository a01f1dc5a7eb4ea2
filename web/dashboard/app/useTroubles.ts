import { useInterval } from '@mantine/hooks';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useLocation } from 'react-router';
import { WebhookHealthDocument } from '../operations/generated';
import { useSession } from './session';
import { useData } from './useData';

/** How often the state of the webhooks is read while a page is open, in milliseconds. It is also read for each page. */
const pause = 300_000;

/** The number of webhooks that need attention; 0 for members who cannot do anything about them. */
export function useTroubles(): number {
  const { can } = useSession();
  const may = can('WEBHOOKS_WRITE');
  const { data, again } = useData(WebhookHealthDocument, {}, !may);
  const look = useEffectEvent(() => may && again());
  useInterval(() => may && again(), pause, { autoInvoke: true });
  const { pathname } = useLocation();
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    look();
  }, [pathname]);
  return (data?.webhooks ?? []).filter(({ active, pausedReason, failingSince, queryError }) =>
    active ? failingSince !== null || queryError !== null : pausedReason !== 'REQUESTED',
  ).length;
}

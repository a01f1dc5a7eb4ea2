import { lazy, Suspense, useEffect, useEffectEvent, useMemo, useRef, useState, type ReactNode } from 'react';
import { useLocation } from 'react-router';
import { useSession } from '../app/session';
import { inField, isApple } from './keys';
import { remember } from './recent';
import { PaletteContext } from './usePalette';

const load = () => import('./Palette');
const Palette = lazy(load);
const KeysDialog = lazy(() => import('./KeysDialog'));

/** Opens the command palette and the list of shortcuts with their keys, wherever in the dashboard somebody is. */
export function PaletteProvider({ children }: { children: ReactNode }) {
  const { member } = useSession();
  const { pathname } = useLocation();
  const [open, setOpen] = useState<'palette' | 'keys'>();
  const early = useRef<string>(undefined); // what is typed before the field is there
  useEffect(() => {
    early.current = undefined;
    setOpen(undefined);
    remember(member.id, pathname);
  }, [member.id, pathname]);

  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (
      event.key.toLowerCase() === 'k' &&
      (isApple ? event.metaKey : event.ctrlKey) &&
      !event.shiftKey &&
      !event.altKey
    ) {
      event.preventDefault();
      early.current = open === 'palette' ? undefined : '';
      return setOpen(open === 'palette' ? undefined : 'palette');
    }
    if (early.current !== undefined && event.key.length === 1 && !event.ctrlKey && !event.metaKey) {
      early.current += event.key;
      return event.preventDefault();
    }
    if (event.key === '?' && !event.ctrlKey && !event.metaKey && !inField(event) && open === undefined) setOpen('keys');
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => press(event);
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);

  // Loaded before it is opened.
  useEffect(() => {
    const timer = setTimeout(() => void load().catch(() => {}), 2000);
    return () => clearTimeout(timer);
  }, []);

  const control = useMemo(() => ({ show: () => setOpen('palette'), showKeys: () => setOpen('keys') }), []);
  const close = () => {
    early.current = undefined;
    setOpen(undefined);
  };
  return (
    <PaletteContext.Provider value={control}>
      {children}
      <Suspense>
        {open === 'palette' && <Palette early={early} onClose={close} onKeys={control.showKeys} />}
        {open === 'keys' && <KeysDialog onClose={close} />}
      </Suspense>
    </PaletteContext.Provider>
  );
}

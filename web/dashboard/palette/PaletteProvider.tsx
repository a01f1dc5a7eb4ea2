import { lazy, Suspense, useEffect, useEffectEvent, useMemo, useState, type ReactNode } from 'react';
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
  useEffect(() => {
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
      setOpen((now) => (now === 'palette' ? undefined : 'palette'));
    }
    if (event.key === '?' && !event.ctrlKey && !event.metaKey && !inField(event) && open === undefined) setOpen('keys');
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => press(event);
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);

  // Loaded before it is opened, so that no letter is lost that is typed right after.
  useEffect(() => {
    const timer = setTimeout(() => void load().catch(() => {}), 2000);
    return () => clearTimeout(timer);
  }, []);

  const control = useMemo(() => ({ show: () => setOpen('palette'), showKeys: () => setOpen('keys') }), []);
  const close = () => setOpen(undefined);
  return (
    <PaletteContext.Provider value={control}>
      {children}
      <Suspense>
        {open === 'palette' && <Palette onClose={close} onKeys={control.showKeys} />}
        {open === 'keys' && <KeysDialog onClose={close} />}
      </Suspense>
    </PaletteContext.Provider>
  );
}

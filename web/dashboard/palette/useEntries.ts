import { useMantineColorScheme, useComputedColorScheme } from '@mantine/core';
import { useSignOut } from '../app/AccountMenu';
import { open, places } from '../app/places';
import { useSession } from '../app/session';
import {
  IconFileImport,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconShoppingBag,
  IconSun,
  IconUserPlus,
} from '../parts/icons';
import { openSections } from '../settings/sections';
import { t } from '../texts';
import type { Entry } from './entries';

const p = t.palette;

/** The pages and actions of a member: what the palette has without asking the API. */
export function useEntries(onKeys: () => void): { places: readonly Entry[]; actions: readonly Entry[] } {
  const { can } = useSession();
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme('light') === 'dark';
  const leave = useSignOut();
  const pages = places
    .flat()
    .flatMap((place) => [place, ...(place.below ?? [])])
    .filter((place) => open(place, can))
    .map(({ to, name, icon }) => ({ key: `place ${to}`, label: name, icon, to }));
  const settings = openSections(can).map(({ tab, icon }) => ({
    key: `settings ${tab}`,
    label: t.settings.tabs[tab],
    detail: t.settings.title,
    words: t.settings.title,
    icon,
    to: `/settings/${tab}`,
  }));
  const actions: (Entry | false)[] = [
    can('CUSTOMERS_WRITE') && { key: 'new customer', label: p.newCustomer, icon: IconUserPlus, to: '/customers/new' },
    can('ORDERS_WRITE') && { key: 'new order', label: p.newOrder, icon: IconShoppingBag, to: '/orders/new' },
    can('CUSTOMERS_WRITE') && {
      key: 'import customers',
      label: p.importCustomers,
      icon: IconFileImport,
      to: '/jobs/import/customers',
    },
    can('ORDERS_WRITE') && {
      key: 'import orders',
      label: p.importOrders,
      icon: IconFileImport,
      to: '/jobs/import/orders',
    },
    {
      key: 'mode',
      label: dark ? p.light : p.dark,
      words: p.modeWords,
      icon: dark ? IconSun : IconMoon,
      act: () => setColorScheme(dark ? 'light' : 'dark'),
    },
    { key: 'keys', label: p.keys, icon: IconKeyboard, act: onKeys },
    { key: 'sign out', label: t.app.signOut, words: 'log out', icon: IconLogout, act: () => void leave() },
  ];
  return { places: [...pages, ...settings], actions: actions.filter((entry) => entry !== false) };
}

import type { Scope } from '../operations/generated';
import {
  IconArrowsExchange,
  IconForms,
  IconHome,
  IconSettings,
  IconShoppingBag,
  IconSpeakerphone,
  IconUsers,
  IconUsersGroup,
  type TablerIcon,
} from '../parts/icons';
import { t } from '../texts';

/** A page of the main navigation. */
export type Place = {
  to: string;
  name: string;
  icon: TablerIcon;
  /** Members need one of these scopes; without it, all see the page. */
  scopes?: readonly Scope[];
  /** Pages that belong to this one, listed below it. */
  below?: readonly Place[];
};

/** The pages that people work in every day. */
const daily: readonly Place[] = [
  { to: '/', name: t.nav.home, icon: IconHome },
  { to: '/orders', name: t.nav.orders, icon: IconShoppingBag, scopes: ['ORDERS_READ'] },
  {
    to: '/customers',
    name: t.nav.customers,
    icon: IconUsers,
    scopes: ['CUSTOMERS_READ'],
    below: [
      { to: '/groups', name: t.nav.groups, icon: IconUsersGroup, scopes: ['CUSTOMERS_READ'] },
      { to: '/subscribers', name: t.nav.subscribers, icon: IconSpeakerphone, scopes: ['CUSTOMERS_READ'] },
    ],
  },
];

/** The pages that set up the shop. */
const rare: readonly Place[] = [
  {
    to: '/jobs',
    name: t.nav.jobs,
    icon: IconArrowsExchange,
    scopes: ['CUSTOMERS_READ', 'CUSTOMERS_WRITE', 'ORDERS_READ', 'ORDERS_WRITE'],
  },
  { to: '/fields', name: t.nav.fields, icon: IconForms },
  { to: '/settings', name: t.nav.settings, icon: IconSettings },
];

/** The main navigation, in groups. */
export const places: readonly (readonly Place[])[] = [daily, rare];

/** Whether a member with these scopes sees a page. */
export function open(place: Place, can: (scope: Scope) => boolean): boolean {
  return place.scopes === undefined || place.scopes.some(can);
}

/** Whether an address is a page, or one below it. */
export function isHere({ to }: Place, pathname: string): boolean {
  return pathname === to || (to !== '/' && pathname.startsWith(`${to}/`));
}

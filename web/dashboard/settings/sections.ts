import type { Scope } from '../operations/generated';
import {
  IconBell,
  IconBuildingStore,
  IconHistory,
  IconKey,
  IconMail,
  IconUserCircle,
  IconUsersGroup,
  IconWebhook,
  type TablerIcon,
} from '../parts/icons';
import type { t } from '../texts';

export type SettingsTab = keyof typeof t.settings.tabs;

/** The sections of the settings, in their order, each with the scope that members need to see it. */
export const sections: readonly { tab: SettingsTab; icon: TablerIcon; scope?: Scope }[] = [
  { tab: 'shop', icon: IconBuildingStore, scope: 'SETTINGS_WRITE' },
  { tab: 'team', icon: IconUsersGroup, scope: 'STAFF_WRITE' },
  { tab: 'keys', icon: IconKey, scope: 'STAFF_WRITE' },
  { tab: 'webhooks', icon: IconWebhook, scope: 'WEBHOOKS_WRITE' },
  { tab: 'notifications', icon: IconBell, scope: 'SETTINGS_WRITE' },
  { tab: 'emails', icon: IconMail, scope: 'STAFF_WRITE' },
  { tab: 'audit', icon: IconHistory, scope: 'STAFF_WRITE' },
  { tab: 'account', icon: IconUserCircle },
];

/** The sections that a member with these scopes sees. */
export function openSections(can: (scope: Scope) => boolean) {
  return sections.filter(({ scope }) => scope === undefined || can(scope));
}

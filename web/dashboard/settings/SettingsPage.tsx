import { Tabs } from '@mantine/core';
import { useNavigate, useParams } from 'react-router';
import { useSession } from '../app/session';
import { Troubles } from '../app/Troubles';
import { useTroubles } from '../app/useTroubles';
import { AuditTab } from '../events/AuditTab';
import type { Scope } from '../operations/generated';
import { Page } from '../parts/Page';
import { t } from '../texts';
import { WebhooksTab } from '../webhooks/WebhooksTab';
import { AccountTab } from './AccountTab';
import { KeysTab } from './KeysTab';
import { EmailsTab } from './EmailsTab';
import { ShopTab } from './ShopTab';
import { TeamTab } from './TeamTab';

type Tab = keyof typeof t.settings.tabs;

const scopes: Readonly<Record<Tab, Scope | undefined>> = {
  shop: 'SETTINGS_WRITE',
  team: 'STAFF_WRITE',
  keys: 'STAFF_WRITE',
  webhooks: 'WEBHOOKS_WRITE',
  emails: 'STAFF_WRITE',
  audit: 'STAFF_WRITE',
  account: undefined,
};
const contents: Readonly<Record<Tab, () => React.ReactNode>> = {
  shop: ShopTab,
  team: TeamTab,
  keys: KeysTab,
  webhooks: WebhooksTab,
  emails: EmailsTab,
  audit: AuditTab,
  account: AccountTab,
};

export default function SettingsPage() {
  const { can } = useSession();
  const troubles = useTroubles();
  const { tab } = useParams();
  const navigate = useNavigate();
  const open = (Object.keys(scopes) as Tab[]).filter((one) => scopes[one] === undefined || can(scopes[one]));
  const here = open.find((one) => one === tab) ?? open[0] ?? 'account';
  const Content = contents[here];
  return (
    <Page title={t.settings.title} name={`${t.settings.tabs[here]} · ${t.settings.title}`}>
      <Tabs value={here} onChange={(value) => void navigate(`/settings/${value}`)} keepMounted={false}>
        <Tabs.List aria-label={t.settings.title}>
          {open.map((one) => (
            <Tabs.Tab
              key={one}
              value={one}
              rightSection={one === 'webhooks' && troubles > 0 ? <Troubles n={troubles} /> : undefined}
            >
              {t.settings.tabs[one]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={here} pt="md">
          <Content />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

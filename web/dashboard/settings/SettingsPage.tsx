import { useMediaQuery } from '@mantine/hooks';
import { useEffect } from 'react';
import { Link, Navigate, useParams } from 'react-router';
import { useSession } from '../app/session';
import { Troubles } from '../app/Troubles';
import { useTroubles } from '../app/useTroubles';
import { AuditTab } from '../events/AuditTab';
import { IconChevronRight } from '../parts/icons';
import { Page } from '../parts/Page';
import { t } from '../texts';
import { WebhooksTab } from '../webhooks/WebhooksTab';
import { AccountTab } from './AccountTab';
import { EmailsTab } from './EmailsTab';
import { KeysTab } from './KeysTab';
import { NotificationsTab } from './NotificationsTab';
import { openSections, type SettingsTab } from './sections';
import { ShopTab } from './ShopTab';
import { TeamTab } from './TeamTab';

const contents: Readonly<Record<SettingsTab, () => React.ReactNode>> = {
  shop: ShopTab,
  team: TeamTab,
  keys: KeysTab,
  webhooks: WebhooksTab,
  notifications: NotificationsTab,
  emails: EmailsTab,
  audit: AuditTab,
  account: AccountTab,
};

/**
 * The settings: a navigation of their own beside the section that is open. On a phone, the navigation is a page before the
 * sections, and each section leads back to it.
 */
export default function SettingsPage() {
  const { can, shop } = useSession();
  const troubles = useTroubles();
  const { tab, id } = useParams();
  const open = openSections(can);
  const found = open.find((one) => one.tab === tab);
  // As in style/settings.css.
  const phone = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const index = phone && tab === undefined;
  useEffect(() => {
    if (index) document.title = t.app.title(t.settings.title, shop.name);
  }, [index, shop.name]);
  if (tab !== undefined && found === undefined) return <Navigate to="/settings" replace />;
  const here = found?.tab ?? open[0]?.tab ?? 'account';
  const Content = contents[here];
  const name = t.settings.tabs[here];
  return (
    <div className="settings" data-index={index || undefined}>
      <nav aria-label={t.settings.title} className="settings-nav">
        {index ? <h1>{t.settings.title}</h1> : <h2>{t.settings.title}</h2>}
        <ul>
          {open.map(({ tab: one, icon: Icon }) => (
            <li key={one}>
              <Link to={`/settings/${one}`} className="place" aria-current={one === here ? 'page' : undefined}>
                <Icon aria-hidden="true" />
                <span className="grow">{t.settings.tabs[one]}</span>
                {one === 'webhooks' && <Troubles n={troubles} />}
                <IconChevronRight size={16} aria-hidden="true" className="settings-go" />
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      {!index && (
        <div className="settings-main">
          <Page
            key={`${here} ${id}`} // another section or webhook is another page
            title={name}
            name={`${name} · ${t.settings.title}`}
            crumbs={[{ to: '/settings', label: t.settings.title }]}
          >
            <Content />
          </Page>
        </div>
      )}
    </div>
  );
}

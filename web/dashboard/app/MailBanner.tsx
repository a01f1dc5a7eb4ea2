import { Anchor, CloseButton } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { Link, useLocation } from 'react-router';
import { IconMailOff } from '../parts/icons';
import { t } from '../texts';
import { useSession } from './session';

/**
 * Says on every page that emails are not sent, to members who can change it, until they put it away. The first page says
 * it itself.
 */
export function MailBanner() {
  const { member, shop, can } = useSession();
  const { pathname } = useLocation();
  const [hidden, setHidden] = useLocalStorage({
    key: `clientele.mailbanner.${member.id}`,
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  if (shop.mailServer !== false || !can('STAFF_WRITE') || hidden || pathname === '/') return null;
  return (
    <section className="banner" data-tone="warning" aria-label={t.mailBanner.label}>
      <IconMailOff aria-hidden="true" />
      <span className="grow">
        {t.mailBanner.text}{' '}
        <Anchor component={Link} to="/settings/emails?status=OUTBOX" inherit c="inherit" underline="always">
          {t.mailBanner.action}
        </Anchor>
      </span>
      <CloseButton size="sm" aria-label={t.mailBanner.hide} onClick={() => setHidden(true)} c="inherit" />
    </section>
  );
}

import { Anchor, Stack } from '@mantine/core';
import { Link, useParams } from 'react-router';
import { IconChevronLeft } from '../parts/icons';
import { t } from '../texts';
import { NewWebhook } from './NewWebhook';
import { OneWebhook } from './OneWebhook';
import { WebhookList } from './WebhookList';

/** The shop's webhooks, or one of them. */
export function WebhooksTab() {
  const { id } = useParams();
  if (id === undefined)
    return (
      <Stack gap="md">
        <WebhookList />
      </Stack>
    );
  return (
    <Stack gap="md">
      <Anchor component={Link} to="/settings/webhooks" size="sm" className="back">
        <IconChevronLeft size={16} aria-hidden="true" className="turned" />
        {t.webhook.all}
      </Anchor>
      {id === 'new' ? <NewWebhook /> : <OneWebhook key={id} id={id} />}
    </Stack>
  );
}

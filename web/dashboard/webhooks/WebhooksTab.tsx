import { Anchor, Stack } from '@mantine/core';
import { Link, useParams } from 'react-router';
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
      <Anchor component={Link} to="/settings/webhooks" size="sm">
        <span aria-hidden="true">←</span> {t.webhook.all}
      </Anchor>
      {id === 'new' ? <NewWebhook /> : <OneWebhook key={id} id={id} />}
    </Stack>
  );
}

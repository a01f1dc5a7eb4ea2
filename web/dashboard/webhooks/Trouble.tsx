import { Alert, Anchor, Text } from '@mantine/core';
import { Link } from 'react-router';
import type { WebhookRecordFragment } from '../operations/generated';
import { t } from '../texts';
import { troubleOf } from './state';

/** Tells what is wrong with a webhook and what to do about it. */
export function Trouble({ webhook, link = false }: { webhook: WebhookRecordFragment; link?: boolean }) {
  const trouble = troubleOf(webhook, webhook.name);
  if (trouble === undefined) return null;
  return (
    <Alert color="red" variant="light" title={<bdi>{trouble.title}</bdi>} role="status">
      <Text size="sm" className="wrap">
        {trouble.text}
      </Text>
      {link && (
        <Anchor component={Link} to={`/settings/webhooks/${webhook.id}`} size="sm" c="inherit" underline="always">
          {t.list.open(webhook.name)}
        </Anchor>
      )}
    </Alert>
  );
}

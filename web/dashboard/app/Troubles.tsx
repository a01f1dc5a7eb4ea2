import { Badge, VisuallyHidden } from '@mantine/core';
import { t } from '../texts';

/** How many webhooks need attention. */
export function Troubles({ n }: { n: number }) {
  if (n === 0) return null;
  return (
    <Badge color="red" size="sm" circle>
      <span aria-hidden="true">{n}</span>
      <VisuallyHidden>{t.webhook.attention.count(n)}</VisuallyHidden>
    </Badge>
  );
}

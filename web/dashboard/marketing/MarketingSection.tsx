import { ActionIcon, Button, Group, Stack, Text } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useSession } from '../app/session';
import type { ConsentFragment, CustomerRecordFragment, MarketingChannel } from '../operations/generated';
import { timeOf } from '../parts/format';
import { IconPencil } from '../parts/icons';
import { Section } from '../parts/Section';
import { t } from '../texts';
import { channels, ConsentState } from './state';

const ConsentDialog = lazy(() => import('./ConsentDialog'));
const Statements = lazy(() => import('./Statements'));

const m = t.marketing;

/** The customer's consent to marketing by each channel, and the statements that prove it. */
export function MarketingSection({ customer }: { customer: CustomerRecordFragment }) {
  const { can } = useSession();
  const [changing, setChanging] = useState<MarketingChannel>();
  const [reading, setReading] = useState(false);
  const consents = new Map(customer.marketing.map((one) => [one.channel, one]));
  const writes = can('CUSTOMERS_WRITE');
  return (
    <Section
      title={m.title}
      actions={
        <Button variant="subtle" size="compact-sm" onClick={() => setReading(true)}>
          {m.history.action}
        </Button>
      }
    >
      <Stack gap="sm" component="ul" className="plain">
        {channels.map((channel) => (
          <Group key={channel} component="li" justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
            <Consent channel={channel} consent={consents.get(channel)} />
            {writes && (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={m.changeNamed(m.channels[channel])}
                onClick={() => setChanging(channel)}
              >
                <IconPencil size={18} />
              </ActionIcon>
            )}
          </Group>
        ))}
      </Stack>
      <Suspense>
        {changing !== undefined && (
          <ConsentDialog
            customerId={customer.id}
            channel={changing}
            before={consents.get(changing)?.state}
            onClose={() => setChanging(undefined)}
          />
        )}
        {reading && (
          <Statements
            of={{ customerId: customer.id }}
            name={customer.name || customer.email}
            onClose={() => setReading(false)}
          />
        )}
      </Suspense>
    </Section>
  );
}

function Consent({ channel, consent }: { channel: MarketingChannel; consent: ConsentFragment | undefined }) {
  return (
    <div className="shrink">
      <Group gap="xs">
        <Text size="sm" fw={500}>
          {m.channels[channel]}
        </Text>
        {consent !== undefined && <ConsentState of={consent.state} />}
      </Group>
      <Text size="xs" c="dimmed">
        {consent === undefined ? m.never : `${timeOf(consent.at)} · ${m.sources[consent.source]}`}
      </Text>
      {consent?.wording && (
        <Text size="sm" lineClamp={2} className="wrap">
          <bdi>{m.wordingOf(consent.wording)}</bdi>
        </Text>
      )}
    </div>
  );
}

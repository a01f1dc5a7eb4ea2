import { Button, Group, Text } from '@mantine/core';
import { useSave } from '../app/useSave';
import { RevokeSessionDocument, type CustomerSessionsQuery } from '../operations/generated';
import { timeOf } from '../parts/format';
import { told } from '../parts/notify';
import { t } from '../texts';

const s = t.customer.sessions;

type Session = NonNullable<NonNullable<CustomerSessionsQuery['customer']>['sessions']>[number];

/** A device on which the customer is logged in. */
export function SessionRow({ session, writes }: { session: Session; writes: boolean }) {
  const [end, ending] = useSave(RevokeSessionDocument);
  const { id, device, lastUsedAt, createdAt, expiresAt } = session;
  return (
    <Group component="li" justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
      <div className="shrink">
        <Text size="sm" fw={500} className="wrap">
          <bdi>{device ?? s.device}</bdi>
        </Text>
        <Text size="xs" c="dimmed">
          {s.used(timeOf(lastUsedAt))}
          <br />
          {s.since(timeOf(createdAt))}, {s.until(timeOf(expiresAt))}
        </Text>
      </div>
      {writes && (
        <Button
          variant="default"
          size="compact-sm"
          className="state"
          disabled={ending}
          onClick={async () => told(await end({ id }), s.ended)}
        >
          {s.end}
        </Button>
      )}
    </Group>
  );
}

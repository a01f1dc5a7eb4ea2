import { Button, Group, Stack, Text } from '@mantine/core';
import { useSession } from '../app/session';
import { useData } from '../app/useData';
import { useSave } from '../app/useSave';
import { CustomerSessionsDocument, RevokeSessionDocument, RevokeSessionsDocument } from '../operations/generated';
import { timeOf } from '../parts/format';
import { told } from '../parts/notify';
import { Section } from '../parts/Section';
import { FailureNote, Loading } from '../parts/states';
import { t } from '../texts';

/** Where the customer is signed in. */
export function Sessions({ id }: { id: string }) {
  const { can } = useSession();
  const { data, failure, again } = useData(CustomerSessionsDocument, { id });
  const [end, ending] = useSave(RevokeSessionDocument);
  const [endAll, endingAll] = useSave(RevokeSessionsDocument);
  const sessions = data?.customer?.sessions;
  const writes = can('CUSTOMERS_WRITE');
  const endOne = async (session: string) => {
    told(await end({ id: session }), t.customer.sessions.ended);
  };
  const endEach = async () => {
    const answer = await endAll({ id });
    told(answer, answer.done ? t.customer.sessions.endedAll(answer.payload.endedSessions) : undefined);
  };
  return (
    <Section
      title={t.customer.sessions.title}
      actions={
        writes &&
        (sessions?.length ?? 0) > 1 && (
          <Button variant="default" size="xs" loading={endingAll} onClick={() => void endEach()}>
            {t.customer.sessions.endAll}
          </Button>
        )
      }
    >
      {failure !== undefined && <FailureNote failure={failure} retry={again} />}
      {sessions === undefined && failure === undefined && <Loading />}
      {sessions?.length === 0 && (
        <Text size="sm" c="dimmed">
          {t.customer.sessions.none}
        </Text>
      )}
      <Stack gap="xs">
        {sessions?.map((session) => (
          <Group key={session.id} justify="space-between" gap="xs">
            <div className="shrink">
              <Text size="sm" fw={500} className="wrap">
                <bdi>{session.device ?? t.customer.sessions.device}</bdi>
              </Text>
              <Text size="sm" c="dimmed">
                {t.customer.sessions.used(timeOf(session.lastUsedAt))},{' '}
                {t.customer.sessions.since(timeOf(session.createdAt))},{' '}
                {t.customer.sessions.until(timeOf(session.expiresAt))}
              </Text>
            </div>
            {writes && (
              <Button variant="default" size="xs" disabled={ending} onClick={() => void endOne(session.id)}>
                {t.customer.sessions.end}
              </Button>
            )}
          </Group>
        ))}
      </Stack>
    </Section>
  );
}

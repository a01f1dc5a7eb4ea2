import { Alert, Button, Code, Group, Menu, Text } from '@mantine/core';
import { useState } from 'react';
import { useSave } from '../app/useSave';
import {
  DeleteWebhookDocument,
  TestWebhookDocument,
  UpdateWebhookDocument,
  type DeliveryRecordFragment,
  type WebhookRecordFragment,
} from '../operations/generated';
import { Confirm } from '../parts/Confirm';
import { DotsMenu } from '../parts/DotsMenu';
import { timeOf } from '../parts/format';
import { Danger, useAction } from '../parts/MoreActions';
import { notify, told } from '../parts/notify';
import { Section } from '../parts/Section';
import { Pill } from '../parts/Pill';
import { t } from '../texts';
import { Rotate } from './Rotate';
import { stateOf, tellsMore } from './state';

const w = t.webhook;

type Props = { webhook: WebhookRecordFragment; onDeleted: () => void };

/** The state of a webhook, and what can be done with it. */
export function Overview({ webhook, onDeleted }: Props) {
  const { id, name, active } = webhook;
  const [update, updating] = useSave(UpdateWebhookDocument);
  const [remove] = useSave(DeleteWebhookDocument);
  const [test, testing] = useSave(TestWebhookDocument);
  const [tested, setTested] = useState<DeliveryRecordFragment>();
  const { action, start, close, button } = useAction<'rotate' | 'delete'>();
  const state = stateOf(webhook);
  const tryIt = async () => {
    setTested(undefined);
    const answer = await test({ id });
    if (told(answer) && answer.done && answer.payload.delivery) setTested(answer.payload.delivery);
  };
  const setActive = async () => {
    told(await update({ id, input: { active: !active } }), active ? w.paused : w.resumed);
  };
  return (
    <Section
      title={name}
      actions={
        <>
          <Button variant="default" size="xs" loading={testing} onClick={() => void tryIt()}>
            {w.test.action}
          </Button>
          <Button variant={active ? 'default' : 'filled'} size="xs" loading={updating} onClick={() => void setActive()}>
            {active ? w.pause : w.resume}
          </Button>
          <DotsMenu label={t.common.actionsOf(name)} button={button}>
            <Menu.Item onClick={start('rotate')}>{w.rotate.menu}</Menu.Item>
            <Menu.Divider />
            <Danger onClick={start('delete')}>{w.deletion.menu}</Danger>
          </DotsMenu>
        </>
      }
    >
      <Group gap="md">
        <Pill tone={state.tone}>{state.words}</Pill>
        <Text size="sm" c="dimmed">
          {w.lastSuccess}: {webhook.lastSuccessAt === null ? w.never : timeOf(webhook.lastSuccessAt)}
        </Text>
      </Group>
      {webhook.previousSecretEndsAt !== null && Date.parse(webhook.previousSecretEndsAt) > Date.now() && (
        <Text size="sm" c="dimmed">
          {w.rotate.until(timeOf(webhook.previousSecretEndsAt))}
        </Text>
      )}
      {tested !== undefined && <TestResult delivery={tested} onClose={() => setTested(undefined)} />}
      <Rotate webhook={webhook} open={action === 'rotate'} onClose={close} />
      <Confirm
        open={action === 'delete'}
        onClose={close}
        title={w.deletion.title(name)}
        text={w.deletion.text}
        action={w.deletion.action}
        act={() => remove({ id })}
        onDone={() => {
          notify(w.deletion.done);
          onDeleted();
        }}
      />
    </Section>
  );
}

/** How the receiver responded to a test. */
function TestResult({ delivery, onClose }: { delivery: DeliveryRecordFragment; onClose: () => void }) {
  const { status, responseStatus, responseBody, error, durationMs } = delivery;
  const good = status === 'DELIVERED';
  const facts = [
    responseStatus === null ? t.webhook.deliveries.noResponse : `HTTP ${responseStatus}`,
    ...(durationMs === null ? [] : [w.test.took(durationMs)]),
  ];
  return (
    <Alert
      color={good ? 'teal' : 'red'}
      variant="light"
      title={good ? w.test.good : w.test.bad}
      role="status"
      withCloseButton
      closeButtonLabel={t.common.close}
      onClose={onClose}
    >
      <Text size="sm">{facts.join(' ')}</Text>
      {error && tellsMore(delivery) && (
        <Text size="sm" className="wrap">
          {error}
        </Text>
      )}
      {responseBody && (
        <Code block className="pre" mt="xs" tabIndex={0}>
          {responseBody}
        </Code>
      )}
    </Alert>
  );
}

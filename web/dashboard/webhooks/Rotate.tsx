import { Button, Modal, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Failure } from '../app/failure';
import { useSave } from '../app/useSave';
import { RotateWebhookSecretDocument, type WebhookRecordFragment } from '../operations/generated';
import { Form } from '../parts/Form';
import { Secret } from '../settings/Secret';
import { t } from '../texts';

const r = t.webhook.rotate;
const usual = '24';
const longest = 168;

type Props = { webhook: WebhookRecordFragment; open: boolean; onClose: () => void };

/** Replaces the secret of a webhook, and shows the new one. */
export function Rotate({ webhook: { id, name }, open, onClose }: Props) {
  const [hours, setHours] = useState(usual);
  const [secret, setSecret] = useState<string>();
  const [fault, setFault] = useState<string>();
  const [failure, setFailure] = useState<Failure>();
  const [rotate, busy] = useSave(RotateWebhookSecretDocument);
  const close = () => {
    onClose();
    setHours(usual);
    setFault(undefined);
    setFailure(undefined);
  };
  const submit = async () => {
    const overlapHours = /^\d{1,3}$/.test(hours.trim()) ? Number(hours) : Number.NaN;
    if (!(overlapHours <= longest)) return setFault(r.wrong);
    setFault(undefined);
    const answer = await rotate({ id, overlapHours });
    setFailure(answer.done ? undefined : answer.failure);
    if (!answer.done) return setFault(answer.faults.map(({ message }) => message).join(' ') || undefined);
    close();
    setSecret(answer.payload.secret ?? '');
  };
  return (
    <>
      <Modal
        opened={open}
        onClose={close}
        title={r.title(name)}
        classNames={{ title: 'wrap' }}
        closeButtonProps={{ 'aria-label': t.common.close }}
      >
        <Form
          onSubmit={submit}
          errors={{ fault }}
          failure={failure}
          align="end"
          actions={
            <>
              <Button variant="default" onClick={close}>
                {t.common.cancel}
              </Button>
              <Button type="submit" loading={busy}>
                {r.action}
              </Button>
            </>
          }
        >
          <Text size="sm">{r.text}</Text>
          <TextInput
            label={r.overlap}
            description={r.overlapHelp}
            inputMode="numeric"
            value={hours}
            error={fault}
            data-autofocus
            onChange={(event) => setHours(event.currentTarget.value)}
          />
        </Form>
      </Modal>
      <Secret
        title={t.webhook.secretTitle}
        text={t.webhook.secret}
        secret={secret}
        onClose={() => setSecret(undefined)}
      />
    </>
  );
}

import { Button } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Failure } from '../app/failure';
import { byField, useSave } from '../app/useSave';
import { CreateWebhookDocument } from '../operations/generated';
import { Form } from '../parts/Form';
import { Guard } from '../parts/Guard';
import { Leave } from '../parts/Leave';
import { Section } from '../parts/Section';
import { Secret } from '../settings/Secret';
import { t } from '../texts';
import { emptyWebhook, webhookFaults, type WebhookDraft } from './draft';
import { WebhookInputs } from './WebhookInputs';

const w = t.webhook;

/** The form of a new webhook. Its page opens once the secret was shown. */
export function NewWebhook() {
  const form = useForm<WebhookDraft>({ initialValues: emptyWebhook });
  const [create, busy] = useSave(CreateWebhookDocument);
  const [failure, setFailure] = useState<Failure>();
  const [created, setCreated] = useState<{ id: string; secret: string | undefined }>();
  const submit = async () => {
    const values = form.getValues();
    const wrong = webhookFaults(values);
    form.setErrors(wrong);
    if (Object.keys(wrong).length > 0) return;
    const { customFields: _, query, ...input } = values;
    const answer = await create({ input: { ...input, query: query.trim() === '' ? null : query } });
    setFailure(answer.done ? undefined : answer.failure);
    if (!answer.done) {
      const errors = byField(answer.faults);
      const unplaced = answer.faults.filter(({ field }) => field === null).map(({ message }) => message);
      if (unplaced.length > 0) setFailure({ kind: 'other', message: unplaced.join(' ') });
      return form.setErrors(errors);
    }
    const { webhook, secret } = answer.payload;
    if (webhook) setCreated({ id: webhook.id, secret: secret ?? '' });
  };
  if (created !== undefined) {
    if (created.secret === undefined) return <Leave to={`/settings/webhooks/${created.id}`} />;
    return (
      <Secret
        title={w.secretTitle}
        text={w.secret}
        secret={created.secret}
        onClose={() => setCreated({ id: created.id, secret: undefined })}
      />
    );
  }
  return (
    <Section title={w.new}>
      <Form
        onSubmit={submit}
        errors={form.errors}
        failure={failure}
        actions={
          <>
            <Button type="submit" loading={busy}>
              {w.create}
            </Button>
            <Button component={Link} to="/settings/webhooks" variant="default">
              {t.common.cancel}
            </Button>
          </>
        }
      >
        <WebhookInputs form={form} />
      </Form>
      <Guard dirty={form.isDirty()} />
    </Section>
  );
}

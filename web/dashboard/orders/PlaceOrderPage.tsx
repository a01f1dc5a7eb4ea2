import { Button, Checkbox, Group, Radio, SimpleGrid, Text, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import type { Failure } from '../app/failure';
import { useSession } from '../app/session';
import { byField, useSave } from '../app/useSave';
import { FieldsInputs } from '../fields/FieldsInputs';
import { ReferenceInput } from '../fields/ReferenceInput';
import { useFields } from '../fields/useTyped';
import { CheckoutDocument } from '../operations/generated';
import { Form } from '../parts/Form';
import { Guard } from '../parts/Guard';
import { Leave } from '../parts/Leave';
import { notify } from '../parts/notify';
import { Page } from '../parts/Page';
import { Section } from '../parts/Section';
import { t } from '../texts';
import { AddressChoice } from './AddressChoice';
import { ItemsInputs } from './ItemsInputs';
import { checkoutInput, emptyOrder, orderFaults } from './order';

const p = t.order.place;

/** Places an order on behalf of a customer, or of a guest. */
export default function PlaceOrderPage() {
  const [params] = useSearchParams();
  const { shop } = useSession();
  const fields = { order: useFields('ORDER'), address: useFields('ADDRESS') };
  const form = useForm({ initialValues: emptyOrder(params.get('customer') ?? '', shop.currency, fields) });
  const [checkout, busy] = useSave(CheckoutDocument);
  const [failure, setFailure] = useState<Failure>();
  const [placed, setPlaced] = useState<string>();
  const keyFor = useIdempotencyKey();
  if (placed !== undefined) return <Leave to={`/orders/${placed}`} />;

  const order = form.values;
  const submit = async () => {
    setFailure(undefined);
    const values = form.getValues();
    const faults = orderFaults(values, fields);
    form.setErrors(faults);
    if (Object.keys(faults).length > 0) return;
    const input = checkoutInput(values, fields);
    const answer = await checkout({ input: { ...input, idempotencyKey: keyFor(JSON.stringify(input)) } });
    if (answer.done) {
      notify(p.done(answer.payload.order?.number ?? ''));
      return setPlaced(answer.payload.order?.id);
    }
    setFailure(answer.failure);
    const told = byField(answer.faults);
    form.setErrors(
      Object.fromEntries(
        Object.entries(told).map(([path, message]) => [
          path
            .replace(/(Address)\.address\./, '$1.')
            .replace(/(unitPrice|shippingPrice|tax|taxIncluded|discount)\.amount$/, '$1'),
          message,
        ]),
      ),
    );
  };

  return (
    <Page title={p.title} name={p.title} crumbs={[{ to: '/orders', label: t.order.many }]} narrow>
      <Form
        onSubmit={submit}
        errors={form.errors}
        failure={failure}
        gap="md"
        actions={
          <Button type="submit" loading={busy}>
            {p.submit}
          </Button>
        }
      >
        <Section title={p.forWhom}>
          <Radio.Group
            value={order.guest ? 'guest' : 'customer'}
            onChange={(value) => form.setValues({ guest: value === 'guest', shippingId: '', billingId: '' })}
            aria-label={p.forWhom}
          >
            <Group>
              <Radio value="customer" label={p.forCustomer} />
              <Radio value="guest" label={p.forGuest} />
            </Group>
          </Radio.Group>
          {order.guest ? (
            <>
              <Text size="sm" c="dimmed">
                {p.guestHelp}
              </Text>
              <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm">
                <TextInput label={t.customer.name} withAsterisk dir="auto" {...form.getInputProps('contact.name')} />
                <TextInput
                  label={t.customer.email}
                  withAsterisk
                  type="email"
                  {...form.getInputProps('contact.email')}
                />
                <TextInput label={t.customer.phone} type="tel" {...form.getInputProps('contact.phone')} />
              </SimpleGrid>
            </>
          ) : (
            <ReferenceInput
              label={p.pick}
              description={p.pickHelp}
              withAsterisk
              to="CUSTOMER"
              many={false}
              value={order.customerId === '' ? [] : [order.customerId]}
              onChange={(ids) => form.setValues({ customerId: ids[0] ?? '', shippingId: '', billingId: '' })}
              error={form.errors.customerId as string | undefined}
            />
          )}
        </Section>
        <Section title={p.what}>
          <ItemsInputs form={form} />
        </Section>
        <Section title={p.where}>
          <AddressChoice
            key={`shipping ${order.guest} ${order.customerId}`}
            customerId={order.guest ? '' : order.customerId}
            usual="shipping"
            id={order.shippingId}
            onId={(shippingId) => form.setFieldValue('shippingId', shippingId)}
            parts={order.shipping}
            onParts={(shipping) => form.setFieldValue('shipping', shipping)}
            drafts={order.shippingFields}
            onDraft={(key, draft) =>
              form.setFieldValue('shippingFields', { ...form.getValues().shippingFields, [key]: draft })
            }
            errors={below(form.errors, 'shippingAddress')}
          />
        </Section>
        <Section title={p.billing}>
          <Checkbox label={p.same} {...form.getInputProps('sameBilling', { type: 'checkbox' })} />
          {!order.sameBilling && (
            <AddressChoice
              key={`billing ${order.guest} ${order.customerId}`}
              customerId={order.guest ? '' : order.customerId}
              usual="billing"
              id={order.billingId}
              onId={(billingId) => form.setFieldValue('billingId', billingId)}
              parts={order.billing}
              onParts={(billing) => form.setFieldValue('billing', billing)}
              drafts={order.billingFields}
              onDraft={(key, draft) =>
                form.setFieldValue('billingFields', { ...form.getValues().billingFields, [key]: draft })
              }
              errors={below(form.errors, 'billingAddress')}
            />
          )}
          {!order.guest && (order.shippingId === '' || (!order.sameBilling && order.billingId === '')) && (
            <Checkbox label={p.save} {...form.getInputProps('saveAddress', { type: 'checkbox' })} />
          )}
        </Section>
        <Section title={t.customer.details}>
          <Textarea label={p.note} autosize minRows={2} maxLength={1000} dir="auto" {...form.getInputProps('note')} />
          <FieldsInputs
            fields={fields.order}
            drafts={order.customFields}
            onChange={(key, draft) =>
              form.setFieldValue('customFields', { ...form.getValues().customFields, [key]: draft })
            }
            errors={form.errors}
          />
        </Section>
      </Form>
      <Guard dirty={form.isDirty()} />
    </Page>
  );
}

/** One key an order: the same input is sent under the same key, so that trying again never orders twice. */
function useIdempotencyKey(): (input: string) => string {
  const last = useRef({ input: '', key: '' });
  return (input) => {
    if (last.current.input !== input) {
      const bytes = crypto.getRandomValues(new Uint8Array(16));
      last.current = { input, key: Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('') };
    }
    return last.current.key;
  };
}

function below(errors: Record<string, unknown>, path: string): Record<string, unknown> {
  const prefix = `${path}.`;
  return Object.fromEntries(
    Object.entries(errors)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, error]) => [key.slice(prefix.length), error]),
  );
}

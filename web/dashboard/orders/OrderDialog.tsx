import { Alert, Button, Modal, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useState, type ReactNode } from 'react';
import { Form } from '../parts/Form';
import { IconRefresh } from '../parts/icons';
import { useFocusReturn } from '../parts/useFocusReturn';
import { t } from '../texts';
import type { OrderForm } from './useOrderForm';

type Props = {
  title: string;
  form: OrderForm;
  busy: boolean;
  /** The words of the button that sends the form. */
  action: string;
  submit: () => Promise<void>;
  onClose: () => void;
  children: ReactNode;
};

/** A form about an order in a dialog. What was typed is not lost by mistake: it asks before it closes with changes. */
export function OrderDialog({ title, form, busy, action, submit, onClose, children }: Props) {
  useFocusReturn();
  const [dirty, setDirty] = useState(false);
  const [asks, setAsks] = useState(false);
  const leave = () => {
    if (dirty && !asks) setAsks(true);
    else onClose();
  };
  const phone = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  return (
    <Modal
      opened
      onClose={leave}
      title={title}
      size="xl"
      fullScreen={phone}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': t.common.close }}
      classNames={{ title: 'wrap' }}
      onInput={() => setDirty(true)}
    >
      <Form
        onSubmit={submit}
        errors={form.errors}
        failure={form.failure}
        align="end"
        gap="md"
        actions={
          asks ? (
            <>
              <Text size="sm" role="status" flex={1}>
                {t.record.discard}
              </Text>
              <Button variant="default" color="red" onClick={onClose}>
                {t.common.discard}
              </Button>
              <Button onClick={() => setAsks(false)} autoFocus>
                {t.guard.stay}
              </Button>
            </>
          ) : (
            <>
              <Button variant="default" onClick={leave}>
                {t.common.cancel}
              </Button>
              <Button type="submit" loading={busy}>
                {action}
              </Button>
            </>
          )
        }
      >
        {form.outdated && (
          <Alert color="orange" role="alert" icon={<IconRefresh />} title={t.record.outdated}>
            <Text size="sm">{t.record.outdatedText}</Text>
          </Alert>
        )}
        {children}
      </Form>
    </Modal>
  );
}

import { Alert, Button, Modal, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { ReactNode } from 'react';
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

/** A form about an order in a dialog. A click beside it does not close it, so that nothing typed is lost by mistake. */
export function OrderDialog({ title, form, busy, action, submit, onClose, children }: Props) {
  useFocusReturn();
  const phone = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size="xl"
      fullScreen={phone}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': t.common.close }}
      classNames={{ title: 'wrap' }}
    >
      <Form
        onSubmit={submit}
        errors={form.errors}
        failure={form.failure}
        align="end"
        gap="md"
        actions={
          <>
            <Button variant="default" onClick={onClose}>
              {t.common.cancel}
            </Button>
            <Button type="submit" loading={busy}>
              {action}
            </Button>
          </>
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

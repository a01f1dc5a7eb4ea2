import { Modal } from '@mantine/core';
import type { AddressRecordFragment } from '../operations/generated';
import { t } from '../texts';
import { AddressForm } from './AddressForm';

type Props = { opened: boolean; onClose: () => void; customerId: string; address?: AddressRecordFragment };

/** Adds an address to a customer's book, or changes one, over the page. */
export function AddressDialog({ opened, onClose, customerId, address }: Props) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="lg"
      title={address === undefined ? t.address.new : t.address.edit}
      closeButtonProps={{ 'aria-label': t.common.close }}
    >
      <AddressForm customerId={customerId} address={address} onSaved={onClose} />
    </Modal>
  );
}
